// A seller in a process of its own, which kills itself at a step. Its strategy answers otherwise each time, so that only what it kept
// makes it answer the same.

import { appendFileSync } from "node:fs";
import type { LocalAccount } from "viem";
import { setSignEntropy } from "viem/accounts";
import type { Move, Strategy } from "../../../../sdk/negotiation/index.ts";
import { openNegotiatorWith } from "../../../../sdk/negotiation/talk/negotiator.ts";
import { folderNegotiations } from "../../../../sdk/node.ts";
import { domain, HOUR, priced, START, seller } from "./sides.ts";

/** What the process is to do. */
export interface KilledJob {
  readonly folder: string;
  /** A file that gets a line for each signature. */
  readonly signed: string;
  readonly envelope: unknown;
  /** The step at which it is killed. */
  readonly killAt?: string | undefined;
  /** Varies the strategy. */
  readonly seed: number;
}

const job = JSON.parse(process.env.KILLED_JOB ?? "") as KilledJob;
setSignEntropy(true);

const signTypedData = (async (definition: { primaryType: string; message: object }) => {
  const text = JSON.stringify([definition.primaryType, definition.message], (_, part) =>
    typeof part === "bigint" ? String(part) : part,
  );
  appendFileSync(job.signed, `${text}\n`);
  return seller.signTypedData(definition as never);
}) as LocalAccount["signTypedData"];

const strategy: Strategy = ({ offers }) => {
  const last = offers.at(-1);
  if (last === undefined) return { kind: "wait" };
  const moves: readonly Move[] = [
    { kind: "offer", terms: priced(last.terms, BigInt(1_000 + job.seed)), validFor: HOUR },
    { kind: "accept" },
    { kind: "end", reason: "other", note: String(job.seed) },
  ];
  return moves[job.seed % moves.length] ?? { kind: "wait" };
};

const side = await openNegotiatorWith(
  {
    ...{ domain, account: { ...seller, signTypedData }, strategy },
    store: folderNegotiations({ folder: job.folder }),
    review: async () => ({ kind: "allow" }),
    now: () => START + job.seed,
  },
  (step) => {
    if (step === job.killAt) process.kill(process.pid, "SIGKILL");
  },
);
const { messages } = await side.receive(job.envelope);
process.stdout.write(JSON.stringify(messages.map(({ kind }) => kind)));
