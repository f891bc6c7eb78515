import {
  encodePanel,
  getContest,
  getDeal,
  getLedgerBalance,
  getPool,
  getRating,
  getRound,
  payoutOf,
  splitOf,
  type Terms,
  tallyScores,
} from "quittance";
import type { Stack } from "quittance/testing";
import { type Address, type Hex, keccak256 } from "viem";
import { balanceIn } from "../milestone-deal/wallets.ts";
import { askAboutContest, type ContestAnswers } from "./answers.ts";
import { type ContestRecord, transactionsOf } from "./story.ts";

type Value = bigint | number | string;

/** One number or word that three sources must agree on. */
export interface ContestCheck {
  readonly subject: "money" | "bonds" | "votes" | "deal";
  readonly what: string;
  /** What the contract and the token say. */
  readonly contract: Value;
  /** What the SDK works out from the terms and from what was signed. */
  readonly sdk: Value;
  readonly indexer: Value;
  /** True when all are USDC base units. */
  readonly isMoney: boolean;
}

export interface ContestAudit {
  readonly checks: readonly ContestCheck[];
  /** True when every check holds. */
  readonly agreed: boolean;
}

/** True when all three sources say the same. */
export function agrees({ contract, sdk, indexer }: ContestCheck): boolean {
  return contract === sdk && sdk === indexer;
}

const MILESTONE = 0;

type Row = readonly [what: string, contract: Value, sdk: Value, indexer: Value];

/** Holds contract, SDK and indexer against each other. */
export async function auditContest(stack: Stack, record: ContestRecord): Promise<ContestAudit> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  await stack.indexer.caughtUp(transactionsOf(record).at(-1)?.block ?? 0n);
  const { buyer, seller, arbiter, pool } = record.cast;
  const { dealId: deal } = record.opening;
  const about = { deal, buyer, seller, arbiter, pool: pool.address };
  const answers = await askAboutContest(stack.indexer.graphqlUrl, about);
  const of = (subject: ContestCheck["subject"], rows: readonly Row[]): ContestCheck[] =>
    rows.map(([what, contract, sdk, indexer]) => ({
      ...{ subject, what, contract, sdk, indexer },
      isMoney: typeof contract === "bigint",
    }));
  const checks = [
    ...of("money", await moneyRows(stack, record, answers)),
    ...of("bonds", await bondRows(stack, record, answers)),
    ...of("votes", await voteRows(stack, record, answers)),
    ...of("deal", await dealRows(stack, record, answers)),
  ];
  return { checks, agreed: checks.every(agrees) };
}

/** The milestone's money: by payout, less what the seller's side owes to the buyer's bond. */
async function moneyRows(stack: Stack, record: ContestRecord, answers: ContestAnswers): Promise<Row[]> {
  const { terms, ruling, contests, cast, opening } = record;
  const settled = settlementOf(answers);
  const before = contests[1].balances;
  const split = splitOf({
    amount: terms.milestones[MILESTONE]?.amount ?? 0n,
    payout: ruling.payout,
    marketplaceFee: 0,
  });
  const bond = bondOf(terms);
  const owed = bond < split.toSeller ? bond : split.toSeller;
  const rows = await ledgerBalances(stack, record);
  return [
    [
      "buyer put in",
      cast.balances.buyer - opening.balances.buyer,
      totalPaid(terms),
      split.toSeller + split.toBuyer,
    ],
    ["seller's part by the ruling", ruling.toSeller, split.toSeller, settled.toSeller],
    ["out of it, for the buyer's bond", ruling.reimbursed[0]?.amount ?? 0n, owed, settled.sellerReimbursed],
    [
      "into the seller's wallet",
      ruling.balances.seller - before.seller,
      split.toSeller - owed,
      settled.sellerNet,
    ],
    ["back into the buyer's wallet", ruling.balances.buyer - before.buyer, split.toBuyer, settled.buyerNet],
    ["buyer's ledger balance", rows.buyer, owed, answers.buyer.account?.balance ?? 0n],
    ["arbiter's ledger balance", rows.arbiter, bond, answers.arbiter.account?.balance ?? 0n],
    ["the contract still holds", await balanceIn(stack, stack.address), rows.all, answers.total.held],
  ];
}

/** The two bonds: the buyer's went to the drawn jurors and came back from the seller, the seller's went to the arbiter. */
async function bondRows(stack: Stack, record: ContestRecord, answers: ContestAnswers): Promise<Row[]> {
  const { terms, contests, cast, opening, second, drawn } = record;
  const bond = bondOf(terms);
  const [objection, appeal] = contests;
  const indexed = answers.deal.milestones.items[MILESTONE]?.contested.items ?? [];
  const shares = sharesOf(record);
  const earned = await Promise.all(
    shares.map(async ({ juror, name, amount }): Promise<Row> => {
      const row = await getLedgerBalance(stack.publicClient, { address: stack.address, owner: juror });
      return [
        `part of juror ${name} ${juror.slice(0, 6)}`,
        row,
        amount,
        voteOf(answers, 2, juror)?.earned ?? 0n,
      ];
    }),
  );
  return [
    ["buyer's bond", opening.balances.buyer - objection.balances.buyer, bond, indexed[0]?.bond ?? 0n],
    ["seller's bond", objection.balances.seller - appeal.balances.seller, bond, indexed[1]?.bond ?? 0n],
    ["bonds still held", 0n, 0n, answers.total.bonds],
    [
      "reimbursed to the buyer",
      record.ruling.reimbursed[0]?.amount ?? 0n,
      bond,
      indexed[0]?.reimbursed ?? 0n,
    ],
    ["jurors who share the pot", record.released.earned.length, shares.length, countEarners(answers)],
    ...earned,
    [
      "stake in the pool",
      await balanceIn(stack, cast.pool.address),
      cast.pool.stake * BigInt(drawn.seats),
      answers.pool.held,
    ],
    [
      "seats in the pool",
      Number((await getPool(stack.publicClient, { address: cast.pool.address })).seats),
      second.votes.length > 0 ? drawn.seats : 0,
      answers.pool.activeSeats,
    ],
  ];
}

/** Each round's payout is what the median rule makes of its ballots; each ballot on record is what its juror signed. */
async function voteRows(stack: Stack, record: ContestRecord, answers: ContestAnswers): Promise<Row[]> {
  const { terms, first, second, ruling, delivered, drawn, opening } = record;
  const place = { address: stack.address, dealId: opening.dealId, milestone: MILESTONE };
  const [objection, appeal] = await Promise.all(
    ([2, 3] as const).map((round) => getContest(stack.publicClient, { ...place, round })),
  );
  const round = await getRound(stack.publicClient, { address: stack.address, terms, milestone: MILESTONE });
  const rule = (jurors: number, votes: ContestRecord["first"]["votes"]) =>
    tallyScores(
      votes.map(({ score }) => score),
      jurors,
      terms,
    ).payout ?? "undecided";
  const verdict = (number: number) => verdictOf(answers, number);
  const milestone = answers.deal.milestones.items[MILESTONE];
  const panel = (milestone?.panels.items[0]?.jurors ?? []) as Address[];
  const opinions = ruling.opinions.map(({ score }) => payoutOf(score, terms)).sort((a, b) => a - b);
  const submitted = first.votes.filter((vote) => vote.submitted);
  return [
    [
      "payout of round 1",
      objection?.payout ?? "none",
      rule(terms.panel.length, submitted),
      verdict(1)?.payout ?? "none",
    ],
    [
      "payout of round 2",
      appeal?.payout ?? "none",
      rule(drawn.panel.length, second.votes),
      verdict(2)?.payout ?? "none",
    ],
    [
      "payout of the ruling",
      ruling.payout,
      opinions[(opinions.length - 1) / 2] ?? "none",
      milestone?.ruling?.payout ?? "none",
    ],
    ["evidence of round 2", delivered.evidence, delivered.evidence, verdict(2)?.evidence ?? "none"],
    [
      "drawn panel",
      round?.panelHash ?? "none",
      keccak256(encodePanel(drawn.panel)),
      keccak256(encodePanel(panel)),
    ],
    ...second.votes.flatMap(({ name, juror, score, reasons }): Row[] => {
      const position = drawn.panel.indexOf(juror);
      const kept = round?.scores.find((entry) => entry.position === position);
      const indexed = voteOf(answers, 2, juror);
      return [
        [
          `score of juror ${name} ${juror.slice(0, 6)}`,
          kept?.score ?? "none",
          score,
          indexed?.score ?? "none",
        ],
        [`reasons of juror ${name} ${juror.slice(0, 6)}`, reasons, reasons, indexed?.reasons ?? "none"],
      ];
    }),
  ];
}

async function dealRows(stack: Stack, record: ContestRecord, answers: ContestAnswers): Promise<Row[]> {
  const { opening, ratings, cast } = record;
  const { deal, arbiter, total } = answers;
  const place = { address: stack.address, dealId: opening.dealId };
  const facts = await getDeal(stack.publicClient, place);
  const rating = await getRating(stack.publicClient, place);
  const isOver = facts !== undefined && facts.settled.length === facts.milestones;
  const scoreBy = (rater: Address) =>
    deal.ratings.items.find((given) => given.rater === rater.toLowerCase())?.score ?? "none";
  return [
    ["deal is", isOver ? "settled" : "open", "settled", deal.status],
    ["unsettled in the deal", facts?.unsettled ?? -1n, 0n, deal.unsettled],
    ["settled by", "ruling", "ruling", settlementOf(answers).cause],
    ["contests", record.contests.length, 2, total.contests],
    ["rulings of the arbiter", 1, 1, arbiter.rulings],
    ...ratings.map(({ by, score }): Row => {
      const hasRated = by === "buyer" ? rating.buyerRated : rating.sellerRated;
      return [`rating by the ${by}`, hasRated ? score : "none", score, scoreBy(cast[by])];
    }),
  ];
}

function settlementOf(answers: ContestAnswers) {
  const settled = answers.deal.milestones.items[MILESTONE]?.settlement;
  const nothing = { cause: "none", toSeller: -1n, toBuyer: -1n, sellerNet: -1n, buyerNet: -1n };
  return settled ?? { ...nothing, sellerReimbursed: -1n };
}

function verdictOf(answers: ContestAnswers, number: number) {
  return answers.deal.milestones.items[MILESTONE]?.verdicts.items.find(({ round }) => round === number);
}

function voteOf(answers: ContestAnswers, round: number, juror: Address) {
  return verdictOf(answers, round)?.ballots.items.find((vote) => vote.juror === juror.toLowerCase());
}

function countEarners(answers: ContestAnswers): number {
  return verdictOf(answers, 2)?.ballots.items.filter(({ earned }) => earned > 0n).length ?? 0;
}

function bondOf({ disputes }: Terms): bigint {
  return disputes?.bond ?? 0n;
}

function totalPaid({ milestones, verificationFee }: Terms): bigint {
  return milestones.reduce((sum, { amount }) => sum + amount + verificationFee, 0n);
}

/** Equal parts of the bond for all who voted within a payout step of the payout, the first taking what division leaves. */
function sharesOf({ terms, second, drawn }: ContestRecord) {
  const near = second.votes
    .filter(({ score }) => Math.abs(payoutOf(score, terms) - second.payout) <= terms.payoutStep)
    .sort((a, b) => drawn.panel.indexOf(a.juror) - drawn.panel.indexOf(b.juror));
  const count = BigInt(near.length);
  const part = bondOf(terms) / count;
  return near.map(({ juror, name }, index) => ({
    ...{ juror, name },
    amount: index === 0 ? bondOf(terms) - part * (count - 1n) : part,
  }));
}

/** Ledger balances of everybody who has one. */
async function ledgerBalances(stack: Stack, { cast, drawn }: ContestRecord) {
  const rowOf = (owner: Hex) => getLedgerBalance(stack.publicClient, { address: stack.address, owner });
  const [buyer, seller, arbiter] = [
    await rowOf(cast.buyer),
    await rowOf(cast.seller),
    await rowOf(cast.arbiter),
  ];
  const jurors = await Promise.all(drawn.panel.map(rowOf));
  return { buyer, arbiter, all: [seller, ...jurors].reduce((sum, row) => sum + row, buyer + arbiter) };
}
