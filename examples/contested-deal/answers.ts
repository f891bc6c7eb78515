import type { Address, Hex } from "viem";
import { z } from "zod";
import { amount, ask, items } from "../milestone-deal/graphql.ts";

const ballot = z.object({ juror: z.string(), score: z.number(), reasons: z.string(), earned: amount });
const verdict = z.object({
  round: z.number(),
  payout: z.number(),
  evidence: z.string(),
  ballots: items(ballot),
});
const contest = z.object({
  round: z.number(),
  side: z.string(),
  payout: z.number(),
  payer: z.string(),
  paidFrom: z.string(),
  bond: amount,
  held: amount,
  earned: amount,
  reimbursed: amount,
});
const settlement = z.object({
  cause: z.string(),
  toSeller: amount,
  toBuyer: amount,
  sellerNet: amount,
  buyerNet: amount,
  sellerReimbursed: amount,
});
const milestone = z.object({
  status: z.string(),
  verdicts: items(verdict),
  contested: items(contest),
  panels: items(z.object({ jurors: z.array(z.string()) })),
  ruling: z.object({ arbiter: z.string(), payout: z.number() }).nullable(),
  settlement: settlement.nullable(),
});
const account = z.object({ balance: amount }).nullable();

const answers = z.object({
  deal: z.object({
    status: z.string(),
    unsettled: amount,
    bondsHeld: amount,
    milestones: items(milestone),
    ratings: items(z.object({ rater: z.string(), score: z.number(), reasons: z.string() })),
  }),
  buyer: z.object({ account, bondsPaid: amount, bondsReimbursed: amount }),
  seller: z.object({ account, bondsPaid: amount, bondsReimbursed: amount }),
  arbiter: z.object({ account, bondsEarned: amount, rulings: z.number() }),
  pool: z.object({ activeSeats: z.number(), stakes: amount, held: amount }),
  total: z.object({ contests: z.number(), bonds: amount, unsettled: amount, held: amount }),
});

/** What the indexer says about a contested deal of one milestone, and everybody in it. */
export type ContestAnswers = z.infer<typeof answers>;

const PARTY = "account { balance } bondsPaid bondsReimbursed";

const QUERY = `query ($deal: String!, $buyer: String!, $seller: String!, $arbiter: String!, $pool: String!) {
  deal(id: $deal) {
    status unsettled bondsHeld
    milestones { items {
      status
      verdicts(orderBy: "round") { items {
        round payout evidence ballots(orderBy: "position") { items { juror score reasons earned } }
      } }
      contested(orderBy: "round") { items {
        round side payout payer paidFrom bond held earned reimbursed
      } }
      panels { items { jurors } }
      ruling { arbiter payout }
      settlement { cause toSeller toBuyer sellerNet buyerNet sellerReimbursed }
    } }
    ratings { items { rater score reasons } }
  }
  buyer: agent(address: $buyer) { ${PARTY} }
  seller: agent(address: $seller) { ${PARTY} }
  arbiter: agent(address: $arbiter) { account { balance } bondsEarned rulings }
  pool: jurorPool(address: $pool) { activeSeats stakes held }
  total(id: "quittance") { contests bonds unsettled held }
}`;

/** Asks the indexer, in one GraphQL query. Throws when it answers with anything but all of it. */
export function askAboutContest(
  graphqlUrl: string,
  about: Readonly<Record<"buyer" | "seller" | "arbiter" | "pool", Address>> & { readonly deal: Hex },
): Promise<ContestAnswers> {
  return ask(graphqlUrl, QUERY, about, answers);
}
