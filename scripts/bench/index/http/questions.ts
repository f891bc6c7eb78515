import { ask, type Question } from "./load.ts";

/** Somebody and something that the rows know, to ask about. */
export interface Known {
  readonly deal: string;
  readonly buyer: string;
  readonly seller: string;
  readonly juror: string;
  readonly now: string;
}

/** A question of GraphQL. */
export interface Query {
  readonly name: string;
  readonly query: string;
  readonly variables: (known: Known) => Readonly<Record<string, unknown>>;
}

/** What a market place, an explorer and an agent ask all the time, in the words of docs/indexer.md. */
export const HOT_QUERIES: readonly Query[] = [
  {
    name: "latest deals",
    query: `{ deals(orderBy: "openedAt", orderDirection: "desc", limit: 20) { items { id buyer seller status funded } } }`,
    variables: () => ({}),
  },
  {
    name: "a deal",
    query: `query ($deal: String!) {
      deal(id: $deal) {
        buyer seller status funded unsettled
        milestones { items { index amount deadline status round provisionalPayout } }
      }
    }`,
    variables: ({ deal }) => ({ deal }),
  },
  {
    name: "how a deal was judged",
    query: `query ($deal: String!) {
      verdicts(where: { dealId: $deal }) { items { milestone round payout ballotCount settled } }
      ballots(where: { dealId: $deal }) { items { milestone juror score payout agrees } }
    }`,
    variables: ({ deal }) => ({ deal }),
  },
  {
    name: "how a deal ended",
    query: `query ($deal: String!) {
      settlements(where: { dealId: $deal }) { items { milestone cause toSeller toBuyer } }
    }`,
    variables: ({ deal }) => ({ deal }),
  },
  {
    name: "an agent's record",
    query: `query ($seller: String!) {
      agent(address: $seller) { sellerDeals buyerDeals jurorVerdicts jurorAverageScore }
    }`,
    variables: ({ seller }) => ({ seller }),
  },
  {
    name: "a seller's deals",
    query: `query ($seller: String!) {
      deals(where: { seller: $seller }, orderBy: "openedAt", orderDirection: "desc", limit: 20) {
        items { id buyer status funded }
      }
    }`,
    variables: ({ seller }) => ({ seller }),
  },
  {
    name: "deals between two",
    query: `query ($buyer: String!, $seller: String!) {
      deals(where: { buyer: $buyer, seller: $seller }, limit: 20) { items { id status funded } }
    }`,
    variables: ({ buyer, seller }) => ({ buyer, seller }),
  },
  {
    name: "a juror's ballots",
    query: `query ($juror: String!) {
      ballots(where: { juror: $juror }, orderBy: "timestamp", orderDirection: "desc", limit: 20) {
        items { dealId milestone score agrees }
      }
    }`,
    variables: ({ juror }) => ({ juror }),
  },
  {
    name: "what can be settled",
    query: `query ($now: BigInt!) {
      milestones(where: { status: provisional, settleFrom_lte: $now }, limit: 20) { items { dealId index amount } }
    }`,
    variables: ({ now }) => ({ now }),
  },
  {
    name: "the sums over everything",
    query: `{ totals { items { deals milestones verdicts contests held } } }`,
    variables: () => ({}),
  },
];

/** The question as a request. */
export function requestOf({ name, query, variables }: Query, known: Known): Question {
  return { name, path: "/graphql", body: JSON.stringify({ query, variables: variables(known) }) };
}

/** The same query with the number of all rows of each of its lists; undefined for one without lists. */
export function countedQuery(query: Query): Query | undefined {
  const counted = query.query.replaceAll(/\bitems\s*\{/g, "totalCount items {");
  return counted === query.query ? undefined : { ...query, query: counted };
}

/** Asks for a deal that was judged, and its people. */
export async function findKnown(url: string, timestamp: number): Promise<Known> {
  const query = "{ verdicts(limit: 1) { items { dealId } } }";
  const found = await ask(url, { name: "a judged deal", path: "/graphql", body: JSON.stringify({ query }) });
  const deal: string = JSON.parse(found).data.verdicts.items[0].dealId;
  const about = {
    query: "query ($deal: String!) { deal(id: $deal) { buyer seller panel } }",
    variables: { deal },
  };
  const answered = await ask(url, { name: "its people", path: "/graphql", body: JSON.stringify(about) });
  const { buyer, seller, panel } = JSON.parse(answered).data.deal;
  return { ...{ deal, buyer, seller, juror: panel[0] }, now: String(timestamp) };
}
