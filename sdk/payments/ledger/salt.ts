import type { AbiEvent, Address, Hash } from "viem";
import { parseAccount } from "viem/accounts";
import { getBlockNumber, getLogs } from "viem/actions";
import type { ActingClient, Sending, Target } from "../../client/action-types.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { SaltAlreadyUsedError } from "../../errors/ledger.ts";
import { type NonceSeries, nonceSeries } from "../nonces.ts";

/** As many blocks as most nodes look through at once. */
const RECENT = 10_000n;

/** What makes money move once. */
export interface SaltedParameters {
  /**
   * A number that this account uses once for this action. With the same number, and all else equal, the action moves nothing
   * again and resolves with the transaction that did it: pass one, and keep it, where an answer may get lost. When it is left
   * out, each call has another.
   */
  readonly salt?: bigint | undefined;
}

let series: NonceSeries | undefined;

/** The given salt, or the next of a series that begins in a random word: salts side by side cost less gas. */
export function saltOr(salt: bigint | undefined): bigint {
  if (salt === undefined) {
    series ??= nonceSeries();
    return series.next();
  }
  if (typeof salt === "bigint" && salt >= 0n && salt < 1n << 64n) return salt;
  throw new InvalidFieldError({
    field: "salt",
    value: salt,
    problem: "must be a bigint from 0 to 2^64 - 1",
    remedy: "Leave it out, or make one with randomSalt() and keep it for a retry.",
  });
}

/** Where an action leaves its trace. */
interface Trace {
  readonly event: AbiEvent;
  /** What the event's indexed fields must be. */
  readonly args: Readonly<Record<string, Address | bigint | undefined>>;
  readonly amount: bigint;
}

/** The address that sends. */
export const senderOf = (client: ActingClient, { account }: Sending): Address | undefined => {
  const sender = account ?? client.account;
  return sender === undefined ? undefined : parseAccount(sender).address;
};

/**
 * The transaction that moved this money under this salt, when that is why it was refused now. Undefined when it was refused
 * for another reason, when the salt moved other money, or when the node does not look back far enough.
 */
export async function earlierTransaction(
  client: ActingClient,
  error: unknown,
  { address }: Target,
  { event, args, amount }: Trace,
): Promise<Hash | undefined> {
  if (!(error instanceof SaltAlreadyUsedError) || args.salt === undefined) return undefined;
  const latest = await getBlockNumber(client).catch(() => undefined);
  if (latest === undefined) return undefined;
  const recent = latest > RECENT ? latest - RECENT : 0n;
  for (const fromBlock of new Set([recent, 0n])) {
    const logs = await getLogs(client, { address, event, args, fromBlock, strict: true } as never).catch(
      () => [],
    );
    const found = (logs as readonly { transactionHash: Hash; args: { amount: bigint } }[]).find(
      (log) => log.args.amount === amount,
    );
    if (found !== undefined) return found.transactionHash;
  }
  return undefined;
}
