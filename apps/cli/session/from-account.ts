import type { Outcome } from "quittance/client";
import {
  decodeError,
  TokenAuthorizationUsedError,
  TransactionReplacedError,
  TransactionRevertedError,
  TransactionTimeoutError,
  TransactionUncertainError,
} from "quittance/errors";
import { type Address, type Hash, type Hex, parseTransaction } from "viem";
import { getTransactionCount, sendRawTransaction } from "viem/actions";
import type { Answer } from "../output/output.ts";
import { CommandRefusal, ExitCode, OutcomeUnknown } from "../refusal.ts";
import { busy } from "./busy.ts";
import { hashOfSigned, type JournalEntry } from "./journal.ts";
import type { SenderOptions } from "./options.ts";
import { answerOf, type Carriage, type Way } from "./sending.ts";

/** Sends from the account itself: by its opened key, or by the node that signs for it. */
export function fromAccount<Parameters, Result>(way: Way<Parameters, Result>): Carriage<Parameters, Result> {
  const { sender, plan, client, chainId, journal } = way;
  const { session, options, address: account } = sender;
  const { address } = plan;
  return {
    by: account,
    resume: async ({ signed, intent }) => {
      if (intent !== undefined) throw givenToRelayer(plan.command, journal.path);
      return signed === undefined ? undefined : resume(way, signed);
    },
    simulate: (parameters) => plan.action.simulate(client, { ...parameters, address, chainId, account }),
    send: async (parameters, { salt, isEarlier }) => {
      const opened = await sender.unlock();
      journal.write({ salt });
      session.recording.current = (signed) => journal.write({ salt, signed });
      try {
        const waiting = { address, timeout: options.timeout * 1_000 };
        const sent = plan.action(client, { ...parameters, ...waiting, chainId, account: opened });
        const outcome: Outcome<Result> = await busy(session.output, "Waiting until it is mined", sent);
        journal.forget();
        return outcome;
      } catch (error) {
        throw failure(plan.command, error, { ...journal.read(), isEarlier }, () => journal.forget());
      } finally {
        session.recording.current = undefined;
      }
    },
  };
}

/** What is told where a relayer may have it, and the account would send it beside that. */
function givenToRelayer(command: string, path: string): OutcomeUnknown {
  return new OutcomeUnknown(
    `A relayer was given this before, and it is not known what became of it. Repeat \`quittance ${command}\` with the same relayer, or delete ${path} to send it yourself.`,
    undefined,
  );
}

/** What became of a transaction that was signed before; undefined when it can never be mined any more. */
async function resume<Parameters, Result>(
  { sender, plan, client, journal }: Way<Parameters, Result>,
  signed: Hex,
): Promise<Answer | undefined> {
  const { session, options, address: account } = sender;
  const forget = () => journal.forget();
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
async function isReplaced(
  client: Way<unknown, unknown>["client"],
  signed: Hex,
  address: Address,
): Promise<boolean> {
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

const patience = ({ timeout }: SenderOptions) => Math.min(timeout, 10) * 1_000;

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
