import type { DIDResolutionOptions, ParsedDID } from "did-resolver";

/** Which version of a document is asked for. */
export type Moment =
  | { readonly kind: "latest" }
  /** As of a time, in unix seconds: what happened in that second counts. */
  | { readonly kind: "time"; readonly time: number }
  /** As of a block. */
  | { readonly kind: "block"; readonly block: bigint };

/** Why what was asked for cannot be understood, as resolvers say it. */
export interface MomentProblem {
  readonly error: "invalidDidUrl" | "invalidOptions";
  readonly message: string;
}

/** As resolvers report that the chain has not reached the version that is asked for. */
export const VERSION_AHEAD = "versionAhead";

/** The option of `resolve` that names the key whose rights are asked about: the contract must know no more of it than the logs. */
export const ASKED_KEY = "quittanceKey";

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** The version that a DID URL's query, or the options, ask for. */
export function momentOf(
  parsed: Pick<ParsedDID, "query">,
  options: DIDResolutionOptions,
): Moment | MomentProblem {
  const query = new URLSearchParams((parsed.query ?? "").replaceAll("+", "%2B"));
  const asked = ["versionTime", "versionId"].flatMap((name) => [
    ...query
      .getAll(name)
      .map((value) => ({ name, value: value as unknown, error: "invalidDidUrl" as const })),
    ...(options[name] === undefined
      ? []
      : [{ name, value: options[name] as unknown, error: "invalidOptions" as const }]),
  ]);
  const [only, second] = asked;
  if (only === undefined) return { kind: "latest" };
  if (second !== undefined) {
    return { error: second.error, message: "give one of versionTime and versionId, once" };
  }
  return only.name === "versionTime" ? atTime(only) : atBlock(only);
}

function atTime({ value, error }: { readonly value: unknown; readonly error: MomentProblem["error"] }) {
  const milliseconds = typeof value === "string" && isDateTime(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    return { error, message: "versionTime must be a time that there is, such as 2026-11-21T08:00:00Z" };
  }
  return { kind: "time" as const, time: Math.floor(milliseconds / 1000) };
}

/** Whether a text is a date and a time of day that the calendar has: parsers make the second of March of 30 February. */
function isDateTime(text: string): boolean {
  if (!DATE_TIME.test(text)) return false;
  const local = text.slice(0, "2026-11-21T08:00:00".length);
  const read = new Date(`${local}Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(local);
}

function atBlock({ value, error }: { readonly value: unknown; readonly error: MomentProblem["error"] }) {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^\d{1,15}$/.test(text)) {
    return { error, message: "versionId must be the number of a block" };
  }
  return { kind: "block" as const, block: BigInt(text) };
}
