import { expect } from "chai";
import { type Address, type Hex, zeroAddress, zeroHash } from "viem";
import { storedAccount } from "./account-facts.ts";
import type { Policy } from "./accounts.ts";
import type { Action, Envelope } from "./actions.ts";
import { apply } from "./apply.ts";
import { amountOf, newWorld, owed, type World } from "./world.ts";

const person = (digit: string): Address => `0x${digit.repeat(40)}`;
const [contract, token, pool] = [person("1"), person("2"), person("8")];
const [principal, key, payee, stranger] = [person("3"), person("4"), person("5"), person("6")];
const account: Address = `0xacc00000${"7".repeat(32)}`;
const id = (digit: string): Hex => `0x${digit.repeat(64)}`;

const HOUR = 3_600;
/** In the first hour of a day of UTC. */
const NOW = 20_000 * 24 * HOUR + 60;

const policy: Policy = {
  ...{ perTransaction: 60n, perPeriod: 100n, lifetime: 150n, approvalAbove: 50n, period: 24 },
  ...{ activeFrom: 0, activeUntil: NOW + 100 * 24 * HOUR, counterparties: [payee], categories: undefined },
  treasury: undefined,
};

/** The numbers here were worked out by hand from the protocol's words. */
describe("the model of accounts", () => {
  const play = (world: World, action: Action, now: number): World => {
    const outcome = apply(world, action, now);
    if (outcome.world === undefined) throw new Error(outcome.refusals.join(", "));
    return outcome.world;
  };
  const refusals = (world: World, action: Action, now: number) => apply(world, action, now).refusals;
  const empty = newWorld({
    ...{ contract, token, pool: { address: pool, seatFee: 3n } },
    wallets: new Map([[principal, 1_000n]]),
  });
  const opened = play(
    play(
      empty,
      {
        ...{ kind: "openAccounts", sender: principal, principal },
        openings: [
          {
            ...{ account, index: 0, policy },
            keys: [{ key, expiry: NOW + 48 * HOUR, capabilities: ["commit", "tabs"] }],
          },
        ],
      },
      NOW,
    ),
    { kind: "deposit", sender: principal, account, amount: 500n, salt: 1n },
    NOW,
  );
  const word: Envelope = { key, signedBy: key, principal, policy, approvedBy: undefined };
  const paying = (amount: bigint, nonce: bigint, changes: Partial<Envelope> = {}, to = payee): Action => {
    const payments = [{ payee: to, amount }];
    const order = { account, nonce, validUntil: NOW + 99 * 24 * HOUR, category: 0, memo: id("0"), payments };
    const orderId = id(String(nonce));
    const orders = [{ orderId, order, signedBy: { ...word, ...changes } }];
    return { kind: "pay", sender: stranger, orders };
  };
  const life = (world: World) => {
    const found = world.accounts.get(account);
    if (found === undefined) throw new Error("the account is gone");
    return storedAccount(world, found);
  };

  it("holds each limit, and begins each period at nothing", () => {
    expect(refusals(opened, paying(61n, 1n), NOW)).to.deep.equal([
      "Quittance_PerTransactionLimitExceeded",
      "Quittance_ApprovalMissing",
    ]);
    const paid = play(play(opened, paying(50n, 1n), NOW), paying(50n, 2n), NOW);
    expect(life(paid)).to.include({ balance: 400n, spent: 100n, periodSpent: 100n });
    expect(refusals(paid, paying(1n, 3n), NOW)).to.deep.equal(["Quittance_PeriodLimitExceeded"]);
    const next = play(paid, paying(50n, 3n), NOW + 24 * HOUR);
    expect(life(next)).to.include({ spent: 150n, periodSpent: 50n, periodStart: NOW - 60 + 24 * HOUR });
    expect(refusals(next, paying(1n, 4n), NOW + 25 * HOUR)).to.deep.equal([
      "Quittance_LifetimeLimitExceeded",
    ]);
    expect(amountOf(next.balances, payee)).to.equal(150n);
  });

  it("needs a live key that may, the policy in force, a listed payee and, above the threshold, the controller", () => {
    const refused = (action: Action, now = NOW) => refusals(opened, action, now);
    expect(refused(paying(1n, 1n, { key: stranger, signedBy: stranger }))).to.deep.equal([
      "Quittance_KeyUnknown",
    ]);
    expect(refused(paying(1n, 1n), NOW + 48 * HOUR)).to.deep.equal(["Quittance_KeyExpired"]);
    expect(refused(paying(1n, 1n, { signedBy: stranger }))).to.deep.equal(["Quittance_InvalidSignature"]);
    expect(refused(paying(1n, 1n, { policy: { ...policy } }))).to.deep.equal(["Quittance_PolicyMismatch"]);
    expect(refused(paying(1n, 1n, {}, stranger))).to.deep.equal(["Quittance_CounterpartyNotAllowed"]);
    expect(refused(paying(51n, 1n))).to.deep.equal(["Quittance_ApprovalMissing"]);
    expect(refused(paying(51n, 1n, { approvedBy: stranger }))).to.deep.equal(["Quittance_InvalidSignature"]);
    expect(refused(paying(51n, 1n, { approvedBy: principal }))).to.equal(undefined);
    expect(refused(paying(51n, 1n, { key: principal, signedBy: principal }))).to.equal(undefined);
    const frozen = play(opened, { kind: "freezeAll", sender: principal, principal }, NOW);
    expect(refusals(frozen, paying(1n, 1n), NOW)).to.deep.equal(["Quittance_FrozenAccount"]);
  });

  it("gives a tab's rest back to the period it was reserved in, unless the policy has changed since", () => {
    const tab = {
      ...{ account, payee, reserve: 40n, openBy: NOW + 100, end: NOW + HOUR, grace: 600 },
      ...{ voucherKey: key, category: 0, salt: 1n, reference: zeroHash },
    };
    const tabId = id("a");
    const opening: Action = {
      kind: "openTab",
      sender: stranger,
      tabId,
      tab,
      fromWallet: false,
      signedBy: word,
    };
    const reserved = play(opened, opening, NOW);
    expect(life(reserved)).to.include({ balance: 460n, periodSpent: 40n });
    const voucher = (amount: bigint) => ({ tabId, tab, amount, signedBy: key });
    const redeemed = play(
      reserved,
      { kind: "redeem", sender: stranger, payee, vouchers: [voucher(10n), voucher(10n), voucher(15n)] },
      NOW + 1,
    );
    expect(amountOf(redeemed.balances, payee)).to.equal(15n);
    expect(redeemed.refusedVouchers).to.have.length(1);
    const close: Action = { kind: "closeTab", sender: stranger, tabId, tab, rest: 25n, signedBy: undefined };
    expect(refusals(redeemed, close, NOW + HOUR + 599)).to.deep.equal(["Quittance_TabRunning"]);
    const closed = play(redeemed, close, NOW + HOUR + 600);
    expect(life(closed)).to.include({ balance: 485n, spent: 15n, periodSpent: 15n });
    expect(owed(closed)).to.equal(amountOf(closed.wallets, contract));
    const next: Policy = { ...policy, period: 6 };
    const changing: Action = {
      ...{ kind: "setPolicy", sender: principal, account, principal, current: policy, policy: next },
    };
    const changed = play(play(redeemed, changing, NOW + HOUR), close, NOW + HOUR + 600);
    expect(life(changed)).to.include({ spent: 15n, periodSpent: 40n, periodStart: NOW - 60 + HOUR });
  });

  it("lets a principal go over in two steps, and nobody else take it", () => {
    const offer = (to: Address): Action => ({ kind: "offerPrincipal", sender: principal, principal, to });
    const release: Action = { kind: "acceptPrincipal", sender: stranger, principal };
    expect(refusals(opened, release, NOW)).to.deep.equal(["Quittance_NothingOffered"]);
    const over = play(play(opened, offer(stranger), NOW), release, NOW);
    expect(refusals(over, offer(zeroAddress), NOW)).to.deep.equal(["Quittance_NotController"]);
    expect(refusals(over, paying(51n, 1n, { key: stranger, signedBy: stranger }), NOW)).to.equal(undefined);
    expect(refusals(play(opened, offer(zeroAddress), NOW), release, NOW)).to.deep.equal([
      "Quittance_NothingOffered",
    ]);
  });
});
