import type { ActionOf } from "./actions.ts";
import { type Outcome, type Rule, unless } from "./outcome.ts";
import { credited, mayHold, paid, payingRules, received, tokenRefusals } from "./token.ts";
import { amountOf, moved, type World } from "./world.ts";

type Incoming = Pick<ActionOf<"deposit">, "account" | "amount">;

function depositRules(world: World, { account, amount }: Incoming): Rule[] {
  return [
    [mayHold(world, account), "Quittance_AddressRefused"],
    [amount > 0n, "Quittance_AmountZero"],
  ];
}

function deposited(world: World, from: ActionOf<"deposit">["sender"], { account, amount }: Incoming): World {
  const after = credited(received(world, from, amount), account, amount);
  return { ...after, deposited: moved(after.deposited, account, amount) };
}

/** That money moves once under a salt: the rule, and the world in which it has moved. */
export function saltRule(
  world: World,
  kind: "deposit" | "withdraw",
  debited: ActionOf<"withdraw">["sender"],
  salt: bigint,
): { readonly rule: Rule; readonly taken: World } {
  const used = `${kind} ${debited} ${salt}`;
  return {
    rule: [!world.movedSalts.has(used), "Quittance_SaltAlreadyUsed"],
    taken: { ...world, movedSalts: new Set(world.movedSalts).add(used) },
  };
}

/** Whoever deposits has approved the contract without limit. */
export function deposit(world: World, action: ActionOf<"deposit">): Outcome {
  const { sender, amount, salt } = action;
  const once = saltRule(world, "deposit", sender, salt);
  return unless([...depositRules(world, action), once.rule, ...payingRules(world, sender, amount)], () => ({
    world: deposited(once.taken, sender, action),
  }));
}

export function depositWithAuthorization(
  world: World,
  action: ActionOf<"depositWithAuthorization">,
  now: number,
): Outcome {
  const { from, account, amount, validBefore, salt, signedBy } = action;
  const nonce = `${from} ${account} ${salt}`;
  const rules: Rule[] = [
    ...depositRules(world, action),
    ...payingRules(world, from, amount),
    [now < validBefore, tokenRefusals.expired],
    [signedBy === from, tokenRefusals.signature],
    [!world.usedSalts.has(nonce), tokenRefusals.used],
  ];
  return unless(rules, () => {
    const after = deposited(world, from, action);
    return { world: { ...after, usedSalts: new Set(after.usedSalts).add(nonce) } };
  });
}

/** The wallet that is paid matters to the token, not the row it comes from. */
export function withdraw(world: World, { sender, to, amount, salt }: ActionOf<"withdraw">): Outcome {
  const once = saltRule(world, "withdraw", sender, salt);
  const rules: Rule[] = [
    [mayHold(world, to) && !world.accounts.has(to), "Quittance_AddressRefused"],
    [amount > 0n, "Quittance_AmountZero"],
    once.rule,
    [amountOf(world.balances, sender) >= amount, "Quittance_InsufficientBalance"],
    [!world.blacklisted.has(to), tokenRefusals.blacklisted],
  ];
  return unless(rules, () => {
    const after = paid({ ...once.taken, balances: moved(world.balances, sender, -amount) }, to, amount);
    return { world: { ...after, withdrawn: moved(after.withdrawn, sender, amount) } };
  });
}

export function claimPayout(world: World, { account }: ActionOf<"claimPayout">): Outcome {
  const amount = amountOf(world.unclaimed, account);
  if (amount === 0n) return { refusals: ["Quittance_NoUnclaimedPayout"] };
  if (world.blacklisted.has(account)) return { refusals: ["Quittance_PayoutStillRefused"] };
  return { world: paid({ ...world, unclaimed: moved(world.unclaimed, account, -amount) }, account, amount) };
}
