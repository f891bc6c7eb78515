import { type Address, keccak256, toHex } from "viem";
import {
  type AgentAccount,
  agentAccount,
  buildPolicy,
  buildTab,
  closeTab,
  type FastSigner,
  moveFunds,
  type Order,
  openAccounts,
  openTab,
  pay,
  redeemVouchers,
  signOrder,
  signTab,
  signVoucher,
  type Tab,
  tabIdOf,
} from "../../../../sdk/index.ts";
import { accountAddressOf } from "../../../../sdk/protocol/account-address.ts";
import { usd } from "../../../../test/support/usdc.ts";
import { person } from "../chain/people.ts";
import { DAY, type Life, type Scene, saltOf, step } from "./life.ts";

const ACCOUNTS = 4;
const VOUCHERS = 6;
const ORDERS = 3;

interface Agent {
  readonly agent: AgentAccount;
  readonly key: FastSigner;
  readonly index: number;
}

/** A principal that opens accounts for its agents; they run tabs and pay orders. */
export async function* managedAccounts(scene: Scene): Life {
  const { ground, dice, number } = scene;
  const { address, domain, people } = ground;
  const principal = dice.pick(people.buyers).address;
  const policy = buildPolicy({ perTransaction: usd(100), perPeriod: usd(500), lifetime: usd(5_000) });
  const agents = Array.from({ length: ACCOUNTS }, (_, place): Agent => {
    const index = number * ACCOUNTS + place;
    const key = person(`agent ${index}`);
    const account = accountAddressOf({ domain, principal, index });
    return { agent: agentAccount({ address: account, principal, policy, key }), key, index };
  });
  const accounts = agents.map(({ key, index }) => ({
    ...{ index, policy },
    keys: [{ key: key.address, expiry: ground.now() + 300 * DAY, capabilities: ["commit", "tabs"] as const }],
  }));
  yield step(principal, openAccounts.call({ address, principal, accounts }));
  const moves = agents.map(({ agent }) => ({ from: principal, to: agent.address, amount: usd(60) }));
  yield step(principal, moveFunds.call({ address, moves }));
  for (const each of agents) {
    if (dice.chance(0.5)) yield* runningTab(scene, each);
    else yield* orders(scene, each, agents);
  }
}

async function* runningTab(scene: Scene, { agent, key, index }: Agent): Life {
  const { ground, dice } = scene;
  const { address, domain, people } = ground;
  const payee = dice.pick(people.sellers).address;
  const terms = { account: agent.address, payee, reserve: usd(10), voucherKey: key.address };
  const tab: Tab = { ...buildTab(terms, { now: ground.now() }), salt: saltOf(scene, `tab ${index}`) };
  const signature = await signTab({ domain, tab, account: agent });
  yield step(people.relayer.address, openTab.call({ address, tab, signature }));
  for (let redeemed = 1; redeemed <= VOUCHERS; redeemed++) {
    const voucher = { tab: tabIdOf({ domain, tab }), amount: usd(redeemed) };
    const promise = await signVoucher({ domain, ...voucher, account: key });
    yield step(
      payee,
      redeemVouchers.call({ address, vouchers: [{ tab, amount: voucher.amount, signature: promise }] }),
    );
  }
  yield step(payee, closeTab.call({ address, tab }));
}

async function* orders(scene: Scene, { agent }: Agent, agents: readonly Agent[]): Life {
  const { ground, dice } = scene;
  const { address, domain, people } = ground;
  for (let nonce = 1; nonce <= ORDERS; nonce++) {
    const payees: readonly Address[] = [dice.pick(people.sellers).address, dice.pick(agents).agent.address];
    const others = payees.filter((payee) => payee !== agent.address);
    const order: Order = {
      ...{ account: agent.address, nonce: BigInt(nonce), category: 0, validUntil: ground.now() + DAY },
      memo: keccak256(toHex(`invoice ${nonce}`)),
      payments: others.map((payee) => ({ payee, amount: usd(1 + dice.below(3)) })),
    };
    const signature = await signOrder({ domain, order, account: agent });
    yield step(people.relayer.address, pay.call({ address, orders: [{ order, signature }] }));
  }
}
