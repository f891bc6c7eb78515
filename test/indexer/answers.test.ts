import { expect } from "chai";
import fc from "fast-check";
import { type Address, maxUint64 } from "viem";
import {
  buildOrder,
  freezeAll,
  getKey,
  getRemainingLimits,
  pay,
  type RemainingLimits,
  signOrder,
} from "../../sdk/index.ts";
import type { ExampleAccount } from "../../sdk/testing/index.ts";
import type { IndexedStack } from "../support/indexed-stack.ts";
import { anyPurse, freezePurse, openPurse, type Purse } from "../support/purses.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";

const SEED = 20_301;
const CASES = 24;
/** Spent before anything is frozen, by accounts that have it. */
const SPENT = 2n;

interface Answer {
  readonly account: { readonly frozen: boolean };
  readonly policy: { readonly treasury: number | null };
  readonly limits: unknown;
  readonly keys: readonly { readonly key: Address; readonly capabilities: readonly string[] }[];
}

describe("what the indexer says of a managed account is what the SDK says", () => {
  const running = useIndexedStack();
  const cases: { readonly asked: Purse; readonly agent: ExampleAccount }[] = [];
  const seen = new Set<string>();
  let stack: IndexedStack;

  before(async () => {
    stack = running();
    for (const [number, asked] of fc.sample(anyPurse, { numRuns: CASES, seed: SEED }).entries()) {
      // Frozen as a whole at the end.
      const principal = asked.frozen === "principal" ? stack.arbiter : stack.buyer;
      const opened = await openPurse(stack, asked, { principal, index: 900_000 + number });
      if (asked.balance > SPENT) await spend(opened.agent);
      await freezePurse(stack, asked, opened);
      cases.push({ asked, agent: opened.agent });
    }
    const { address, walletClient, arbiter } = stack;
    await freezeAll(walletClient, { address, principal: arbiter.address, account: arbiter });
    await stack.indexer.caughtUp();
  });

  after(() => {
    expect([...seen].sort()).to.deep.equal(["frozen false", "frozen true", "opened false", "opened true"]);
  });

  for (let number = 0; number < CASES; number += 1) {
    it(`case ${number + 1}`, async () => {
      const { asked, agent } = cases[number] ?? expect.fail("no such case");
      const { address, publicClient: client } = stack;
      const account = agent.account.address;
      const { timestamp } = await client.getBlock();
      const response = await fetch(`${stack.indexer.url}/accounts/${account}?at=${timestamp}`);
      const answer = (await response.json()) as Answer;
      const limits = await getRemainingLimits(client, { address, account, policy: agent.account.policy });
      expect(
        answer.limits,
        JSON.stringify(asked, (_, v) => (typeof v === "bigint" ? `${v}` : v)),
      ).to.deep.equal(answerOf(limits));
      expect(answer.policy.treasury).to.equal(agent.account.policy.treasury ?? null);
      expect(answer.account.frozen).to.equal(limits.frozen);
      const key = agent.key.address;
      const granted = await getKey(client, { address, account, key });
      expect(answer.keys.map(({ capabilities }) => capabilities)).to.deep.equal([granted?.capabilities]);
      const { treasury } = limits;
      if (treasury !== undefined) seen.add(`opened ${treasury.opened}`).add(`frozen ${treasury.frozen}`);
    });
  }

  async function spend({ account }: ExampleAccount) {
    const { address, domain, walletClient, seller } = stack;
    const payments = [{ payee: seller.address, amount: SPENT }];
    const order = buildOrder({ account: account.address, payments }, { now: await stack.now() });
    const signature = await signOrder({ domain, order, account });
    await pay(walletClient, { address, orders: [{ order, signature }] });
  }
});

/** What the SDK says, as the indexer writes it. */
function answerOf({ perTransaction, period, lifetime, treasury, ...rest }: RemainingLimits) {
  const written = (amount: bigint, limit: bigint) => (limit === maxUint64 ? null : String(amount));
  const leftOf = ({ limit, remaining }: { readonly limit: bigint; readonly remaining: bigint }) => ({
    limit: written(limit, limit),
    left: written(remaining, limit),
  });
  return {
    available: String(rest.available),
    active: rest.active,
    treasury:
      treasury === undefined
        ? null
        : { ...treasury, account: treasury.account.toLowerCase(), balance: String(treasury.balance) },
    perTransaction: leftOf({ limit: perTransaction, remaining: perTransaction }),
    period: { ...leftOf(period), spent: String(period.spent), start: period.startsAt, end: period.endsAt },
    lifetime: { ...leftOf(lifetime), spent: String(lifetime.spent) },
  };
}
