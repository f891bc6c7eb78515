import type { Address, Hex } from "viem";
import { z } from "zod";
import { amount, ask, items } from "./graphql.ts";

const ballot = z.object({ juror: z.string(), score: z.number(), reasons: z.string(), agrees: z.boolean() });

const verdict = z.object({ payout: z.number(), evidence: z.string(), ballots: items(ballot) });

const settlement = z.object({ toSeller: amount, toBuyer: amount, transactionHash: z.string() });

const milestone = z.object({
  index: z.number(),
  amount,
  status: z.string(),
  verdicts: items(verdict),
  settlement: settlement.nullable(),
});

const buyer = z.object({
  buyerDeals: z.number(),
  buyerCommitted: amount,
  buyerPaidOut: amount,
  buyerRefunded: amount,
  buyerVerificationFees: amount,
  buyerUnsettled: amount,
});

const seller = z.object({
  sellerDeals: z.number(),
  sellerGross: amount,
  sellerMarketplaceFees: amount,
  sellerNet: amount,
});

const juror = z.object({
  jurorSeats: z.number(),
  jurorVerdicts: z.number(),
  jurorBallots: z.number(),
  jurorAgreements: z.number(),
  jurorAverageScore: z.number().nullable(),
});

const answers = z.object({
  deal: z.object({ status: z.string(), unsettled: amount, milestones: items(milestone) }),
  buyer,
  seller,
  juror0: juror,
  juror1: juror,
  juror2: juror,
  total: z.object({ deals: z.number(), settledMilestones: z.number(), unsettled: amount, held: amount }),
});

/** What the indexer says about a deal and everybody in it. */
export type IndexerAnswers = Omit<z.infer<typeof answers>, "juror0" | "juror1" | "juror2"> & {
  /** In the order they were asked for. */
  readonly jurors: readonly z.infer<typeof juror>[];
};

const JUROR = "jurorSeats jurorVerdicts jurorBallots jurorAgreements jurorAverageScore";

const QUERY = `query ($deal: String!, $buyer: String!, $seller: String!, $juror0: String!, $juror1: String!, $juror2: String!) {
  deal(id: $deal) {
    status unsettled
    milestones(orderBy: "index") { items {
      index amount status
      verdicts { items { payout evidence ballots(orderBy: "position") { items { juror score reasons agrees } } } }
      settlement { toSeller toBuyer transactionHash }
    } }
  }
  buyer: agent(address: $buyer) {
    buyerDeals buyerCommitted buyerPaidOut buyerRefunded buyerVerificationFees buyerUnsettled
  }
  seller: agent(address: $seller) { sellerDeals sellerGross sellerMarketplaceFees sellerNet }
  juror0: agent(address: $juror0) { ${JUROR} }
  juror1: agent(address: $juror1) { ${JUROR} }
  juror2: agent(address: $juror2) { ${JUROR} }
  total(id: "quittance") { deals settledMilestones unsettled held }
}`;

/** Asks the indexer, in one GraphQL query. Throws when it answers with anything but all of it. */
export async function askIndexer(
  graphqlUrl: string,
  about: {
    readonly deal: Hex;
    readonly buyer: Address;
    readonly seller: Address;
    readonly jurors: readonly Address[];
  },
): Promise<IndexerAnswers> {
  const { deal, buyer: buyerAddress, seller: sellerAddress, jurors } = about;
  const named = { deal, buyer: buyerAddress, seller: sellerAddress };
  const seats = Object.fromEntries(jurors.map((address, seat) => [`juror${seat}`, address] as const));
  const { juror0, juror1, juror2, ...rest } = await ask(graphqlUrl, QUERY, { ...named, ...seats }, answers);
  return { ...rest, jurors: [juror0, juror1, juror2] };
}
