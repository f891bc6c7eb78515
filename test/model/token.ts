import { type Address, zeroAddress } from "viem";
import type { Rule } from "./outcome.ts";
import { amountOf, moved, type World } from "./world.ts";

/** Refusals that come from the token, in the order in which it looks. */
export const tokenRefusals = {
  balance: "ERC20: transfer amount exceeds balance",
  blacklisted: "Blacklistable: account is blacklisted",
  expired: "FiatTokenV2: authorization is expired",
  signature: "FiatTokenV2: invalid signature",
  noSignature: "ECRecover: invalid signature length",
  used: "FiatTokenV2: authorization is used or canceled",
} as const;

/** Whether an address may hold money in the contract. */
export function mayHold(world: World, address: Address): boolean {
  return address !== zeroAddress && address !== world.contract && address !== world.token;
}

/** What the token demands before `from` pays the contract. */
export function payingRules(world: World, from: Address, amount: bigint): Rule[] {
  return [
    [amountOf(world.wallets, from) >= amount, tokenRefusals.balance],
    [!world.blacklisted.has(from), tokenRefusals.blacklisted],
  ];
}

export function received(world: World, from: Address, amount: bigint): World {
  return { ...world, wallets: moved(moved(world.wallets, from, -amount), world.contract, amount) };
}

export function paid(world: World, to: Address, amount: bigint): World {
  return { ...world, wallets: moved(moved(world.wallets, world.contract, -amount), to, amount) };
}

export function credited(world: World, account: Address, amount: bigint): World {
  return amount === 0n ? world : { ...world, balances: moved(world.balances, account, amount) };
}

/** Pays a party by its route. `unclaimed` is what the token would not pay and now waits for it. */
export function paidOut(
  world: World,
  to: Address,
  amount: bigint,
  toLedger: boolean,
): { readonly world: World; readonly unclaimed: bigint } {
  if (amount === 0n) return { world, unclaimed: 0n };
  if (toLedger) return { world: credited(world, to, amount), unclaimed: 0n };
  if (!world.blacklisted.has(to)) return { world: paid(world, to, amount), unclaimed: 0n };
  return { world: { ...world, unclaimed: moved(world.unclaimed, to, amount) }, unclaimed: amount };
}
