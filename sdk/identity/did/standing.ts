import type { Address } from "viem";
import type { RecordedChange } from "./history.ts";

/** A key that may act. */
export interface LiveKey {
  readonly key: Address;
  /** Unix seconds; it acts while now < expiry. */
  readonly expiry: number;
  /** The contract's bits. */
  readonly capabilities: number;
}

/** The keys and the controller of an account at one moment. */
export interface AccountStanding {
  readonly principal: Address;
  readonly controller: Address;
  /** In the order of their addresses. */
  readonly keys: readonly LiveKey[];
  /** By itself or with its principal. */
  readonly frozen: boolean;
  /** The block it was opened in. */
  readonly opened: bigint;
  /** The block of the last change. */
  readonly changed: bigint;
  /** The block of the next change; undefined when there is none yet. */
  readonly next: bigint | undefined;
}

/**
 * Returns the keys and the controller of an account after block `block`, at `time` in unix seconds; undefined when it was not opened by then.
 * A pure function of the account's changes, which are in order.
 */
export function standingAt(
  changes: readonly RecordedChange[],
  { block, time }: { readonly block: bigint; readonly time: number },
): AccountStanding | undefined {
  const opening = changes.find((change) => change.kind === "opened");
  if (opening?.kind !== "opened" || opening.blockNumber > block) return undefined;
  const past = changes.filter(({ blockNumber }) => blockNumber <= block);
  const keys = new Map<Address, LiveKey>();
  const frozen = { account: false, principal: false };
  let controller = opening.principal;
  for (const change of past) {
    if (change.kind === "key") keys.set(change.key, change);
    if (change.kind === "frozen") frozen[change.of] = change.frozen;
    if (change.kind === "controller") controller = change.controller;
  }
  const last = past.at(-1)?.blockNumber ?? opening.blockNumber;
  return {
    principal: opening.principal,
    controller,
    keys: [...keys.values()]
      .filter(({ expiry }) => time < expiry)
      .map(({ key, expiry, capabilities }) => ({ key, expiry, capabilities }))
      .sort((a, b) => (BigInt(a.key) < BigInt(b.key) ? -1 : 1)),
    frozen: frozen.account || frozen.principal,
    opened: opening.blockNumber,
    changed: last < opening.blockNumber ? opening.blockNumber : last,
    next: changes.find(({ blockNumber }) => blockNumber > block)?.blockNumber,
  };
}
