import { type Address, keccak256, toHex, zeroAddress, zeroHash } from "viem";
import { hashTyped } from "../../../sdk/protocol/hash-typed.ts";
import type { AccountAction } from "../../model/account-actions.ts";
import { controllerOf } from "../../model/accounts.ts";
import { type OrderTerms, redeemedOf, type TabLife, type TabTerms } from "../../model/tabs.ts";
import { amountOf } from "../../model/world.ts";
import type { Desk } from "./calls.ts";
import { authorization, holderOf, type Situation } from "./random-actions.ts";
import { randomCategory, voiceOf } from "./random-policies.ts";

const HOUR = 3_600;
const USDC = 1_000_000n;
const MANY_PAYMENTS = 257;

/** Tabs and orders, of accounts as of wallets. */
export function randomSpending(situation: Situation, desk: Desk): AccountAction {
  const { dice, world } = situation;
  const open = [...world.tabs.values()].filter(({ closed }) => closed === undefined);
  const kind = dice.weighted({
    openTab: open.length < 12 ? 24 : 4,
    redeem: open.length > 0 ? 34 : 0,
    closeTab: open.length > 0 ? 12 : 0,
    pay: 30,
    revokeOrder: 4,
  });
  switch (kind) {
    case "openTab":
      return randomTab(situation, desk);
    case "redeem":
      return randomRedemption(situation, open);
    case "closeTab":
      return randomClosing(situation, dice.chance(0.9) ? open : [...world.tabs.values()]);
    case "pay":
      return randomOrders(situation, desk);
    case "revokeOrder": {
      const account = spenderOf(situation);
      const life = world.accounts.get(account);
      const owner = life === undefined ? account : controllerOf(world, life);
      const sender = dice.chance(0.85) ? owner : dice.pick(situation.people.all).address;
      return { kind, sender, account, nonce: randomNonce(situation) };
    }
  }
}

/** Accounts more often than wallets, with something in their row if anybody has. */
function spenderOf({ dice, people, world }: Situation): Address {
  const isWallet = dice.chance(0.25);
  const rows = [...world.balances].filter(([address]) =>
    isWallet ? people.traders.some((trader) => trader.address === address) : world.accounts.has(address),
  );
  return holderOf(new Map(rows), dice, dice.pick(people.traders).address);
}

/** Somebody who is paid: now and then somebody who cannot be. */
function payeeOf({ dice, people, world }: Situation): Address {
  if (dice.chance(0.03)) return dice.pick([zeroAddress, world.contract, world.token]);
  const accounts = [...world.accounts.keys()];
  return dice.pick([...people.traders.map(({ address }) => address), ...accounts]);
}

function randomTab(situation: Situation, desk: Desk): AccountAction {
  const { dice, people, world, now } = situation;
  const again = [...world.tabs.values()];
  const account = spenderOf(situation);
  const isWallet = !world.accounts.has(account);
  const balance = amountOf(world.balances, account);
  const fromWallet = isWallet && (balance === 0n || dice.chance(0.4));
  const share = balance / BigInt(dice.between(2, 12));
  const fresh: TabTerms = {
    account,
    payee: payeeOf(situation),
    reserve: fromWallet || dice.chance(0.05) ? dice.amount(0n, 50n * USDC) : share,
    openBy: now + dice.pick([600, 600, 600, 600, 600, 1, 0]),
    end: now + (dice.chance(0.97) ? dice.between(60, 5 * HOUR) : dice.pick([0, 731 * 24 * HOUR])),
    grace: dice.chance(0.97) ? dice.between(600, 2 * HOUR) : dice.pick([599, 31 * 24 * HOUR]),
    voucherKey: dice.chance(0.98) ? dice.pick(people.keys).address : zeroAddress,
    category: randomCategory(situation),
    salt: dice.amount(0n, 2n ** 52n),
    reference: dice.chance(0.3) ? keccak256(toHex(dice.between(0, 1_000))) : zeroHash,
  };
  const tab = again.length > 0 && dice.chance(0.03) ? dice.pick(again).terms : fresh;
  const tabId = hashTyped({ domain: desk.domain, type: "Tab", message: tab });
  const sender = dice.pick([people.outsider.address, voiceOf(situation, tab.account)]);
  const isSealed = world.accounts.has(tab.account) || !fromWallet;
  const signedBy = isSealed || dice.chance(0.1) ? authorization(situation, tab.account) : tab.account;
  return { kind: "openTab", sender, tabId, tab, fromWallet: fromWallet && tab === fresh, signedBy };
}

/** Vouchers of one payee: one, or several of which some may be worth nothing. */
function randomRedemption(situation: Situation, open: readonly TabLife[]): AccountAction {
  const { dice, people, world } = situation;
  const payee = dice.pick(open).terms.payee;
  const tabs = [...world.tabs.values()].filter(
    ({ terms, closed }) => terms.payee === payee && (closed === undefined || dice.chance(0.1)),
  );
  const count = dice.chance(0.4) ? 1 : dice.between(1, 4);
  const vouchers = Array.from({ length: count }, () => {
    const tab = dice.pick(tabs);
    const { reserve, voucherKey } = tab.terms;
    const redeemed = redeemedOf(tab);
    const amount = dice.pick([
      ...[redeemed + 1n, redeemed + (reserve - redeemed) / 2n, redeemed + (reserve - redeemed) / 5n],
      ...[reserve, reserve + 1n, redeemed],
    ]);
    const signedBy = dice.chance(0.96) ? voucherKey : dice.pick(people.all).address;
    const isForged = dice.chance(0.02);
    const terms = isForged ? { ...tab.terms, payee: people.outsider.address } : tab.terms;
    return { tabId: tab.id, tab: terms, amount, signedBy };
  });
  const sent = vouchers.filter(({ tab }) => tab.payee === payee);
  const [first] = vouchers;
  return {
    kind: "redeem",
    sender: dice.pick([people.outsider.address, voiceOf(situation, payee)]),
    payee,
    vouchers: sent.length === 0 && first !== undefined ? [{ ...first, tab: { ...first.tab, payee } }] : sent,
  };
}

function randomClosing(situation: Situation, tabs: readonly TabLife[]): AccountAction {
  const { dice, people } = situation;
  const life = dice.pick(tabs);
  const { id: tabId, terms: tab } = life;
  const left = tab.reserve - redeemedOf(life);
  const rest = dice.chance(0.06) ? left + 1n : left;
  const sender = dice.pick([people.outsider.address, voiceOf(situation, tab.payee)]);
  const signedBy = dice.chance(0.35) ? undefined : authorization(situation, tab.payee);
  return { kind: "closeTab", sender, tabId, tab, rest, signedBy };
}

function randomOrders(situation: Situation, desk: Desk): AccountAction {
  const { dice, people, now, world } = situation;
  const account = spenderOf(situation);
  const sender = dice.pick([people.outsider.address, voiceOf(situation, account)]);
  const orders = Array.from({ length: dice.pick([1, 1, 1, 2, 3]) }, () => {
    const payer = dice.chance(0.7) ? account : spenderOf(situation);
    const share = amountOf(world.balances, payer) / BigInt(dice.between(10, 60));
    const count = dice.chance(0.02) ? dice.pick([0, MANY_PAYMENTS]) : dice.between(1, 4);
    const amount = () => (dice.chance(0.02) ? 0n : dice.amount(1n, share + 1n));
    const payments = Array.from({ length: count }, () => {
      const payee = dice.chance(0.02) ? payer : payeeOf(situation);
      return { payee, amount: amount() };
    });
    const order: OrderTerms = {
      account: payer,
      nonce: randomNonce(situation),
      validUntil: now + dice.pick([600, 600, 600, 600, 600, 600, 1, 0]),
      category: randomCategory(situation),
      memo: keccak256(toHex(dice.between(0, 9))),
      payments,
    };
    const orderId = hashTyped({ domain: desk.domain, type: "Order", message: order });
    return { orderId, order, signedBy: authorization(situation, payer) };
  });
  return { kind: "pay", sender, orders };
}

/** Few enough that some come twice, over more than one word of a bitmap. */
function randomNonce({ dice }: Situation): bigint {
  return BigInt(dice.between(0, 600));
}
