import type { ActingClient, Outcome, WriteAction } from "quittance/client";
import {
  decodeError,
  TransactionReplacedError,
  TransactionRevertedError,
  TransactionTimeoutError,
  TransactionUncertainError,
} from "quittance/errors";
import { type Explanation, randomSalt } from "quittance/protocol";
import { type Address, type Hash, type Hex, parseTransaction } from "viem";
import { getTransactionCount, sendRawTransaction } from "viem/actions";
import type { Answer } from "../output/output.ts";
import { OutcomeUnknown } from "../refusal.ts";
import { askToGoOn } from "./ask.ts";
import { busy } from "./busy.ts";
import { hashOfSigned, type JournalEntry, journalOf } from "./journal.ts";
import type { SenderOptions } from "./options.ts";
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
  const { session, options, address: account } = sender;
  const { output } = session;
  const words = plan.words.join("\n");
  output.note([words, ...(await session.labels()).legend(words)].join("\n"));
  const chainId = await session.chainId();
  const journal = journalOf([chainId, plan.address, account, plan.command, plan.identity]);
  const entry = journal.read();
  const client = session.client as ActingClient;
  const waiting = { address: plan.address, timeout: options.timeout * 1_000 };
  if (entry?.signed !== undefined && !options.dryRun) {
    const found = await resume(sender, plan, entry.signed, () => journal.forget());
    if (found !== undefined) return found;
  }
  const salt = entry?.salt ?? randomSalt();
  const parameters = await plan.parameters(salt);
  if (parameters instanceof TriedOut) return triedOut(plan, parameters);
  const simulated = { ...parameters, address: plan.address, chainId, account };
  const request = await busy(output, "Simulating", plan.action.simulate(client, simulated));
  if (options.dryRun) {
    const { to, data, value = 0n } = request;
    return {
      text: `Nothing was signed or sent. It would go through: a call of ${to} by ${account}.`,
      data: { dryRun: true, words: plan.words, from: account, to, data, value, chainId },
    };
  }
  await askToGoOn(options, "Send this?");
  const opened = await sender.unlock();
  journal.write({ salt });
  session.recording.current = (signed) => journal.write({ salt, signed });
  try {
    const sent = plan.action(client, { ...parameters, ...waiting, chainId, account: opened });
    const outcome = await busy(output, "Waiting until it is mined", sent);
    journal.forget();
    return answerOf(plan, outcome);
  } catch (error) {
    throw failure(plan.command, error, journal.read(), () => journal.forget());
  } finally {
    session.recording.current = undefined;
  }
}

function triedOut({ words }: { readonly words: readonly string[] }, { explanation }: TriedOut): Answer {
  return {
    text: "Nothing was signed or sent. Without your signature, no node can say whether it goes through.",
    data: { dryRun: true, words, wouldSign: explanation },
  };
}

/** What became of a transaction that was signed before; undefined when it can never be mined any more. */
async function resume<Parameters, Result>(
  sender: SendingSender,
  plan: Plan<Parameters, Result>,
  signed: Hex,
  forget: () => void,
): Promise<Answer | undefined> {
  const { session, options, address: account } = sender;
  const client = session.client as ActingClient;
  const hash = hashOfSigned(signed);
  session.output.note(
    `This was sent before as ${hash}, and not seen to its end. It is looked for, and not sent anew.`,
  );
  // The same bytes: they are mined once at most. A node that has them, or their block, refuses them.
  const refused = await sendRawTransaction(client, { serializedTransaction: signed }).then(
    () => undefined,
    (error: unknown) => decodeError(error),
  );
  try {
    const waiting = { address: plan.address, hash, timeout: options.timeout * 1_000 };
    const found = plan.action.wait(
      client,
      refused === undefined ? waiting : { ...waiting, timeout: patience(options) },
    );
    const outcome = await busy(session.output, "Looking for it", found);
    forget();
    return answerOf(plan, outcome);
  } catch (error) {
    if (error instanceof TransactionTimeoutError) {
      const { nonce = 0 } = parseTransaction(signed);
      const next = await getTransactionCount(client, { address: account }).catch(() => 0);
      // Another transaction has its nonce.
      if (refused !== undefined && next > nonce) {
        forget();
        session.output.note(
          "It was never mined, and cannot be any more: another transaction took its place.",
        );
        return undefined;
      }
    }
    throw failure(plan.command, error, { signed }, forget);
  }
}

const patience = ({ timeout }: SenderOptions) => Math.min(timeout, 10) * 1_000;

function answerOf<Parameters, Result>(plan: Plan<Parameters, Result>, outcome: Outcome<Result>): Answer {
  const { receipt, hash, ...result } = outcome;
  const mined = { transaction: hash, block: receipt.blockNumber, gasUsed: receipt.gasUsed };
  return {
    text: [...plan.report(outcome), `Transaction ${hash}, block ${receipt.blockNumber}.`].join("\n"),
    data: { ...result, ...mined },
  };
}

/** What a failed send is told as. What may still be mined stays in the journal. */
function failure(
  command: string,
  error: unknown,
  entry: JournalEntry | undefined,
  forget: () => void,
): unknown {
  const isUnknown = error instanceof TransactionUncertainError || error instanceof TransactionTimeoutError;
  if (!isUnknown) {
    const isOver = error instanceof TransactionRevertedError || error instanceof TransactionReplacedError;
    if (isOver || entry?.signed === undefined || isRefusal(error)) forget();
    return error;
  }
  const hash: Hash | undefined = error.hash ?? (entry?.signed && hashOfSigned(entry.signed));
  const named = hash === undefined ? "The node did not tell its hash." : `Its hash is ${hash}.`;
  const resuming = `To see what became of it, repeat the same command: \`quittance ${command}\` sends nothing twice.`;
  return new OutcomeUnknown(`${error.shortMessage} ${named} ${resuming}`, hash);
}

/** Whether a node answered, and refused what it was sent. */
function isRefusal(error: unknown): boolean {
  const name = error instanceof Error ? error.name : "";
  return name !== "NodeUnreachableError";
}
