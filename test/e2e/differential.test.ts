import { expect } from "chai";
import { type LocalIndexer, type Stack, startStack } from "../../sdk/testing/index.ts";
import { startIndexer } from "../../sdk/testing/indexer.ts";
import { expectFacts } from "../indexer/support/facts-agreement.ts";
import { openCluster, type Postgres } from "../indexer/support/postgres.ts";
import { agentFacts } from "../model/agents.ts";
import {
  ballotFacts,
  bondCreditFacts,
  contestFacts,
  panelFacts,
  ratingFacts,
  rulingFacts,
  storedRound,
  verdictFacts,
} from "../model/disputes-facts.ts";
import {
  accountFacts,
  dealFacts,
  dealsWith,
  feeFacts,
  milestoneFacts,
  paidFor,
  settlementFacts,
  storedDeal,
  storedMilestone,
  totalFacts,
} from "../model/facts.ts";
import {
  amountOf,
  type DealLife,
  isFinal,
  type MilestoneLife,
  objectionsOf,
  owed,
  type World,
} from "../model/world.ts";
import { diceOf, seedOfRun } from "../support/dice.ts";
import type { Row } from "../support/indexer-rows.ts";
import { askGraphql, rowsOf } from "../support/indexer-rows.ts";
import {
  accountTables,
  expectAllowances,
  expectRows,
  expectStatements,
  expectStoredAccounts,
} from "./support/account-agreement.ts";
import { contractReader, usdcOf } from "./support/contract-state.ts";
import { asRow, columnsLike } from "./support/indexed.ts";
import { gatherPeople, type People } from "./support/people.ts";
import { playRun, type Run } from "./support/run.ts";
import { ONE_CLOCK, stackGround } from "./support/stack-ground.ts";

const DEALS = 320;

/** Why an account's policy or keys refuse; each must have come up. */
const POLICY_REFUSALS = [
  "FrozenAccount",
  "PolicyMismatch",
  "OutsideActiveWindow",
  "PerTransactionLimitExceeded",
  "PeriodLimitExceeded",
  "LifetimeLimitExceeded",
  "CounterpartyNotAllowed",
  "CategoryNotAllowed",
  "ApprovalMissing",
  "KeyUnknown",
  "KeyExpired",
  "CapabilityMissing",
  "LedgerDestinationNeeded",
  "AuthorizationMalformed",
].map((name) => `Quittance_${name}`);

/** Why an amendment is refused that anything else is not. */
const AMENDMENT_REFUSALS = [
  "AmendedDealMismatch",
  "AmendmentNeeded",
  "DeliveriesMismatch",
  "FieldUnchangeable",
  "PayoutProvisional",
  "RemainderMismatch",
].map((name) => `Quittance_${name}`);

/**
 * Contract, indexer and a model in TypeScript that shares no rule with either go through the same random deals. Seed of
 * another run: `QUITTANCE_SEED`. The indexer starts when all has happened: reading history, it is faster than following.
 */
describe(`${DEALS} random deals (QUITTANCE_SEED=${seedOfRun()})`, () => {
  let stack: Stack;
  let postgres: Postgres | undefined;
  let indexer: LocalIndexer;
  let people: People;
  let run: Run;
  let world: World;
  let deals: readonly DealLife[];

  before(async () => {
    stack = await startStack(ONE_CLOCK);
    people = await gatherPeople(stack, seedOfRun());
    const ground = await stackGround(stack, people);
    run = await playRun(ground, people, diceOf(seedOfRun()), DEALS);
    await ground.close();
    world = run.world;
    deals = [...world.deals.values()];
    postgres = await openCluster();
    indexer = await startIndexer(stack, { databaseUrl: postgres?.url });
    await indexer.caughtUp(await stack.publicClient.getBlockNumber());
  });

  after(async () => {
    await indexer?.stop();
    await Promise.all([stack?.stop(), postgres?.stop()]);
  });

  it("reach every kind of action, every cause of settlement and most refusals", () => {
    expect([...run.done.keys()]).to.have.members([
      ...[
        "open",
        "deliver",
        "submitVerdict",
        "settle",
        "release",
        "refund",
        "reclaim",
        "agree",
        "cancel",
        "amend",
      ],
      ...["contest", "drawPanel", "recordBallots", "recordLateBallots", "rule", "releaseBond", "rate"],
      ...["deposit", "depositWithAuthorization", "withdraw", "claimPayout", "blacklist", "unBlacklist"],
      ...["openAccounts", "setKeys", "setPolicy", "freeze", "unfreeze", "freezeAll", "unfreezeAll"],
      ...["offerPrincipal", "acceptPrincipal", "moveFunds", "withdrawFrom"],
      ...["openTab", "redeem", "closeTab", "pay", "revokeOrder"],
    ]);
    for (const cause of [
      "verdict",
      "silence",
      "release",
      "refund",
      "agreement",
      "reclaim",
      "cancellation",
      "ruling",
    ]) {
      expect(
        dealsWith(world, ({ parting }) => parting?.cause === cause),
        cause,
      ).to.not.deep.equal([]);
    }
    expect(
      dealsWith(world, (life) => !isFinal(life)),
      "unsettled",
    ).to.not.deep.equal([]);
    expect(
      deals.some(({ unclaimed }) => unclaimed > 0n),
      "refused payouts",
    ).to.equal(true);
    expect(
      deals.some(({ milestones }) => milestones.length === 32),
      "32 milestones",
    ).to.equal(true);
    for (const [what, happened] of happenings) {
      expect(dealsWith(world, happened), what).to.not.deep.equal([]);
    }
    const lines = [...world.accounts.values()].flatMap((account) => account.lines);
    const kinds = new Set(lines.map(({ kind, refundOf }) => refundOf ?? kind));
    expect([...kinds]).to.have.members(["deal", "tab", "payment", "bond"]);
    const refunds = new Set(lines.map(({ refundOf }) => refundOf));
    expect([...refunds]).to.have.members([null, "deal", "tab", "bond"]);
    expect([...run.refused.keys()]).to.include.members(POLICY_REFUSALS);
    expect(run.refused.size, [...run.refused.keys()].join(", ")).to.be.at.least(75);
  });

  /** What contests can come to. */
  const happenings: readonly [what: string, happened: (life: MilestoneLife) => boolean][] = [
    ["second rounds that decided", ({ second }) => second?.verdict !== undefined],
    ["second rounds that voted in vain", ({ second }) => isVain(second)],
    ["silent second rounds", ({ second }) => isOver(second) && second?.ballots.length === 0],
    ["contested silence", ({ verdict, second }) => verdict === undefined && second !== undefined],
    [
      "silent arbiters",
      ({ appeal, parting, isRuled }) => appeal !== undefined && parting !== undefined && !isRuled,
    ],
    ["bonds from wallets", ({ second }) => second?.objection.fromWallet === true],
    ["bonds from ledger balances", ({ second }) => second?.objection.fromWallet === false],
    [
      "bonds that somebody else paid",
      ({ second }) => second !== undefined && second.objection.payer !== second.objection.contester,
    ],
    ["reimbursements", ({ parting }) => (parting?.reimbursements.length ?? 0) > 0],
    ["pots that were shared", ({ second }) => (second?.objection.released?.length ?? 0) > 1],
  ];
  const isVain = (second: MilestoneLife["second"]) =>
    second !== undefined && second.verdict === undefined && second.ballots.length > 0;
  const isOver = (second: MilestoneLife["second"]) =>
    second?.objection.released !== undefined && second.verdict === undefined;

  it("amend deals of wallets and of accounts, with top-up and with change, in chains", () => {
    const amended = deals.flatMap((old) => {
      const next = deals.find(({ id }) => id === old.replaced?.by);
      return next === undefined ? [] : [{ old, next, terms: next.terms }];
    });
    type Amended = (typeof amended)[number];
    const isTopUp = ({ terms }: Amended) => paidFor(terms) > 0n;
    const isManaged = (side: "buyer" | "seller") => (each: Amended) => world.accounts.has(each.terms[side]);
    const kinds: readonly [string, (each: Amended) => boolean][] = [
      ["top-ups from a wallet", (each) => isTopUp(each) && !each.terms.fundedFromLedger],
      ["top-ups from a balance", (each) => isTopUp(each) && each.terms.fundedFromLedger],
      ["change to a wallet", ({ old }) => (old.replaced?.paidBack ?? 0n) > 0n && !old.terms.buyerToLedger],
      ["change to a balance", ({ old }) => (old.replaced?.paidBack ?? 0n) > 0n && old.terms.buyerToLedger],
      ["managed buyers with top-up", (each) => isManaged("buyer")(each) && isTopUp(each)],
      [
        "managed buyers with change",
        (each) => isManaged("buyer")(each) && (each.old.replaced?.paidBack ?? 0n) > 0n,
      ],
      ["managed sellers", isManaged("seller")],
      ["chains", ({ old }) => old.terms.amends !== undefined],
      ["deals with a delivery", ({ terms }) => (terms.amends?.delivered.length ?? 0) > 0],
      [
        "deals that had settled something",
        ({ old }) => old.milestones.some(({ parting }) => parting !== undefined),
      ],
      ["other jurors", ({ old, terms }) => String(old.terms.panel) !== String(terms.panel)],
      ["more milestones", ({ terms, old }) => terms.milestones.length > old.terms.milestones.length],
      ["ratings of deals that were replaced", ({ old }) => old.ratings.length > 0],
    ];
    for (const [what, happened] of kinds) expect(amended.some(happened), what).to.equal(true);
    const refused = AMENDMENT_REFUSALS.filter((name) => run.refused.has(name));
    expect(refused.length, refused.join(", ")).to.be.at.least(4);
  });

  it("leave in the contract what they leave in the model", async () => {
    const contract = contractReader(stack);
    await Promise.all(
      deals.map(async (deal) => {
        expect(await contract.deal(deal.id), deal.id).to.deep.equal(storedDeal(deal));
        for (const [index, life] of deal.milestones.entries()) {
          const stored = storedMilestone(deal, life);
          if (stored === undefined) continue;
          expect(await contract.milestone(deal.id, index), `${deal.id} ${index}`).to.deep.equal(stored);
          if (life.second === undefined) continue;
          const round = await contract.round(deal.terms, index);
          expect(round, `round 2 of ${deal.id} ${index}`).to.deep.include(storedRound(life));
          for (const { round: opened, payer, at, payout } of objectionsOf(life)) {
            const contest = await contract.contest(deal.id, index, opened);
            expect(contest, `${deal.id} ${index}`).to.deep.equal({ payer, openedAt: at, payout });
          }
        }
        const rated = deal.ratings.map(({ rater }) => rater);
        const sides = [deal.terms.buyer, deal.terms.seller].map((side) => rated.includes(side));
        expect(await contract.rating(deal.id), deal.id).to.deep.equal([deal.ratedFrom, ...sides]);
      }),
    );
    await Promise.all(
      [...people.all.map(({ address }) => address), ...world.accounts.keys()].map(async (address) => {
        expect(await contract.balance(address), `balance of ${address}`).to.equal(
          amountOf(world.balances, address),
        );
        expect(await contract.unclaimed(address), `unclaimed payout of ${address}`).to.equal(
          amountOf(world.unclaimed, address),
        );
        expect(await contract.wallet(address), `wallet of ${address}`).to.equal(
          amountOf(world.wallets, address),
        );
      }),
    );
  });

  it("leave in the contract exactly the USDC it owes", async () => {
    const held = await usdcOf(stack, stack.address);
    expect(held).to.equal(owed(world));
    expect(held).to.equal(amountOf(world.wallets, world.contract));
  });

  const tables: readonly [
    table: string,
    key: readonly string[],
    facts: (deal: DealLife) => readonly object[],
  ][] = [
    ["deal", ["id"], (deal) => [dealFacts(deal)]],
    ["milestone", ["deal_id", "index"], milestoneFacts],
    ["settlement", ["deal_id", "milestone"], settlementFacts],
    ["verdict", ["deal_id", "milestone", "round"], verdictFacts],
    ["ballot", ["deal_id", "milestone", "round", "position"], ballotFacts],
    ["panel", ["deal_id", "milestone"], panelFacts],
    ["contest", ["deal_id", "milestone", "round"], contestFacts],
    ["bond_credit", ["deal_id", "milestone", "round", "kind", "account"], bondCreditFacts],
    ["ruling", ["deal_id", "milestone"], rulingFacts],
    ["rating", ["deal_id", "rater"], ratingFacts],
  ];
  for (const [table, key, facts] of tables) {
    it(`leave in the indexer's ${table} rows what they leave in the model`, () =>
      expectRows(indexer.url, table, key, deals.flatMap(facts)));
  }

  it("leave in the indexer's movements of fees what they leave in the model", () => {
    const key = ["deal_id", "milestone", "kind", "account"];
    const isFee = ({ kind }: Row) => String(kind).endsWith("Fee");
    return expectRows(indexer.url, "ledger_movement", key, deals.flatMap(feeFacts), isFee);
  });

  it("leave in each row the log that wrote it, and each log once", async () => {
    const { logs } = await expectFacts(stack, indexer.url);
    expect(logs.length).to.be.greaterThan(5 * DEALS);
  });

  it("leave in the contract what they leave in the model of accounts, keys, tabs and orders", () =>
    expectStoredAccounts(contractReader(stack), world));

  it("leave in the indexer's rows of principals, keys, policies, tabs and orders what they leave in the model", async () => {
    for (const [table, key, facts] of accountTables(world)) {
      expect(facts, table).to.not.deep.equal([]);
      await expectRows(indexer.url, table, key, facts);
    }
    const refusals = await rowsOf(indexer.url, "voucher_refusal");
    expect(refusals.length).to.equal(world.refusedVouchers.length);
    const moves = await rowsOf(indexer.url, "fund_move");
    expect(moves.length).to.equal(world.moves.length);
  });

  it("leave in the statements of accounts every line, counter and total that the model knows", () =>
    expectStatements(indexer.url, world));

  it("leave of each limit what the model says, now and when every period has ended", async () => {
    for (const later of [0, 3_600, 48 * 3_600]) {
      await expectAllowances(indexer.url, world, run.endedAt + later);
    }
  });

  it("leave in the indexer's account rows and movements what they leave in the model", async () => {
    const { url } = indexer;
    const accounts = new Map((await rowsOf(url, "account")).map((row) => [row.address, row]));
    const movements = await rowsOf(url, "ledger_movement");
    for (const { address } of people.all) {
      const fact = asRow(accountFacts(world, address));
      const nothing = { address, balance: "0", unclaimed: "0", deposited: "0", withdrawn: "0" };
      expect(columnsLike(accounts.get(address), fact) ?? nothing, address).to.deep.equal(fact);
      const own = movements.filter(({ account }) => account === address);
      for (const part of ["balance", "unclaimed"]) {
        const moves = own
          .filter((movement) => movement.part === part)
          .map(({ amount }) => BigInt(String(amount)));
        expect(String(moves.reduce((sum, amount) => sum + amount, 0n)), `${part} of ${address}`).to.equal(
          fact[part],
        );
      }
    }
  });

  it("leave in GraphQL, per agent, what they leave in the model", async () => {
    for (const { address } of people.all) {
      const fact = agentFacts(world, address);
      const query = `query($address: String!) { agent(address: $address) { ${Object.keys(fact).join(" ")} } }`;
      const { agent } = await askGraphql<{ agent: object | null }>(indexer.url, query, { address });
      const asAnswered = Object.entries(fact).map(([field, value]) => [
        field,
        typeof value === "bigint" ? String(value) : value,
      ]);
      const idle = Object.values(fact).every((value) => typeof value === "string" || !value);
      if (agent !== null || !idle) expect(agent, address).to.deep.equal(Object.fromEntries(asAnswered));
    }
  });

  it("leave in the indexer's sums over everything what they leave in the model", async () => {
    const [total] = await rowsOf(indexer.url, "total");
    const fact = asRow({ ...totalFacts(world), held: owed(world) });
    expect(columnsLike(total, fact)).to.deep.equal(fact);
  });
});
