import type { ActingClient, Outcome, WriteAction } from "quittance/client";
import { type Explanation, randomSalt } from "quittance/protocol";
import type { Address } from "viem";
import type { Answer } from "../output/output.ts";
import { OutcomeUnknown } from "../refusal.ts";
import { askToGoOn } from "./ask.ts";
import { busy } from "./busy.ts";
import { byRelayer } from "./by-relayer.ts";
import { fromAccount } from "./from-account.ts";
import { journalOf } from "./journal.ts";
import type { SenderOptions } from "./options.ts";
import { answerOf } from "./sending.ts";
import type { Sender } from "./signer.ts";

/** A transaction that a command is about to send. */
export interface Plan<Parameters, Result> {
  /** The command, such as `deal release`. */
  readonly command: string;
  /** What is about to be done, in words, with its amounts. */
  readonly words: readonly string[];
  readonly action: WriteAction<Parameters, Result>;
  /**
   * The parameters, with the salt that makes money move once; it is random, and the same when the command is repeated. What
   * would have been signed for them, where nothing is to be signed.
   */
  readonly parameters: (salt: bigint) => Parameters | Promise<Parameters | TriedOut>;
  /** What makes it another command: the options that were given. */
  readonly identity: unknown;
  /** The contract that the action is of. */
  readonly address: Address;
  /** True when the contract does it again for each transaction, as it takes seats. */
  readonly repeats?: true;
  /** What happened, in lines. */
  readonly report: (outcome: Outcome<Result>) => readonly string[];
}

/** What is in the place of parameters that need a signature, where nothing is to be signed. */
export class TriedOut {
  readonly explanation: Explanation;

  constructor(explanation: Explanation) {
    this.explanation = explanation;
  }
}

/** A sender whose command waits for receipts. */
export type SendingSender = Sender & { readonly options: SenderOptions };

/**
 * Says what is about to be done, asks, sends it and waits. A command that was sent before and never seen to its end is found
 * again, and nothing is sent twice.
 *
 * @throws OutcomeUnknown when it was sent and is not known to be mined.
 */
export async function perform<Parameters, Result>(
  sender: SendingSender,
  plan: Plan<Parameters, Result>,
): Promise<Answer> {
  const { session, options, relayer, address: account } = sender;
  const { output } = session;
  const words = plan.words.join("\n");
  output.note([words, ...(await session.labels()).legend(words)].join("\n"));
  const chainId = await session.chainId();
  const journal = journalOf([chainId, plan.address, account, plan.command, plan.identity]);
  const way = { sender, plan, client: session.client as ActingClient, chainId, journal };
  const carriage = relayer === undefined ? fromAccount(way) : byRelayer(way, relayer);
  const entry = journal.read();
  if (entry !== undefined && !options.dryRun) {
    const found = await carriage.resume(entry);
    if (found !== undefined) return found;
  }
  if (plan.repeats && entry !== undefined && entry.signed === undefined) throw stillOpen(plan, journal.path);
  const salt = entry?.salt ?? randomSalt();
  const parameters = await plan.parameters(salt);
  if (parameters instanceof TriedOut) return triedOut(plan, parameters);
  const request = await busy(output, "Simulating", carriage.simulate(parameters)).catch((error: unknown) => {
    // What was done before may be why it cannot be done: then the action finds it, and sends nothing.
    if (entry === undefined || options.dryRun) throw error;
    return undefined;
  });
  if (request !== undefined) {
    if (options.dryRun) {
      const { to, data, value = 0n } = request;
      return {
        text: `Nothing was signed or sent. It would go through: a call of ${to} by ${carriage.by}.`,
        data: { dryRun: true, words: plan.words, from: carriage.by, to, data, value, chainId },
      };
    }
    await askToGoOn(options, "Send this?");
  }
  const isEarlier = entry !== undefined && entry.signed === undefined;
  return answerOf(plan, await carriage.send(parameters, { salt, isEarlier }));
}

function triedOut({ words }: { readonly words: readonly string[] }, { explanation }: TriedOut): Answer {
  return {
    text: "Nothing was signed or sent. Without your signature, no node can say whether it goes through.",
    data: { dryRun: true, words, wouldSign: explanation },
  };
}

/** What is told where a second transaction would do the same once more, and no one knows of the first. */
function stillOpen({ command }: { readonly command: string }, path: string): OutcomeUnknown {
  return new OutcomeUnknown(
    `The node sent this before and did not tell its hash, so that it may be mined. Look what became of it, then delete ${path} to let \`quittance ${command}\` send it again.`,
    undefined,
  );
}
