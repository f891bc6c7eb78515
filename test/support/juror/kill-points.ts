/** Where a juror can be killed, in the order in which it passes them. */
export const killPoints = [
  "before judging",
  "after judging",
  "before noting the score",
  "after noting the score",
  "signing the ballot",
  "after signing the ballot",
  "after the guard",
  "before noting the ballot",
  "after noting the ballot",
  "before POST /commitments",
  "after POST /commitments",
  "after noting the commitment",
  "before POST /ballots",
  "after POST /ballots",
  "before POST /reasons",
  "after noting that it is shown",
] as const;

export type KillPoint = (typeof killPoints)[number];

/** What a juror's process is started with. */
export interface KilledJob {
  readonly rpcUrl: string;
  readonly address: `0x${string}`;
  readonly key: `0x${string}`;
  readonly board: string;
  /** Of the queue. */
  readonly folder: string;
  readonly guardFolder: string;
  /** A file that gets a line for each score that is about to be signed. */
  readonly signed: string;
  readonly fromBlock: number;
}

export type KilledCommand = { readonly do: "arm"; readonly point: KillPoint };
