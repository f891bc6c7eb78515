import type { Stack } from "quittance/testing";
import type { Sent } from "../milestone-deal/trade.ts";
import { agrees, type ContestAudit } from "./audit.ts";
import { type Contested, type ContestRecord, type Judged, transactionsOf } from "./story.ts";

/** Everything that happened as one JSON object. Amounts are decimal strings in USDC base units, gas in units of gas. */
export function summariseContest(
  stack: Stack,
  record: ContestRecord,
  { checks, agreed }: ContestAudit,
): string {
  const { cast, offers, opening, terms, delivered, first, contests, drawn, second } = record;
  const { ruling, released, ratings } = record;
  const { balances, pool, ...accounts } = cast;
  const [objection, appeal] = contests;
  const sent = transactionsOf(record);
  const summary = {
    agreed,
    chain: { id: stack.chain.id, rpcUrl: stack.rpcUrl, wsUrl: stack.wsUrl },
    contracts: { quittance: stack.address, usdc: stack.token, jurorPool: pool.address },
    indexer: { url: stack.indexer?.url, graphqlUrl: stack.indexer?.graphqlUrl },
    accounts,
    pool,
    balancesBefore: balances,
    offers,
    deal: { id: opening.dealId, terms, ...transactionOf(opening), balancesAfter: opening.balances },
    evidence: {
      hash: delivered.evidence,
      evidenceUri: delivered.evidenceUri,
      bytes: delivered.bytes,
      documents: delivered.documents,
      obligations: delivered.obligations,
    },
    round1: judgedAs(first),
    contest: contestedAs(objection),
    draw: { panel: drawn.panel, seats: drawn.seats, ...transactionOf(drawn) },
    round2: judgedAs(second),
    appeal: contestedAs(appeal),
    ruling: {
      payout: ruling.payout,
      opinions: ruling.opinions,
      toSeller: ruling.toSeller,
      toBuyer: ruling.toBuyer,
      reimbursed: ruling.reimbursed,
      ...transactionOf(ruling),
      balancesAfter: ruling.balances,
    },
    release: { earned: released.earned, ...transactionOf(released) },
    ratings: ratings.map(({ by, score, reasons, ...rest }) => ({
      by,
      score,
      reasons,
      ...transactionOf(rest),
    })),
    totals: { transactions: sent.length, gasUsed: sent.reduce((sum, { gas }) => sum + gas, 0n) },
    checks: checks.map((check) => ({
      what: check.what,
      contract: String(check.contract),
      sdk: String(check.sdk),
      indexer: String(check.indexer),
      agrees: agrees(check),
    })),
  };
  return JSON.stringify(summary, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}

function judgedAs({ votes, payout, ...rest }: Judged) {
  return { payout, ballots: votes, ...transactionOf(rest) };
}

function contestedAs({ by, payout, bond, opinion, balances, ...rest }: Contested) {
  return { by, payout, bond, opinion, ...transactionOf(rest), balancesAfter: balances };
}

function transactionOf({ hash, block, gas }: Sent) {
  return { transactionHash: hash, blockNumber: block, gasUsed: gas };
}
