import type { Address } from "viem";
import { type AccountLife, isFrozen, policyOf } from "./accounts.ts";
import type { Rule } from "./outcome.ts";
import { amountOf, moved, type World } from "./world.ts";

/** Whether a balance, and the treasury that its policy names, hold what is committed. */
export function balanceRules(world: World, account: Address, amount: bigint): Rule[] {
  const shortage = amount - amountOf(world.balances, account);
  if (shortage <= 0n) return [];
  const index = treasuryIndexOf(world, account);
  if (index === undefined) return [[false, "Quittance_InsufficientBalance"]];
  const treasury = treasuryOf(world, account, index);
  if (treasury === undefined) return [[false, "Quittance_AccountUnknown"]];
  return [
    [!isFrozen(world, treasury), "Quittance_FrozenAccount"],
    [amountOf(world.balances, treasury.address) >= shortage, "Quittance_InsufficientTreasury"],
  ];
}

/** Takes an amount from a balance, and what it lacks from its treasury. The rules were asked before. */
export function taken(world: World, account: Address, amount: bigint): World {
  const balance = amountOf(world.balances, account);
  const index = treasuryIndexOf(world, account);
  if (balance >= amount || index === undefined) {
    return { ...world, balances: moved(world.balances, account, -amount) };
  }
  const treasury = treasuryOf(world, account, index);
  if (treasury === undefined) throw new RangeError(`${account} has no treasury`);
  const drawn = moved(world.balances, treasury.address, balance - amount);
  return { ...world, balances: moved(drawn, account, -balance) };
}

/** What a treasury adds to a balance: nothing where the policy names none, or one that is not opened, or is frozen. */
export function drawableOf(world: World, account: Address): bigint {
  const index = treasuryIndexOf(world, account);
  const treasury = index === undefined ? undefined : treasuryOf(world, account, index);
  if (treasury === undefined || isFrozen(world, treasury)) return 0n;
  return amountOf(world.balances, treasury.address);
}

function treasuryIndexOf(world: World, account: Address): number | undefined {
  const life = world.accounts.get(account);
  return life === undefined ? undefined : policyOf(life).treasury;
}

/** The account of the same principal under that index, if it was opened. */
function treasuryOf(world: World, account: Address, index: number): AccountLife | undefined {
  const principal = world.accounts.get(account)?.principal;
  return [...world.accounts.values()].find((each) => each.principal === principal && each.index === index);
}
