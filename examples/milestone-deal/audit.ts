import { getDeal, getLedgerBalance, getUnclaimedPayout, payoutOf, type Terms, tallyScores } from "quittance";
import type { Stack } from "quittance/testing";
import { type Address, isAddressEqual } from "viem";
import { askIndexer, type IndexerAnswers } from "./indexer-answers.ts";
import type { CastBallot, MilestoneStory, TradeRecord } from "./trade.ts";
import { readBalances } from "./wallets.ts";

/** One number (or word) that two sources must agree on. */
export interface Check {
  readonly subject: "money" | "deal" | "votes";
  readonly what: string;
  /** USDC base units, or a plain value. */
  readonly indexer: bigint | number | string;
  /** From contract and token; for votes from what the jurors signed. */
  readonly contract: bigint | number | string;
  /** True when both are USDC base units. */
  readonly isMoney: boolean;
}

export interface Audit {
  readonly answers: IndexerAnswers;
  readonly checks: readonly Check[];
  /** True when every check holds. */
  readonly agreed: boolean;
}

/** True when both sources say the same. */
export function holds({ indexer, contract }: Check): boolean {
  return indexer === contract;
}

/** Asks the indexer what happened, and holds all of it against contract, token and signed ballots. */
export async function audit(stack: Stack, record: TradeRecord): Promise<Audit> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  await stack.indexer.caughtUp(record.milestones.at(-1)?.block ?? record.opening.block);
  const answers = await askIndexer(stack.indexer.graphqlUrl, {
    deal: record.opening.dealId,
    buyer: record.introduction.buyer,
    seller: record.introduction.seller,
    jurors: record.introduction.jurors.map(({ address }) => address),
  });
  const checks = [
    ...(await moneyChecks(stack, record, answers)),
    ...(await dealChecks(stack, record, answers)),
    ...record.milestones.flatMap((story) => voteChecks(record.opening.terms, story, answers)),
    ...jurorChecks(record, answers),
  ];
  return { answers, checks, agreed: checks.length > 0 && checks.every(holds) };
}

/** Earned and spent: the indexer's sums against what the token says moved, block by block. */
async function moneyChecks(
  stack: Stack,
  { introduction, opening, milestones }: TradeRecord,
  { buyer, seller, deal, total }: IndexerAnswers,
): Promise<Check[]> {
  const before = introduction.balances;
  const after = await readBalances(stack);
  const money = (what: string, indexer: bigint, contract: bigint): Check => ({
    subject: "money",
    what,
    indexer,
    contract,
    isMoney: true,
  });
  const steps = milestones.map((story, index) => ({
    story,
    from: (index === 0 ? opening : (milestones[index - 1] ?? opening)).balances,
  }));
  const perMilestone = steps.flatMap(({ story, from }) => {
    const settled = deal.milestones.items[story.index]?.settlement;
    const name = `${story.name} milestone`;
    return [
      money(`${name}, to the seller`, settled?.toSeller ?? -1n, story.balances.seller - from.seller),
      money(`${name}, back to the buyer`, settled?.toBuyer ?? -1n, story.balances.buyer - from.buyer),
    ];
  });
  const { buyerCommitted, buyerRefunded, buyerPaidOut, buyerUnsettled, buyerVerificationFees } = buyer;
  const paid = sum(steps.map(({ story, from }) => story.balances.seller - from.seller));
  const returned = sum(steps.map(({ story, from }) => story.balances.buyer - from.buyer));
  return [
    money("buyer put in", buyerCommitted, before.buyer - opening.balances.buyer),
    ...perMilestone,
    money("buyer got back", buyerRefunded, returned),
    money("buyer paid out", buyerPaidOut + buyerVerificationFees, paid),
    money("buyer spent in all", buyerCommitted - buyerRefunded - buyerUnsettled, before.buyer - after.buyer),
    money("seller earned in all", seller.sellerNet, after.seller - before.seller),
    money("the contract still holds", total.held, after.contract),
  ];
}

/** The deal's end, as the contract remembers it. */
async function dealChecks(stack: Stack, record: TradeRecord, answers: IndexerAnswers): Promise<Check[]> {
  const { address, publicClient } = stack;
  const { dealId, terms } = record.opening;
  const facts = await getDeal(publicClient, { address, dealId });
  if (facts === undefined) throw new Error(`the contract does not know deal ${dealId}`);
  const rows = await Promise.all(
    [terms.buyer, terms.seller].flatMap((owner) => [
      getLedgerBalance(publicClient, { address, owner }),
      getUnclaimedPayout(publicClient, { address, owner }),
    ]),
  );
  const check = (what: string, indexer: Check["indexer"], contract: Check["contract"]): Check => ({
    subject: "deal",
    what,
    indexer,
    contract,
    isMoney: typeof indexer === "bigint",
  });
  const { deal, total } = answers;
  const settled = deal.milestones.items.filter(({ status }) => status === "settled").length;
  return [
    check("deals", total.deals, 1),
    check("milestones", deal.milestones.items.length, facts.milestones),
    check("milestones settled", settled, facts.settled.length),
    check("deal is", deal.status, facts.settled.length === facts.milestones ? "settled" : "open"),
    check("unsettled in the deal", deal.unsettled, facts.unsettled),
    check("in ledger balances of the parties", total.held - total.unsettled, sum(rows)),
  ];
}

/** Each ballot on the chain is what its juror signed, and the payout is what the median rule makes of all of them. */
function voteChecks(terms: Terms, story: MilestoneStory, { deal }: IndexerAnswers): Check[] {
  const [verdict] = deal.milestones.items[story.index]?.verdicts.items ?? [];
  const check = (what: string, indexer: Check["indexer"], contract: Check["contract"]): Check => ({
    subject: "votes",
    what: `${story.name}: ${what}`,
    indexer,
    contract,
    isMoney: false,
  });
  const scores = story.ballots.map(({ score }) => score);
  const submitted = story.ballots.filter((ballot) => ballot.submitted);
  const indexed = (cast: CastBallot) =>
    verdict?.ballots.items.find(({ juror }) => isAddressEqual(juror as Address, cast.juror));
  return [
    check(
      "payout",
      verdict?.payout ?? "none",
      tallyScores(scores, terms.panel.length, terms).payout ?? "undecided",
    ),
    check("evidence judged", verdict?.evidence ?? "none", story.evidence),
    check("ballots on the chain", verdict?.ballots.items.length ?? 0, submitted.length),
    ...submitted.flatMap((cast) => [
      check(`score of juror ${cast.name}`, indexed(cast)?.score ?? "none", cast.score),
      check(`reasons of juror ${cast.name}`, indexed(cast)?.reasons ?? "none", cast.reasons),
    ]),
  ];
}

/** What the indexer counts for each juror, counted again from the ballots they signed. */
function jurorChecks(
  { introduction, opening, milestones }: TradeRecord,
  { jurors }: IndexerAnswers,
): Check[] {
  return introduction.jurors.flatMap(({ name, address }, seat) => {
    const counted = jurors[seat];
    const cast = milestones.flatMap(({ ballots, payout }) =>
      ballots
        .filter((ballot) => ballot.submitted && isAddressEqual(ballot.juror, address))
        .map(({ score }) => ({ score, agrees: payoutOf(score, opening.terms) === payout })),
    );
    const check = (what: string, indexer: Check["indexer"], contract: Check["contract"]): Check => ({
      subject: "votes",
      what: `juror ${name}: ${what}`,
      indexer,
      contract,
      isMoney: false,
    });
    const scores = cast.map(({ score }) => score);
    const average =
      scores.length === 0
        ? "none"
        : Math.floor(scores.reduce((all, score) => all + score, 0) / scores.length);
    return [
      check("verdicts of its panel", counted?.jurorVerdicts ?? 0, milestones.length),
      check("ballots used", counted?.jurorBallots ?? 0, cast.length),
      check("ballots that agree", counted?.jurorAgreements ?? 0, cast.filter(({ agrees }) => agrees).length),
      check("average score", counted?.jurorAverageScore ?? "none", average),
    ];
  });
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, amount) => all + amount, 0n);
}
