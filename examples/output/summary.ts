import type { Stack } from "quittance/testing";
import { type Audit, holds } from "../milestone-deal/audit.ts";
import type { Sent, TradeRecord } from "../milestone-deal/trade.ts";
import type { Balances } from "../milestone-deal/wallets.ts";

/** Everything that happened as one JSON object. Amounts are decimal strings in USDC base units, gas in units of gas. */
export function summarise(stack: Stack, record: TradeRecord, { answers, checks, agreed }: Audit): string {
  const { introduction, offers, opening, milestones } = record;
  const gasUsed = milestones.reduce((sum, { gas }) => sum + gas, opening.gas);
  const summary = {
    agreed,
    chain: { id: stack.chain.id, rpcUrl: stack.rpcUrl, wsUrl: stack.wsUrl },
    contracts: { quittance: stack.address, usdc: stack.token },
    indexer: { url: stack.indexer?.url, graphqlUrl: stack.indexer?.graphqlUrl },
    accounts: {
      buyer: introduction.buyer,
      seller: introduction.seller,
      relayer: introduction.relayer,
      jurors: introduction.jurors,
    },
    pact: introduction.pact,
    corpus: introduction.corpus,
    balancesBefore: balancesOf(introduction.balances),
    offers: offers.map((offer) => ({ ...offer, amounts: offer.amounts.map(String) })),
    deal: {
      id: opening.dealId,
      terms: opening.terms,
      ...transactionOf(opening),
      balancesAfter: balancesOf(opening.balances),
    },
    milestones: milestones.map((story) => ({
      index: story.index,
      name: story.name,
      amount: story.amount,
      evidence: {
        hash: story.evidence,
        evidenceUri: story.evidenceUri,
        bytes: story.delivered.bytes,
        documents: story.delivered.documents,
        obligations: story.delivered.obligations,
      },
      ballots: story.ballots.map(({ name, juror, score, reasons, faults, signature, submitted }) => ({
        ...{ name, juror, score, reasons, faults, signature, submitted },
      })),
      payout: story.payout,
      toSeller: answers.deal.milestones.items[story.index]?.settlement?.toSeller,
      toBuyer: answers.deal.milestones.items[story.index]?.settlement?.toBuyer,
      ...transactionOf(story),
      balancesAfter: balancesOf(story.balances),
    })),
    totals: {
      buyerSpent: answers.buyer.buyerCommitted - answers.buyer.buyerRefunded,
      buyerRefunded: answers.buyer.buyerRefunded,
      sellerEarned: answers.seller.sellerNet,
      transactions: milestones.length + 1,
      gasUsed,
    },
    checks: checks.map((check) => ({
      what: check.what,
      indexer: String(check.indexer),
      contract: String(check.contract),
      agrees: holds(check),
    })),
  };
  return JSON.stringify(summary, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}

function transactionOf({ hash, block, gas }: Sent) {
  return { transactionHash: hash, blockNumber: block, gasUsed: gas };
}

function balancesOf({ buyer, seller, contract }: Balances) {
  return { buyer, seller, contract };
}
