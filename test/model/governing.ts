import { type Address, zeroAddress } from "viem";
import type { AccountActionOf, KeyGranting } from "./account-actions.ts";
import {
  type AccountLife,
  controllerOf,
  type Policy,
  periodOf,
  policyOf,
  principalOf,
  spentSince,
  withAccount,
  withPrincipal,
} from "./accounts.ts";
import { saltRule } from "./ledger.ts";
import { type Outcome, type Rule, unless } from "./outcome.ts";
import { mayHold, paid, tokenRefusals } from "./token.ts";
import { amountOf, moved, type World } from "./world.ts";

const YEAR_HOURS = 366 * 24;
/** The form of the addresses of managed accounts, opened or not. */
const MANAGED_FORM = "0xacc00000";

/** One after another; the first refusal ends it all. */
export function each<Item>(
  world: World,
  items: readonly Item[],
  step: (world: World, item: Item) => Outcome,
): Outcome {
  let after = world;
  for (const item of items) {
    const outcome = step(after, item);
    if (outcome.world === undefined) return outcome;
    after = outcome.world;
  }
  return { world: after };
}

/** Finds an account that the sender controls, or is a key of that may freeze it. */
function onGuarded(
  world: World,
  sender: Address,
  address: Address,
  now: number,
  next: (account: AccountLife) => Outcome,
): Outcome {
  const account = world.accounts.get(address);
  if (account === undefined) return { refusals: ["Quittance_AccountUnknown"] };
  if (controllerOf(world, account) === sender) return next(account);
  const granted = account.keys.get(sender);
  if (granted === undefined || granted.expiry === 0) return { refusals: ["Quittance_KeyUnknown"] };
  const rules: Rule[] = [
    [now < granted.expiry, "Quittance_KeyExpired"],
    [granted.capabilities.includes("freeze"), "Quittance_CapabilityMissing"],
  ];
  return unless(rules, () => next(account));
}

/** Finds an account that the sender controls. */
function onOwn(
  world: World,
  sender: Address,
  address: Address,
  next: (account: AccountLife) => Outcome,
): Outcome {
  const account = world.accounts.get(address);
  if (account === undefined) return { refusals: ["Quittance_AccountUnknown"] };
  return unless([[controllerOf(world, account) === sender, "Quittance_NotController"]], () => next(account));
}

const controls = (world: World, sender: Address, principal: Address): Rule => [
  principalOf(world, principal).controller === sender,
  "Quittance_NotController",
];

function policyRules({ period, activeFrom, activeUntil, treasury }: Policy, index: number): Rule[] {
  const isPeriod = period >= 1 && period <= YEAR_HOURS;
  return [
    [isPeriod && activeUntil > activeFrom, "Quittance_PolicyFieldInvalid"],
    [treasury !== index, "Quittance_TreasuryRefused"],
  ];
}

export function openAccounts(world: World, action: AccountActionOf<"openAccounts">, now: number): Outcome {
  const { sender, principal, openings } = action;
  return unless([controls(world, sender, principal)], () =>
    each(
      withPrincipal(world, principal, {}),
      openings,
      (before, { account: address, index, keys, policy }) => {
        const rules: Rule[] = [
          [!before.accounts.has(address), "Quittance_AccountAlreadyOpened"],
          ...policyRules(policy, index),
        ];
        return unless(rules, () => {
          const opened: AccountLife = {
            ...{
              address,
              principal,
              index,
              openedAt: now,
              policies: [policy],
              keys: new Map(),
              keyChanges: 0,
            },
            ...{ frozen: false, freezes: 0, spending: { total: 0n, inPeriod: 0n, sinceHour: 0 }, lines: [] },
          };
          return granted(before, opened, keys, now);
        });
      },
    ),
  );
}

export function setKeys(world: World, action: AccountActionOf<"setKeys">, now: number): Outcome {
  return onOwn(world, action.sender, action.account, (account) =>
    granted(world, account, action.grants, now),
  );
}

function granted(world: World, account: AccountLife, grants: readonly KeyGranting[], now: number): Outcome {
  const rules = grants.flatMap(({ key, expiry, capabilities }): Rule[] => [
    [key !== zeroAddress && key !== account.address, "Quittance_KeyRefused"],
    [(expiry === 0) === (capabilities.length === 0), "Quittance_CapabilitiesUnknown"],
    [expiry === 0 || expiry > now, "Quittance_KeyExpired"],
  ]);
  return unless(rules, () => {
    const keys = new Map(account.keys);
    for (const { key, expiry, capabilities } of grants) keys.set(key, { expiry, capabilities });
    const keyChanges = account.keyChanges + grants.length;
    return { world: withAccount(world, { ...account, keys, keyChanges }) };
  });
}

/** What was spent in the running period stays spent; what was opened in earlier hours does not come back to it. */
export function setPolicy(world: World, action: AccountActionOf<"setPolicy">, now: number): Outcome {
  return onOwn(world, action.sender, action.account, (account) => {
    const { current, policy } = action;
    const inForce = policyOf(account);
    const rules: Rule[] = [
      [current === inForce, "Quittance_PolicyMismatch"],
      ...policyRules(policy, account.index),
    ];
    return unless(rules, () => {
      const { spending, policies } = account;
      const inPeriod = spentSince(spending, periodOf(now, inForce.period));
      const changed = { total: spending.total, inPeriod, sinceHour: periodOf(now, 1) };
      return {
        world: withAccount(world, { ...account, policies: [...policies, policy], spending: changed }),
      };
    });
  });
}

export function freezeAccounts(
  world: World,
  action: AccountActionOf<"freeze" | "unfreeze">,
  now: number,
): Outcome {
  return each(world, action.accounts, (before, address) => {
    const frozen = action.kind === "freeze";
    const changed = (account: AccountLife) => ({
      world: withAccount(before, { ...account, frozen, freezes: account.freezes + 1 }),
    });
    return frozen
      ? onGuarded(before, action.sender, address, now, changed)
      : onOwn(before, action.sender, address, changed);
  });
}

export function freezePrincipal(world: World, action: AccountActionOf<"freezeAll" | "unfreezeAll">): Outcome {
  const { sender, principal, kind } = action;
  return unless([controls(world, sender, principal)], () => {
    const freezes = principalOf(world, principal).freezes + 1;
    return { world: withPrincipal(world, principal, { frozen: kind === "freezeAll", freezes }) };
  });
}

export function offerPrincipal(world: World, action: AccountActionOf<"offerPrincipal">): Outcome {
  const { sender, principal, to } = action;
  return unless([controls(world, sender, principal)], () => {
    const handovers = principalOf(world, principal).handovers + 1;
    const offered = to === zeroAddress ? undefined : to;
    return { world: withPrincipal(world, principal, { offered, handovers }) };
  });
}

export function acceptPrincipal(world: World, action: AccountActionOf<"acceptPrincipal">): Outcome {
  const { sender, principal } = action;
  const { offered, handovers } = principalOf(world, principal);
  return unless([[offered === sender, "Quittance_NothingOffered"]], () => ({
    world: withPrincipal(world, principal, {
      ...{ controller: sender, offered: undefined, handovers: handovers + 1 },
    }),
  }));
}

export function moveFunds(world: World, { sender, moves }: AccountActionOf<"moveFunds">): Outcome {
  const ownRules = (before: World, row: Address): Rule[] => {
    if (row === sender) return [];
    const account = before.accounts.get(row);
    if (account === undefined) return [[false, "Quittance_AccountUnknown"]];
    return [[controllerOf(before, account) === sender, "Quittance_NotController"]];
  };
  return each(world, moves, (before, { from, to, amount }) => {
    const rules: Rule[] = [
      [amount > 0n, "Quittance_AmountZero"],
      ...ownRules(before, from),
      ...ownRules(before, to),
      [amountOf(before.balances, from) >= amount, "Quittance_InsufficientBalance"],
    ];
    return unless(rules, () => {
      const balances = moved(moved(before.balances, from, -amount), to, amount);
      const move = { from, to, controller: sender, amount };
      return { world: { ...before, balances, moves: [...before.moves, move] } };
    });
  });
}

export function withdrawFrom(world: World, action: AccountActionOf<"withdrawFrom">): Outcome {
  const { sender, account: address, to, amount, salt } = action;
  return onOwn(world, sender, address, () => {
    const once = saltRule(world, "withdraw", address, salt);
    const rules: Rule[] = [
      [mayHold(world, to) && !to.startsWith(MANAGED_FORM), "Quittance_AddressRefused"],
      [amount > 0n, "Quittance_AmountZero"],
      once.rule,
      [amountOf(world.balances, address) >= amount, "Quittance_InsufficientBalance"],
      [!world.blacklisted.has(to), tokenRefusals.blacklisted],
    ];
    return unless(rules, () => {
      const after = paid({ ...once.taken, balances: moved(world.balances, address, -amount) }, to, amount);
      return { world: { ...after, withdrawn: moved(after.withdrawn, address, amount) } };
    });
  });
}
