import type { Question } from "./load.ts";
import type { Known } from "./questions.ts";
import { requestOf } from "./thirty.ts";

/** What somebody would ask stock GraphQL who works a seller's score out from its record, its deals and its ratings. */
const RECORD = {
  name: "what a score is made of",
  query: `query ($seller: String!) {
    agent(address: $seller) { sellerDeals buyerDeals jurorVerdicts jurorAgreements jurorAverageScore }
    account(address: $seller) { principal }
    deals(where: { seller: $seller }, limit: 50) {
      items {
        id buyer status funded
        milestones { items { index amount deadline status } }
        settlements { items { milestone cause toSeller toBuyer timestamp } }
      }
    }
    ratings(where: { rated: $seller }, limit: 50) { items { dealId rater score timestamp } }
  }`,
};

/** A seller's score, asked of the indexer. */
export const scoreQuestion = ({ seller }: Known): Question => ({ name: "a score", path: `/trust/${seller}` });

/** The same data, asked of stock GraphQL. */
export const recordQuestion = ({ seller }: Known): Question =>
  requestOf({ ...RECORD, variables: { seller } });
