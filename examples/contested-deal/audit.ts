import {
  drawersPart,
  encodePanel,
  getContest,
  getDeal,
  getLedgerBalance,
  getPool,
  getRating,
  getRound,
  payoutOf,
  type SignedBallot,
  splitOf,
  type Terms,
  tallyScores,
} from "quittance";
import type { AuditReport } from "quittance/audit";
import type { Stack } from "quittance/testing";
import { type Address, type Hex, isAddressEqual, keccak256 } from "viem";
import { z } from "zod";
import { amount, askGraphql, items } from "../indexer-api/ask.ts";
import { auditRows, overruledIn, paidOut, panelKind } from "../kept/figures.ts";
import { type Balances, balanceOf } from "../output/balances.ts";
import { type Check, checksOf, type Row } from "../output/checks.ts";
import { reputationRows } from "../output/reputations.ts";

interface Credit {
  readonly account: Address;
  readonly amount: bigint;
}

/** What happened to a contested deal of one milestone, as its parties know it. */
export interface ContestRecord {
  readonly deal: Hex;
  readonly terms: Terms;
  readonly evidence: Hex;
  readonly rounds: {
    readonly votes1: readonly SignedBallot[];
    readonly votes2: readonly SignedBallot[];
    readonly drawn: readonly Address[];
    /** The score that the arbiter measured, and ruled by. */
    readonly ruled: number;
    /** Of panel, drawn panel and arbiter, in basis points. */
    readonly payouts: readonly [number, number, number];
  };
  /** What the relayer earned for drawing the panel. */
  readonly drawPaid: bigint;
  readonly ruled: { readonly toSeller: bigint; readonly reimbursed: readonly Credit[] };
  readonly released: { readonly earned: readonly Credit[] };
  readonly ratings: readonly {
    readonly by: "buyer" | "seller";
    readonly score: number;
    readonly blockNumber: bigint;
  }[];
  /** Before the deal, and after its opening, the two contests and the ruling. */
  readonly balances: readonly Balances[];
  /** Of the juror pool. */
  readonly seats: number;
  readonly seatStake: bigint;
  readonly audit: AuditReport;
}

const party = z.object({ account: z.object({ balance: amount }).nullable() });
const answer = z.object({
  deal: z.object({
    status: z.string(),
    unsettled: amount,
    bondsHeld: amount,
    milestones: items(
      z.object({
        verdicts: items(
          z.object({
            round: z.number(),
            payout: z.number(),
            evidence: z.string(),
            ballots: items(
              z.object({ juror: z.string(), score: z.number(), reasons: z.string(), earned: amount }),
            ),
          }),
        ),
        contests: items(z.object({ bond: amount, draw: amount, reimbursed: amount })),
        panels: items(z.object({ jurors: z.array(z.string()) })),
        ruling: z.object({ payout: z.number() }),
        settlement: z.object({
          cause: z.string(),
          toSeller: amount,
          toBuyer: amount,
          sellerNet: amount,
          buyerNet: amount,
          sellerReimbursed: amount,
        }),
      }),
    ),
    ratings: items(z.object({ rater: z.string(), score: z.number() })),
  }),
  buyer: party,
  arbiter: party.extend({ rulings: z.number() }),
  pool: z.object({ activeSeats: z.number(), held: amount }),
  total: z.object({ held: amount }),
});

const QUERY = `query ($deal: String!, $buyer: String!, $arbiter: String!, $pool: String!) {
  deal(id: $deal) {
    status unsettled bondsHeld
    milestones { items {
      verdicts(orderBy: "round") { items {
        round payout evidence ballots(orderBy: "position") { items { juror score reasons earned } }
      } }
      contests(orderBy: "round") { items { bond draw reimbursed } }
      panels { items { jurors } }
      ruling { payout }
      settlement { cause toSeller toBuyer sellerNet buyerNet sellerReimbursed }
    } }
    ratings { items { rater score } }
  }
  buyer: agent(address: $buyer) { account { balance } }
  arbiter: agent(address: $arbiter) { account { balance } rulings }
  pool: jurorPool(address: $pool) { activeSeats held }
  total(id: "quittance") { held }
}`;

type Answer = z.infer<typeof answer>;

const milestone = 0;
/** The audit has nothing to check of a panel that the parties agreed on. */
const AGREED_PANEL = 1;

/** Asks the indexer about the deal, and compares its answer with the contract and with the SDK's own computation. */
export async function auditContest(stack: Stack, record: ContestRecord): Promise<Check[]> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  await stack.indexer.caughtUp(record.ratings.at(-1)?.blockNumber ?? 0n);
  const { deal, terms } = record;
  const about = { deal, buyer: terms.buyer, arbiter: stack.arbiter.address, pool: stack.pool };
  const indexed = await askGraphql(stack.indexer.graphqlUrl, QUERY, about, answer);
  return [
    ...checksOf(await moneyRows(stack, record, indexed)),
    ...checksOf(await bondRows(stack, record, indexed)),
    ...checksOf(await dealRows(stack, record, indexed)),
    ...checksOf([
      ["the panel of round 1 is", undefined, "agreed", undefined, panelKind(record.audit)],
      ...auditRows(record.audit, AGREED_PANEL),
      ["bribed ballots were", undefined, "overruled", undefined, fateOfBribes(record)],
    ]),
    ...checksOf(await voteRows(stack, record, indexed), true),
    ...checksOf(await reputationRows(stack)),
  ];
}

/** The audit measures again, and sees that the ballots of round 1 could not follow from the evidence. */
const fateOfBribes = ({ audit }: ContestRecord) =>
  overruledIn(audit) === undefined ? "not seen" : "overruled";

const bondIn = ({ disputes }: Terms) => disputes?.bond ?? 0n;
const drawOf = (terms: Terms) => drawersPart({ jurors: terms.panel.length, bond: bondIn(terms) });

/** The milestone's money: split by the ruling, less what the seller owes for the buyer's bond. */
async function moneyRows(stack: Stack, record: ContestRecord, indexed: Answer): Promise<Row[]> {
  const { terms, ruled, rounds, balances, audit } = record;
  const [before, opened, , appealed, after] = balances;
  const settled = indexed.deal.milestones.items[milestone]?.settlement;
  if (!before || !opened || !appealed || !after || !settled) throw new Error("the deal is not known in full");
  const price = terms.milestones[milestone]?.amount ?? 0n;
  const split = splitOf({ amount: price, payout: rounds.payouts[2], marketplaceFee: 0 });
  const bond = bondIn(terms);
  const owed = bond < split.toSeller ? bond : split.toSeller;
  const ledgerOf = (owner: Address) =>
    getLedgerBalance(stack.publicClient, { address: stack.address, owner });
  const [buyer, seller, arbiter] = await Promise.all(
    [terms.buyer, terms.seller, stack.arbiter.address].map(ledgerOf),
  );
  const jurors = await Promise.all(rounds.drawn.map(ledgerOf));
  const drawer = await ledgerOf(stack.relayer.address);
  const ledger = [buyer, seller, arbiter, drawer, ...jurors].reduce<bigint>(
    (sum, balance) => sum + (balance ?? 0n),
    0n,
  );
  return [
    ["the buyer paid in", before.buyer - opened.buyer, price, settled.toSeller + settled.toBuyer],
    ["the seller's part by the ruling", ruled.toSeller, split.toSeller, settled.toSeller],
    ["out of it, for the buyer's bond", ruled.reimbursed[0]?.amount ?? 0n, owed, settled.sellerReimbursed],
    [
      ...(["into the seller's wallet", after.seller - appealed.seller, split.toSeller - owed] as const),
      ...([settled.sellerNet, paidOut(audit, terms.seller)] as const),
    ],
    [
      ...(["back into the buyer's wallet", after.buyer - appealed.buyer, split.toBuyer] as const),
      ...([settled.buyerNet, paidOut(audit, terms.buyer)] as const),
    ],
    ["the buyer's ledger balance", buyer ?? 0n, owed, indexed.buyer.account?.balance ?? 0n],
    ["the arbiter's ledger balance", arbiter ?? 0n, bond, indexed.arbiter.account?.balance ?? 0n],
    ["the contract still holds", await balanceOf(stack, stack.address), ledger, indexed.total.held],
  ];
}

/** The two bonds: the buyer's went to the drawn jurors and came back from the seller; the seller's went to the arbiter. */
async function bondRows(stack: Stack, record: ContestRecord, indexed: Answer): Promise<Row[]> {
  const { terms, rounds, released, balances, seats, seatStake } = record;
  const [, opened, objected, appealed] = balances;
  if (!opened || !objected || !appealed) throw new Error("the deal is not known in full");
  const bond = bondIn(terms);
  const contested = indexed.deal.milestones.items[milestone]?.contests.items ?? [];
  const shares = sharesOf(record);
  const earners = rounds.drawn.filter((juror) => (voteOf(indexed, juror)?.earned ?? 0n) > 0n);
  const pool = await getPool(stack.publicClient, { address: stack.pool });
  return [
    ["the buyer's bond", opened.buyer - objected.buyer, bond, contested[0]?.bond ?? 0n],
    ["the seller's bond", objected.seller - appealed.seller, bond, contested[1]?.bond ?? 0n],
    ["bonds still held", undefined, 0n, indexed.deal.bondsHeld, record.audit.money.bondsHeld],
    ["for drawing the panel", record.drawPaid, drawOf(terms), contested[0]?.draw ?? 0n],
    [
      "the buyer's bond came back",
      record.ruled.reimbursed[0]?.amount ?? 0n,
      bond,
      contested[0]?.reimbursed ?? 0n,
    ],
    ["jurors who share the bond", released.earned.length, shares.length, earners.length],
    ...shares.map(({ juror, share }): Row => {
      const earned = released.earned.find(({ account }) => isAddressEqual(account, juror));
      return [
        `share of ${juror.slice(0, 10)}`,
        earned?.amount ?? 0n,
        share,
        voteOf(indexed, juror)?.earned ?? 0n,
      ];
    }),
    ["staked in the pool", await balanceOf(stack, stack.pool), seatStake * BigInt(seats), indexed.pool.held],
    ["seats in the pool", Number(pool.seats), seats, indexed.pool.activeSeats],
  ];
}

async function dealRows(
  stack: Stack,
  { deal, terms, ratings, audit }: ContestRecord,
  indexed: Answer,
): Promise<Row[]> {
  const place = { address: stack.address, dealId: deal };
  const facts = await getDeal(stack.publicClient, place);
  const rated = await getRating(stack.publicClient, place);
  const [settled] = indexed.deal.milestones.items;
  return [
    [
      "the deal is",
      facts?.settled.length === facts?.milestones ? "settled" : "open",
      "settled",
      indexed.deal.status,
    ],
    ["settled by", undefined, "ruling", settled?.settlement.cause ?? "none"],
    ["not settled yet", facts?.unsettled ?? -1n, 0n, indexed.deal.unsettled, audit.money.held],
    ["contests", undefined, 2, settled?.contests.items.length ?? 0],
    ["rulings of the arbiter", undefined, 1, indexed.arbiter.rulings],
    ...ratings.map(({ by, score }): Row => {
      const hasRated = by === "buyer" ? rated.buyerRated : rated.sellerRated;
      const given = indexed.deal.ratings.items.find(({ rater }) =>
        isAddressEqual(rater as Address, terms[by]),
      );
      return [`rating by the ${by}`, hasRated ? score : "none", score, given?.score ?? "none"];
    }),
  ];
}

/** Each round's payout is what the median rule makes of its ballots; each ballot on record is what its juror signed. */
async function voteRows(stack: Stack, record: ContestRecord, indexed: Answer): Promise<Row[]> {
  const { deal, terms, evidence, rounds } = record;
  const { address, publicClient } = stack;
  const { votes1, votes2, drawn, payouts } = rounds;
  const contestOf = (round: 2 | 3) => getContest(publicClient, { address, dealId: deal, milestone, round });
  const kept = await getRound(publicClient, { address, terms, milestone });
  const ruleOf = (votes: readonly SignedBallot[], jurors: number) =>
    tallyScores(
      votes.map(({ score }) => score),
      jurors,
      terms,
    ).payout ?? "undecided";
  const [settled] = indexed.deal.milestones.items;
  const panel = (settled?.panels.items[0]?.jurors ?? []) as Address[];
  const first = ruleOf(votes1, terms.panel.length);
  const second = ruleOf(votes2, drawn.length);
  const ruled = payoutOf(rounds.ruled, terms);
  return [
    [
      "payout of round 1",
      (await contestOf(2))?.payout ?? "none",
      first,
      verdictOf(indexed, 1)?.payout ?? "none",
    ],
    [
      "payout of round 2",
      (await contestOf(3))?.payout ?? "none",
      second,
      verdictOf(indexed, 2)?.payout ?? "none",
    ],
    ["payout of the ruling", payouts[2], ruled, settled?.ruling.payout ?? "none"],
    ["evidence of round 2", undefined, evidence, verdictOf(indexed, 2)?.evidence ?? "none"],
    ["drawn panel", kept?.panelHash ?? "none", keccak256(encodePanel(drawn)), keccak256(encodePanel(panel))],
    ...votes2.flatMap(({ juror, score, reasons }): Row[] => {
      const position = drawn.findIndex((member) => isAddressEqual(member, juror));
      const onChain = kept?.scores.find((entry) => entry.position === position);
      return [
        [`score of ${juror}`, onChain?.score ?? "none", score, voteOf(indexed, juror)?.score ?? "none"],
        [`reasons of ${juror}`, undefined, reasons, voteOf(indexed, juror)?.reasons ?? "none"],
      ];
    }),
  ];
}

function verdictOf(indexed: Answer, round: number) {
  return indexed.deal.milestones.items[milestone]?.verdicts.items.find((verdict) => verdict.round === round);
}

function voteOf(indexed: Answer, juror: Address) {
  return verdictOf(indexed, 2)?.ballots.items.find((vote) => isAddressEqual(vote.juror as Address, juror));
}

/** Equal shares of the bond for the jurors within one payout step of the verdict; the first gets the remainder, too. */
function sharesOf({ terms, rounds }: ContestRecord) {
  const { votes2, drawn, payouts } = rounds;
  const near = votes2.filter(
    ({ score }) => Math.abs(payoutOf(score, terms) - payouts[1]) <= terms.payoutStep,
  );
  const earners = drawn.filter((member) => near.some(({ juror }) => isAddressEqual(juror, member)));
  const left = bondIn(terms) - drawOf(terms);
  const share = left / BigInt(earners.length);
  const first = left - share * BigInt(earners.length - 1);
  return earners.map((juror, index) => ({ juror, share: index === 0 ? first : share }));
}
