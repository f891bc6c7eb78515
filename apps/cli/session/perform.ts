import type { ActingClient, Outcome, WriteAction } from "quittance/client";
import {
  decodeError,
  TokenAuthorizationUsedError,
  TransactionReplacedError,
  TransactionRevertedError,
  TransactionTimeoutError,
  TransactionUncertainError,
} from "quittance/errors";
import { type Explanation, randomSalt } from "quittance/protocol";
import { type Address, type Hash, type Hex, parseTransaction } from "viem";
import { getTransactionCount, sendRawTransaction } from "viem/actions";
import type { Answer } from "../output/output.ts";
import { CommandRefusal, ExitCode, OutcomeUnknown } from "../refusal.ts";
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
  if (plan.repeats && entry !== undefined && entry.signed === undefined) throw stillOpen(plan, journal.path);
  const salt = entry?.salt ?? randomSalt();
  const parameters = await plan.parameters(salt);
  if (parameters instanceof TriedOut) return triedOut(plan, parameters);
  const simulated = { ...parameters, address: plan.address, chainId, account };
  const request = await busy(output, "Simulating", plan.action.simulate(client, simulated)).catch(
    (error: unknown) => {
      // What was done before may be why it cannot be done: then the action finds it, and sends nothing.
      if (entry === undefined || options.dryRun) throw error;
      return undefined;
    },
  );
  if (request !== undefined) {
    if (options.dryRun) {
      const { to, data, value = 0n } = request;
      return {
        text: `Nothing was signed or sent. It would go through: a call of ${to} by ${account}.`,
        data: { dryRun: true, words: plan.words, from: account, to, data, value, chainId },
      };
    }
    await askToGoOn(options, "Send this?");
  }
  const opened = await sender.unlock();
  journal.write({ salt });
  session.recording.current = (signed) => journal.write({ salt, signed });
  try {
    const sent = plan.action(client, { ...parameters, ...waiting, chainId, account: opened });
    const outcome = await busy(output, "Waiting until it is mined", sent);
    journal.forget();
    return answerOf(plan, outcome);
  } catch (error) {
    const isEarlier = entry !== undefined && entry.signed === undefined;
    throw failure(plan.command, error, { ...journal.read(), isEarlier }, () => journal.forget());
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
    `This was sent before as ${hash}, and not seen to its end. It is looked for, and not sent again.`,
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
    const isLost = error instanceof TransactionTimeoutError && refused !== undefined;
    if (isLost && (await isReplaced(client, signed, account))) {
      forget();
      session.output.note("It was never mined, and cannot be any more: another transaction took its place.");
      return undefined;
    }
    throw failure(plan.command, error, { signed, isEarlier: true }, forget);
  }
}

/** Whether the node says that it has no such transaction, and that another one of the account has its nonce. */
async function isReplaced(client: ActingClient, signed: Hex, address: Address): Promise<boolean> {
  const { nonce = 0 } = parseTransaction(signed);
  try {
    const next = await getTransactionCount(client, { address });
    const hash = hashOfSigned(signed);
    const receipt = await client.request({ method: "eth_getTransactionReceipt", params: [hash] });
    return next > nonce && receipt === null;
  } catch {
    return false;
  }
}

/** What is told where a second transaction would do the same once more, and no one knows of the first. */
function stillOpen({ command }: { readonly command: string }, path: string): OutcomeUnknown {
  return new OutcomeUnknown(
    `The node sent this before and did not tell its hash, so that it may be mined. Look what became of it, then delete ${path} to let \`quittance ${command}\` send it again.`,
    undefined,
  );
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
  entry: JournalEntry & { readonly isEarlier: boolean },
  forget: () => void,
): unknown {
  const isUnknown = error instanceof TransactionUncertainError || error instanceof TransactionTimeoutError;
  if (isUnknown) {
    const hash: Hash | undefined = error.hash ?? (entry.signed && hashOfSigned(entry.signed));
    const named = hash === undefined ? "The node did not tell its hash." : `Its hash is ${hash}.`;
    const resuming = `To see what became of it, repeat the same command: \`quittance ${command}\` sends nothing twice.`;
    return new OutcomeUnknown(`${error.shortMessage} ${named} ${resuming}`, hash);
  }
  const isOver = error instanceof TransactionRevertedError || error instanceof TransactionReplacedError;
  const isDone = entry.isEarlier && error instanceof TokenAuthorizationUsedError;
  const isNew = !entry.isEarlier && (entry.signed === undefined || isRefusal(error));
  if (isOver || isDone || isNew) forget();
  if (!isDone) return error;
  return new CommandRefusal(
    "It was done before: the token says that this payment was taken. Nothing was sent again.",
    ExitCode.failed,
  );
}

/** Whether a node answered, and refused what it was sent. */
function isRefusal(error: unknown): boolean {
  const name = error instanceof Error ? error.name : "";
  return name !== "NodeUnreachableError";
}
