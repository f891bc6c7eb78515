import type { Address } from "viem";
import type { KeyGranting } from "../../model/account-actions.ts";
import type { AccountLife, Capability, Policy } from "../../model/accounts.ts";
import { controllerOf, policyOf } from "../../model/accounts.ts";
import type { Envelope } from "../../model/actions.ts";
import type { Situation } from "./random-actions.ts";

const HOUR = 3_600;
const USDC = 1_000_000n;
const UNLIMITED = 2n ** 64n - 1n;
const FOREVER = 2 ** 40 - 1;
const CATEGORIES = [0, 1, 2, 3, 7] as const;
const ALL: readonly Capability[] = ["commit", "deliver", "settle", "tabs", "freeze"];

/** None as often as one of a few, so that lists can hold it. */
export function randomCategory({ dice }: Situation): number {
  return dice.chance(0.5) ? 0 : dice.pick(CATEGORIES);
}

/** A policy that lets much through and not all; now and then one that nobody may set. */
export function randomPolicy({ dice, people, world, now }: Situation): Policy {
  const actors = [...people.all.map(({ address }) => address), ...world.accounts.keys(), world.pool.address];
  const isOdd = dice.chance(0.04);
  return {
    perTransaction: dice.pick([UNLIMITED, UNLIMITED, 2_000n * USDC, 400n * USDC]),
    perPeriod: dice.pick([UNLIMITED, 6_000n * USDC, 3_000n * USDC, 1_000n * USDC]),
    lifetime: dice.pick([UNLIMITED, UNLIMITED, 12_000n * USDC, 2_000n * USDC]),
    approvalAbove: dice.pick([UNLIMITED, UNLIMITED, 300n * USDC, 0n]),
    period: isOdd ? dice.pick([0, 8_785]) : dice.pick([1, 2, 3, 6, 24]),
    activeFrom: dice.chance(0.9) ? 0 : now + dice.between(-60, 600),
    activeUntil: dice.chance(0.8) ? FOREVER : now + dice.between(isOdd ? -HOUR : 601, 8 * HOUR),
    counterparties: dice.chance(0.7) ? undefined : actors.filter(() => dice.chance(0.85)),
    categories: dice.chance(0.7)
      ? undefined
      : CATEGORIES.filter((category) => category !== dice.pick(CATEGORIES)),
    treasury:
      world.accounts.size === 0 || dice.chance(0.6)
        ? undefined
        : dice.pick([...world.accounts.values()].map(({ index }) => index)),
  };
}

/** Keys to grant or, where there are some, to revoke; with all capabilities more often than not. */
export function randomGrants(
  { dice, people, now }: Situation,
  granted: readonly Address[],
  count: number,
): KeyGranting[] {
  const keys = dice.draw(people.keys, count).map(({ address }) => address);
  return keys.map((key): KeyGranting => {
    if (granted.includes(key) && dice.chance(0.4)) return { key, expiry: 0, capabilities: [] };
    const some = dice.chance(0.6) ? ALL : ALL.filter(() => dice.chance(0.5));
    const expiry = dice.chance(0.03)
      ? now
      : now + dice.pick([100 * HOUR, 100 * HOUR, dice.between(1, 6 * HOUR)]);
    return { key, expiry, capabilities: some };
  });
}

/** What a key of an account says for it: mostly one that may, under the policy in force. */
export function randomEnvelope({ dice, people, world, now }: Situation, account: AccountLife): Envelope {
  const controller = controllerOf(world, account);
  const live = [...account.keys].filter(([, { expiry }]) => now < expiry).map(([key]) => key);
  const known = [...account.keys.keys()];
  const kind = dice.weighted({
    live: live.length > 0 ? 84 : 0,
    known: known.length > 0 ? 4 : 0,
    controller: 14,
    any: 2,
  });
  const candidates = { live, known, controller: [controller], any: people.all.map(({ address }) => address) };
  const key = dice.pick(candidates[kind]);
  const signed = dice.weighted({ key: 92, nobody: 5, other: 3 });
  const approval = dice.weighted({ controller: 60, nobody: 36, other: 4 });
  return {
    key,
    signedBy: signed === "key" ? key : signed === "nobody" ? undefined : dice.pick(people.all).address,
    principal: account.principal,
    policy: dice.chance(0.97) ? policyOf(account) : dice.pick(account.policies),
    approvedBy:
      approval === "controller"
        ? controller
        : approval === "nobody"
          ? undefined
          : dice.pick(people.all).address,
  };
}

/** Somebody who can send for a party: itself, or who has a say for its account. */
export function voiceOf({ dice, people, world }: Situation, party: Address): Address {
  const account = world.accounts.get(party);
  if (account === undefined) return party;
  return dice.pick([...account.keys.keys(), controllerOf(world, account), people.outsider.address]);
}
