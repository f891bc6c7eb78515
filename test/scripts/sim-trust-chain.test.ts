import { expect } from "chai";
import type { Address } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { factsAsPlayed, type Played, playOnChain } from "../../scripts/sim/trust/chain/play.ts";
import { FIRST_DAY } from "../../scripts/sim/trust/facts.ts";
import { playMarket } from "../../scripts/sim/trust/market.ts";
import { scriptUntil } from "../../scripts/sim/trust/newcomers.ts";
import { DAY, type MarketScript } from "../../scripts/sim/trust/script.ts";
import { fetchReputationFacts } from "../../sdk/audit/index.ts";
import {
  type ReputationFacts,
  readReputationAnswer,
  reputationAnswer,
  reputationsOf,
} from "../../sdk/reputation/index.ts";
import { DEVELOPMENT_MNEMONIC, type LocalIndexer, type Stack, startStack } from "../../sdk/testing/index.ts";
import { startIndexer } from "../../sdk/testing/indexer.ts";

/** A market with every ending and a contest among few deals. */
const MARKET = { seed: 58, agents: 14, seats: 9, days: 20, weekly: 1 };
const FIRST_ACCOUNT = 100;
/** Ratings come within two days of a settlement, and deals end within a week. */
const END = (MARKET.days + 10) * DAY;
/** The chain begins before the oldest seat was taken. */
const BEFORE = 600 * DAY;

const lower = (address: string) => address.toLowerCase() as Address;

/** The script with parties that can sign. */
function withAccounts(script: MarketScript) {
  const accounts = script.agents.map((_, index) =>
    mnemonicToAccount(DEVELOPMENT_MNEMONIC, { addressIndex: FIRST_ACCOUNT + index }),
  );
  const names = new Map(
    script.agents.map(({ address }, index) => [address, lower(accounts[index]?.address ?? "")]),
  );
  const of = (address: Address) => names.get(address) ?? expect.fail(`no account for ${address}`);
  const played: MarketScript = {
    ...script,
    agents: script.agents.map((agent) => ({ ...agent, address: of(agent.address) })),
    seats: script.seats.map((seat) => ({ ...seat, owner: of(seat.owner) })),
    deals: script.deals.map((deal) => ({ ...deal, buyer: of(deal.buyer), seller: of(deal.seller) })),
  };
  return { script: played, accounts };
}

/** Sorted by what they are, as the order of facts says nothing. */
const inOrder = (facts: ReputationFacts) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, list]) => {
      const text = (fact: object) =>
        JSON.stringify(Object.entries(fact).sort(), (_, value) =>
          typeof value === "bigint" ? `${value}n` : value,
        );
      return [name, (list as readonly object[]).map(text).sort()];
    }),
  );

describe("a market of sim:trust on a chain", () => {
  const { script, accounts } = withAccounts(scriptUntil(playMarket(MARKET), END));
  let stack: Stack;
  let played: Played;
  let indexer: LocalIndexer | undefined;

  before(async () => {
    stack = await startStack({ startTime: FIRST_DAY - BEFORE, blockTime: 1 });
    played = await playOnChain(stack, script, accounts);
  });
  after(async () => {
    await indexer?.stop();
    await stack?.stop();
  });

  it("has deals of every ending, and a contest", () => {
    expect([...new Set(script.deals.map(({ ending }) => ending))]).to.have.length(4);
    expect(script.deals.some(({ contested }) => contested !== undefined)).to.equal(true);
  });

  it("leaves in its logs the facts that the script gives, to the last field", async () => {
    const question = { quittance: stack.address, pools: [played.places.pool], documents: played.documents };
    const { facts } = await fetchReputationFacts(stack.publicClient, question);
    const { payments, ...others } = facts;
    expect(payments).to.deep.equal([]);
    expect(inOrder(others)).to.deep.equal(inOrder(factsAsPlayed(script, played)));
  });

  it("has the scores at the indexer that the script's facts give", async () => {
    indexer = await startIndexer(stack, {});
    await indexer.caughtUp();
    const given = factsAsPlayed(script, played);
    // What documents say is not on the chain.
    const settlements = given.settlements.map(({ panel: _, ...fact }) => fact);
    const { number, hash, timestamp } = await stack.publicClient.getBlock({ includeTransactions: false });
    const pools = [played.places.pool];
    const asOf = { blockNumber: number, timestamp };
    const all = reputationsOf({ facts: { ...given, settlements, clauses: [] }, asOf, pools });
    expect(all.filter(({ trust, score }) => trust > 0n && score > 0).length).to.be.greaterThan(5);
    const response = await fetch(`${indexer.url}/trust/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ subjects: all.map(({ subject }) => subject) }),
    });
    const { answers } = (await response.json()) as { readonly answers: readonly unknown[] };
    expect(answers.map(readReputationAnswer)).to.deep.equal(
      all.map((reputation) => reputationAnswer(reputation, { hash, pools })),
    );
  });
});
