import { recomputeReputation } from "quittance/audit";
import { createHistory, getTrust } from "quittance/history";
import { answerDifferences } from "quittance/reputation";
import { type Address, createPublicClient, http } from "viem";
import { equalityOf, type IndexFigure } from "../figures/goals.ts";
import { ask } from "../http/load.ts";
import type { Bench } from "./bench.ts";
import type { Servers } from "./serving.ts";

/** Sellers that are asked about: the best rated, and as many others. */
const SELLERS = 3;

/** Whether the indexer serves the scores that a stranger computes from the logs of the same node. */
export async function recomputedFigure({ progress }: Bench, servers: Servers): Promise<IndexFigure> {
  const { indexer, node, quittance, size } = servers;
  const history = createHistory({ url: indexer });
  const client = createPublicClient({ transport: http(node) });
  const subjects = await sellersOf(indexer);
  let equal = 0;
  for (const subject of subjects) {
    const claimed = await getTrust(history, { subject });
    const { pools, asOf } = claimed;
    const question = { quittance, pools, subject, fromBlock: 1n, toBlock: BigInt(asOf.block) };
    const differences = answerDifferences(claimed, await recomputeReputation(client, question));
    for (const { field, claimed: said, computed } of differences) {
      progress(`${subject}: ${field} is ${JSON.stringify(said)}, and computed ${JSON.stringify(computed)}`);
    }
    if (differences.length === 0) equal += 1;
  }
  return equalityOf("recomputed_equal", {
    ...{ measured: equal, baseline: subjects.length },
    size: `${subjects.length} agents over ${size}`,
  });
}

async function sellersOf(url: string): Promise<readonly Address[]> {
  const rated = `agents(where: { averageRating_gte: 0 }, orderBy: "averageRating", orderDirection: "desc", limit: ${SELLERS})`;
  const others = `agents(where: { sellerDeals_gte: 1 }, limit: ${SELLERS})`;
  const query = `{ rated: ${rated} { items { address } } others: ${others} { items { address } } }`;
  const answer = await ask(url, { name: "sellers", path: "/graphql", body: JSON.stringify({ query }) });
  const { data } = JSON.parse(answer) as {
    readonly data: Readonly<Record<string, { readonly items: readonly { readonly address: Address }[] }>>;
  };
  return [...new Set(Object.values(data).flatMap(({ items }) => items.map(({ address }) => address)))];
}
