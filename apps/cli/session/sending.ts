import type { ActingClient, Outcome, PreparedRequest } from "quittance/client";
import type { Answer } from "../output/output.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import type { Plan, SendingSender } from "./perform.ts";

/** A plan on its way: with the contract, the chain and what is kept of it. */
export interface Way<Parameters, Result> {
  readonly sender: SendingSender;
  readonly plan: Plan<Parameters, Result>;
  readonly client: ActingClient;
  readonly chainId: number;
  readonly journal: Journal;
}

/** How a transaction gets to the chain: from the account itself, or by a relayer. */
export interface Carriage<Parameters, Result> {
  /** Who sends, for people. */
  readonly by: string;
  /** What became of what was sent before; undefined when it can never be mined any more. */
  readonly resume: (entry: JournalEntry) => Promise<Answer | undefined>;
  readonly simulate: (parameters: Parameters) => Promise<PreparedRequest>;
  /** Sends it and waits; an error that leaves it unknown is an OutcomeUnknown. */
  readonly send: (
    parameters: Parameters,
    entry: JournalEntry & { readonly isEarlier: boolean },
  ) => Promise<Outcome<Result>>;
}

/** What a plan did, as an answer. */
export function answerOf<Parameters, Result>(
  plan: Plan<Parameters, Result>,
  outcome: Outcome<Result>,
): Answer {
  const { receipt, hash, ...result } = outcome;
  const mined = { transaction: hash, block: receipt.blockNumber, gasUsed: receipt.gasUsed };
  return {
    text: [...plan.report(outcome), `Transaction ${hash}, block ${receipt.blockNumber}.`].join("\n"),
    data: { ...result, ...mined },
  };
}
