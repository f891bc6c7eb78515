import { type Address, zeroAddress } from "viem";
import type { AccountActionOf } from "./account-actions.ts";
import { controllerOf, spend, unspend } from "./accounts.ts";
import { commitmentRules, keyOf, settlementRules } from "./authorization.ts";
import { each } from "./governing.ts";
import { broken, type Outcome, type Rule, unless } from "./outcome.ts";
import { redeemedOf, type TabLife, type TabTerms } from "./tabs.ts";
import { credited, mayHold, payingRules, received, tokenRefusals } from "./token.ts";
import { balanceRules, taken } from "./treasury.ts";
import type { World } from "./world.ts";

const MINUTE = 60;
const DAY = 86_400;
const MOST_PAYMENTS = 256;

export function openTab(world: World, action: AccountActionOf<"openTab">, now: number): Outcome {
  const { tabId, tab, fromWallet, sender, signedBy: word } = action;
  const { account, payee, reserve, category, openBy } = tab;
  const payees = [payee];
  const committing = { account, amount: reserve, capability: "tabs", category, payees } as const;
  const rules: Rule[] = [
    ...fieldRules(world, tab, now),
    [!world.tabs.has(tabId), "Quittance_TabAlreadyOpened"],
    [now < openBy, "Quittance_OpeningExpired"],
    ...(fromWallet
      ? ([
          ...payingRules(world, account, reserve),
          [word !== undefined, tokenRefusals.noSignature],
          [word === undefined || word === account, tokenRefusals.signature],
        ] satisfies Rule[])
      : ([
          ...commitmentRules(world, committing, { sender, word, now }),
          ...balanceRules(world, account, reserve),
        ] satisfies Rule[])),
  ];
  return unless(rules, () => {
    const paid = fromWallet ? received(world, account, reserve) : taken(world, account, reserve);
    const told = { kind: "tab", of: tabId, category, counterparties: payees } as const;
    const after = spend(paid, account, reserve, now, { ...told, key: keyOf(word) });
    const opened = { id: tabId, terms: tab, fromWallet, openedAt: now, redemptions: [], closed: undefined };
    return { world: withTab(after, opened) };
  });
}

function withTab(world: World, tab: TabLife): World {
  return { ...world, tabs: new Map(world.tabs).set(tab.id, tab) };
}

function fieldRules(
  world: World,
  { account, payee, reserve, end, grace, voucherKey }: TabTerms,
  now: number,
): Rule[] {
  return [
    [mayHold(world, payee) && payee !== account && voucherKey !== zeroAddress, "Quittance_TabAddressRefused"],
    [reserve > 0n && end > now && end <= now + 730 * DAY, "Quittance_TabFieldInvalid"],
    [grace >= 10 * MINUTE && grace <= 30 * DAY, "Quittance_TabFieldInvalid"],
  ];
}

type Voucher = AccountActionOf<"redeem">["vouchers"][number];

/** Of one voucher every refusal counts; of several, those that are refused are left out. */
export function redeem(world: World, action: AccountActionOf<"redeem">, now: number): Outcome {
  const { payee, vouchers } = action;
  let after = world;
  let redeemed = 0;
  for (const voucher of vouchers) {
    const reasons = voucherRefusals(after, voucher, now);
    if (reasons.length > 0) {
      if (vouchers.length === 1) return { refusals: reasons };
      const refusal = { tabId: voucher.tabId, payee, reasons };
      after = { ...after, refusedVouchers: [...after.refusedVouchers, refusal] };
      continue;
    }
    const tab = after.tabs.get(voucher.tabId);
    if (tab === undefined) throw new RangeError(`no tab ${voucher.tabId}`);
    const amount = owedBy(voucher) - redeemedOf(tab);
    after = withTab(credited(after, payee, amount), { ...tab, redemptions: [...tab.redemptions, amount] });
    redeemed += 1;
  }
  return redeemed > 0 ? { world: after } : { refusals: ["Quittance_NothingRedeemed"] };
}

function owedBy({ amount, tab: { reserve } }: Voucher): bigint {
  return amount > reserve ? reserve : amount;
}

function voucherRefusals(world: World, voucher: Voucher, now: number): string[] {
  const { end, grace, voucherKey } = voucher.tab;
  const tab = world.tabs.get(voucher.tabId);
  if (tab === undefined) return ["Quittance_TabUnknown"];
  return broken(
    [tab.closed === undefined, "Quittance_TabAlreadyClosed"],
    [now < end + grace, "Quittance_TabEnded"],
    [owedBy(voucher) > redeemedOf(tab), "Quittance_VoucherAlreadyRedeemed"],
    [voucher.signedBy === voucherKey, "Quittance_VoucherInvalid"],
  );
}

export function closeTab(world: World, action: AccountActionOf<"closeTab">, now: number): Outcome {
  const { tabId, sender, signedBy: word } = action;
  const tab = world.tabs.get(tabId);
  if (tab === undefined) return { refusals: ["Quittance_TabUnknown"] };
  const { payee, account, reserve, end, grace, category } = tab.terms;
  const left = reserve - redeemedOf(tab);
  const isRunning = now < end + grace;
  const isSilent = word === undefined && sender !== payee;
  const rules: Rule[] = [
    [tab.closed === undefined, "Quittance_TabAlreadyClosed"],
    [!isRunning || !isSilent, "Quittance_TabRunning"],
    ...(isRunning && !isSilent
      ? settlementRules(world, payee, left, { sender, word, now, isOfThis: action.rest === left })
      : []),
  ];
  return unless(rules, () => {
    const returned = left;
    const closed = withTab(credited(world, account, returned), { ...tab, closed: { at: now, returned } });
    const told = { kind: "tab", of: tabId, category, counterparties: [payee] } as const;
    return { world: unspend(closed, account, returned, now, { ...told, spentAt: tab.openedAt }) };
  });
}

export function pay(world: World, action: AccountActionOf<"pay">, now: number): Outcome {
  const { sender, orders } = action;
  return each(world, orders, (before, { orderId, order, signedBy: word }) => {
    const { account, nonce, category, payments, validUntil } = order;
    const amount = payments.reduce((sum, payment) => sum + payment.amount, 0n);
    const payees = payments.map(({ payee }) => payee);
    const committing = { account, amount, capability: "commit", category, payees } as const;
    const name = nonceOf(account, nonce);
    const isPayee = (payee: Address) => mayHold(before, payee) && payee !== account;
    const rules: Rule[] = [
      [payments.length >= 1 && payments.length <= MOST_PAYMENTS, "Quittance_PaymentCountOutOfRange"],
      [now < validUntil, "Quittance_SignatureExpired"],
      [!before.usedNonces.has(name) && !before.revokedNonces.has(name), "Quittance_OrderUsed"],
      [payees.every(isPayee), "Quittance_PayeeRefused"],
      [payments.every((payment) => payment.amount > 0n), "Quittance_PaymentAmountZero"],
      ...commitmentRules(before, committing, { sender, word, now }),
      ...balanceRules(before, account, amount),
    ];
    return unless(rules, () => {
      const given = payments.reduce(
        (given, payment) => credited(given, payment.payee, payment.amount),
        taken(before, account, amount),
      );
      const told = { kind: "payment", of: orderId, category, counterparties: [...new Set(payees)] } as const;
      const after = spend(given, account, amount, now, { ...told, key: keyOf(word) });
      const paid = { id: orderId, terms: order, at: now };
      return {
        world: {
          ...after,
          orders: new Map(after.orders).set(orderId, paid),
          usedNonces: new Set(after.usedNonces).add(name),
        },
      };
    });
  });
}

export function revokeOrder(world: World, action: AccountActionOf<"revokeOrder">): Outcome {
  const { sender, account: address, nonce } = action;
  const account = world.accounts.get(address);
  const owner = account === undefined ? address : controllerOf(world, account);
  return unless([[sender === owner, "Quittance_NotController"]], () => ({
    world: { ...world, revokedNonces: new Set(world.revokedNonces).add(nonceOf(address, nonce)) },
  }));
}

function nonceOf(account: Address, nonce: bigint): string {
  return `${account} ${nonce}`;
}
