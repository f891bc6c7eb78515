/** Where a process that signs a ballot may end. A record is kept twice: the decision, then the signed ballot. */
export const guardPoints = [
  ...["asked", "drafted", "named", "cleared", "kept"].flatMap((step) => [`${step} 1`, `${step} 2`]),
  ...["signing", "signed", "returned", "published"],
] as const;

/** One of them. */
export type GuardPoint = string;

/** What a copy of the daemon is told to do. */
export type GuardCommand =
  | { readonly do: "arm"; readonly point: GuardPoint | undefined }
  | { readonly do: "sign"; readonly question: number; readonly score: number };

/** What a copy is started with. */
export interface GuardJob {
  readonly folder: string;
  readonly key: `0x${string}`;
  /** Where what it publishes is appended, a ballot a line. */
  readonly published: string;
  /** `memory`: a guard that forgets with its process, to show that the schedules catch one. */
  readonly records: "folder" | "memory";
}

/** What a copy answers. */
export type GuardAnswer = "ready" | "signed" | "refused";
