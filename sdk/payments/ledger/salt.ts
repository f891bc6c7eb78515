import type { AbiEvent, Address, Hash } from "viem";
import { parseAccount } from "viem/accounts";
import type { ActingClient, Sending, Target } from "../../client/action-types.ts";
import { eventsBy, type FoundEvent } from "../../client/done-before.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { SaltAlreadyUsedError } from "../../errors/ledger.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type NonceSeries, nonceSeries } from "../nonces.ts";

/** What makes money move once. */
export interface SaltedParameters {
  /**
   * A number that this account uses once for this action. With the same number, and all else equal, the action moves nothing
   * again and resolves with the transaction that did it: pass one, and keep it, where an answer may get lost. When it is left
   * out, each call has another.
   */
  readonly salt?: bigint | undefined;
}

/** For `unsalted` of an action: what all calls of the same parameters have in common. */
export const unsalted = <Given extends SaltedParameters>(parameters: Given): Given | undefined =>
  parameters.salt === undefined ? { ...parameters, salt: 0n } : undefined;

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
  /** The indexed fields of the event by which salts are counted: who is debited, and the salt. */
  readonly by: Readonly<Record<string, Address | bigint | undefined>>;
  /** What the event says of the same payment besides. */
  readonly is: Readonly<Record<string, Address | bigint>>;
}

/** The address that sends. */
export const senderOf = (client: ActingClient, { account }: Sending): Address | undefined => {
  const sender = account ?? client.account;
  return sender === undefined ? undefined : parseAccount(sender).address;
};

/**
 * The transaction that moved this money under this salt, when that is why it was refused now. Undefined when it was refused
 * for another reason, or when the node does not look back far enough.
 *
 * @throws SaltAlreadyUsedError with that transaction, and how it differs, when it moved other money.
 */
export async function earlierTransaction(
  client: ActingClient,
  error: unknown,
  { address }: Target,
  { event, by, is }: Trace,
): Promise<Hash | undefined> {
  if (!(error instanceof SaltAlreadyUsedError) || by.salt === undefined) return undefined;
  for await (const { found, isAll } of eventsBy(client, { address, event, by })) {
    const same = found.find((log) => differences(log, is).length === 0);
    if (same !== undefined) return same.transactionHash;
    // A deposit by authorisation has a salt of its own kind in the same event: of two it is unclear which one is meant.
    const [other, another] = found;
    if (isAll && other !== undefined && another === undefined) {
      throw paidOtherwise(error, other, is);
    }
  }
  return undefined;
}

/** What an event says otherwise, a line each. */
function differences({ args }: FoundEvent, is: Trace["is"]): string[] {
  return Object.entries(is).flatMap(([name, now]) => {
    const then = args[name];
    const isSame = typeof now === "bigint" ? then === now : isSameAddress(then as Address, now);
    return isSame ? [] : [`${name}: then ${String(then)}, now ${String(now)}`];
  });
}

function paidOtherwise(
  error: SaltAlreadyUsedError,
  other: FoundEvent,
  is: Trace["is"],
): SaltAlreadyUsedError {
  return new SaltAlreadyUsedError(error.values, {
    cause: error,
    metaMessages: [`earlier transaction: ${other.transactionHash}`, ...differences(other, is)],
    remedy:
      "Something else was paid under this salt, and what you ask for has not happened. To do it, use another salt.",
  });
}
