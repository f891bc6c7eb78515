import { getDeal, payoutOf, type SignedBallot, splitOf, type Terms, tallyScores, totalOf } from "quittance";
import type { AuditReport } from "quittance/audit";
import type { DealDocuments } from "quittance/history";
import type { DrawFindings } from "quittance/jury";
import type { Stack } from "quittance/testing";
import { type Address, type Hex, isAddressEqual } from "viem";
import { z } from "zod";
import { amount, askGraphql, items } from "../indexer-api/ask.ts";
import { auditRows, paidIn, paidOut, panelKind } from "../kept/figures.ts";
import { verifiedDocuments } from "../kept/verified.ts";
import { type Balances, balanceOf } from "../output/balances.ts";
import { type Check, checksOf, type Row } from "../output/checks.ts";
import { reputationRows } from "../output/reputations.ts";

/** What happened to a deal, as its parties know it. */
export interface DealRecord {
  readonly dealId: Hex;
  readonly terms: Terms;
  readonly milestones: readonly MilestoneRecord[];
  /** Before the deal, after its opening, and after each milestone. */
  readonly balances: readonly Balances[];
  /** What the seller found when it computed the draw again. */
  readonly draw: DrawFindings;
  readonly audit: AuditReport;
}

interface MilestoneRecord {
  readonly name: string;
  readonly amount: bigint;
  /** Basis points, of the verdict's event. */
  readonly payout: number;
  readonly evidence: Hex;
  readonly votes: readonly (SignedBallot & { readonly submitted: boolean })[];
  readonly blockNumber: bigint;
}

const juror = z.object({
  jurorVerdicts: z.number(),
  jurorBallots: z.number(),
  jurorAgreements: z.number(),
  jurorAverageScore: z.number().nullable(),
});
const answer = z.object({
  deal: z.object({
    status: z.string(),
    unsettled: amount,
    milestones: items(
      z.object({
        status: z.string(),
        settlement: z.object({ toSeller: amount, toBuyer: amount }),
        verdicts: items(
          z.object({
            payout: z.number(),
            evidence: z.string(),
            ballots: items(z.object({ juror: z.string(), score: z.number(), reasons: z.string() })),
          }),
        ),
      }),
    ),
  }),
  buyer: z.object({ buyerCommitted: amount, buyerRefunded: amount, buyerUnsettled: amount }),
  seller: z.object({ sellerNet: amount }),
  juror0: juror,
  juror1: juror,
  juror2: juror,
  total: z.object({ held: amount }),
});

const JUROR = "jurorVerdicts jurorBallots jurorAgreements jurorAverageScore";
const QUERY = `query ($deal: String!, $buyer: String!, $seller: String!, $juror0: String!, $juror1: String!, $juror2: String!) {
  deal(id: $deal) {
    status unsettled
    milestones(orderBy: "index") { items {
      status
      settlement { toSeller toBuyer }
      verdicts { items { payout evidence ballots(orderBy: "position") { items { juror score reasons } } } }
    } }
  }
  buyer: agent(address: $buyer) { buyerCommitted buyerRefunded buyerUnsettled }
  seller: agent(address: $seller) { sellerNet }
  juror0: agent(address: $juror0) { ${JUROR} }
  juror1: agent(address: $juror1) { ${JUROR} }
  juror2: agent(address: $juror2) { ${JUROR} }
  total(id: "quittance") { held }
}`;

type Answer = z.infer<typeof answer>;

/** Asks the indexer about a deal, and compares its answer with the contract, the SDK's own computation and the audit. */
export async function auditMilestones(
  stack: Stack,
  record: DealRecord,
): Promise<{ answer: Answer; said: DealDocuments; checks: Check[] }> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  await stack.indexer.caughtUp(record.milestones.at(-1)?.blockNumber ?? 0n);
  const [juror0, juror1, juror2] = record.terms.panel as readonly [Address, Address, Address];
  const about = { deal: record.dealId, buyer: record.terms.buyer, seller: record.terms.seller };
  const indexed = await askGraphql(
    stack.indexer.graphqlUrl,
    QUERY,
    { ...about, juror0, juror1, juror2 },
    answer,
  );
  const said = await verifiedDocuments(stack, record.dealId);
  return {
    ...{ answer: indexed, said },
    checks: [
      ...(await moneyChecks(stack, record, indexed)),
      ...panelChecks(record, said),
      ...documentChecks(record, said),
      ...voteChecks(record, indexed),
      ...jurorChecks(record, indexed),
      ...checksOf(await reputationRows(stack)),
    ],
  };
}

/** What moved in the wallets, what the verdict rule says should have moved, and what the indexer counted. */
async function moneyChecks(
  stack: Stack,
  { dealId, terms, milestones, balances, audit }: DealRecord,
  { deal, buyer, seller, total }: Answer,
): Promise<Check[]> {
  const [before, opened] = balances;
  const after = balances.at(-1);
  const facts = await getDeal(stack.publicClient, { address: stack.address, dealId });
  if (!before || !opened || !after || !facts) throw new Error(`deal ${dealId} is not known in full`);
  const splits = milestones.map(({ amount: whole, votes }) =>
    splitOf({ amount: whole, payout: verdictOf(votes, terms) ?? 0, marketplaceFee: 0 }),
  );
  const perMilestone = milestones.flatMap(({ name }, index): Row[] => {
    const [from, to] = [balances[index + 1] ?? opened, balances[index + 2] ?? opened];
    const [split, settled] = [splits[index], deal.milestones.items[index]?.settlement];
    return [
      [`${name}: to the seller`, to.seller - from.seller, split?.toSeller ?? 0n, settled?.toSeller ?? -1n],
      [`${name}: back to the buyer`, to.buyer - from.buyer, split?.toBuyer ?? 0n, settled?.toBuyer ?? -1n],
    ];
  });
  const earned = splits.reduce((sum, { toSeller }) => sum + toSeller, 0n);
  const spent = buyer.buyerCommitted - buyer.buyerRefunded - buyer.buyerUnsettled;
  const settledCount = deal.milestones.items.filter(({ status }) => status === "settled").length;
  const isSettled = facts.settled.length === facts.milestones;
  return checksOf([
    [
      ...(["the buyer paid in", before.buyer - opened.buyer, totalOf(terms), buyer.buyerCommitted] as const),
      paidIn(audit, terms.buyer),
    ],
    ...perMilestone,
    [
      ...(["the buyer got back", after.buyer - opened.buyer, totalOf(terms) - earned] as const),
      ...([buyer.buyerRefunded, paidOut(audit, terms.buyer)] as const),
    ],
    ["the buyer spent in all", before.buyer - after.buyer, earned, spent],
    [
      ...(["the seller earned in all", after.seller - before.seller, earned, seller.sellerNet] as const),
      paidOut(audit, terms.seller),
    ],
    ["the contract still holds", await balanceOf(stack, stack.address), before.contract, total.held],
    ["not settled yet", facts.unsettled, 0n, deal.unsettled, audit.money.held],
    ["milestones settled", facts.settled.length, terms.milestones.length, settledCount],
    ["the deal is", isSettled ? "settled" : "open", "settled", deal.status],
  ]);
}

/** The panel is the one that both sides drew, and the audit finds nothing that does not hold. */
function panelChecks({ draw, audit }: DealRecord, { panel }: DealDocuments): Check[] {
  return checksOf([
    ["the panel is", undefined, draw.kind, panel ?? "none", panelKind(audit)],
    ...auditRows(audit, 0),
  ]);
}

/** The pact, the transcript of the draw, a manifest for each milestone and reasons for each ballot on record: all are verified. */
function documentChecks({ milestones }: DealRecord, { documents }: DealDocuments): Check[] {
  const ballots = milestones.flatMap(({ votes }) => votes.filter(({ submitted }) => submitted));
  const verified = documents.filter(({ state }) => state === "verified").map(({ hash }) => hash);
  return checksOf([
    ["documents that are verified", undefined, 2 + milestones.length + ballots.length, verified.length],
    ...milestones.map(
      ({ name, evidence }): Row => [
        `${name}: its evidence is verified`,
        undefined,
        true,
        verified.includes(evidence.toLowerCase() as Hex),
      ],
    ),
  ]);
}

/** Each verdict is what the median rule makes of the ballots, and each ballot is what its juror signed. */
function voteChecks({ terms, milestones }: DealRecord, { deal }: Answer): Check[] {
  const rows = milestones.flatMap(({ name, payout, evidence, votes }, index): Row[] => {
    const [verdict] = deal.milestones.items[index]?.verdicts.items ?? [];
    const submitted = votes.filter((vote) => vote.submitted);
    const ballotOf = (address: Address) =>
      verdict?.ballots.items.find((ballot) => isAddressEqual(ballot.juror as Address, address));
    return [
      [`${name}: payout`, payout, verdictOf(votes, terms) ?? "none", verdict?.payout ?? "none"],
      [`${name}: evidence`, evidence, votes[0]?.evidence ?? "none", verdict?.evidence ?? "none"],
      [`${name}: ballots`, undefined, submitted.length, verdict?.ballots.items.length ?? 0],
      ...submitted.flatMap(({ juror: address, score, reasons }): Row[] => [
        [`${name}: score by ${address}`, undefined, score, ballotOf(address)?.score ?? "none"],
        [`${name}: reasons by ${address}`, undefined, reasons, ballotOf(address)?.reasons ?? "none"],
      ]),
    ];
  });
  return checksOf(rows, true);
}

/** What the indexer counts of each juror, counted here from the ballots that the juror signed. */
function jurorChecks({ terms, milestones }: DealRecord, { juror0, juror1, juror2 }: Answer): Check[] {
  const rows = [juror0, juror1, juror2].flatMap((counted, position): Row[] => {
    const address = terms.panel[position];
    const cast = milestones.flatMap(({ payout, votes }) =>
      votes
        .filter((vote) => vote.submitted && vote.juror === address)
        .map(({ score }) => ({ score, payout })),
    );
    const agreeing = cast.filter(({ score, payout }) => payoutOf(score, terms) === payout).length;
    const sum = cast.reduce((all, { score }) => all + score, 0);
    const average = cast.length === 0 ? "none" : Math.floor(sum / cast.length);
    return [
      [`verdicts with juror ${address}`, undefined, milestones.length, counted.jurorVerdicts],
      [`ballots of juror ${address}`, undefined, cast.length, counted.jurorBallots],
      [`ballots of juror ${address} that agree`, undefined, agreeing, counted.jurorAgreements],
      [`average score of juror ${address}`, undefined, average, counted.jurorAverageScore ?? "none"],
    ];
  });
  return checksOf(rows, true);
}

/** The payout that all ballots of a panel decide, in basis points. */
function verdictOf(votes: readonly SignedBallot[], terms: Terms): number | undefined {
  return tallyScores(
    votes.map(({ score }) => score),
    terms.panel.length,
    terms,
  ).payout;
}
