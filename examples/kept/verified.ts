import { createHistory, type DealDocuments, listDealDocuments } from "quittance/history";
import type { Stack } from "quittance/testing";
import type { Hex } from "viem";

const LOOK_MS = 250;
/** So long the indexer has for what it finds at the first try. */
const PATIENCE_MS = 60_000;

/** What the indexer says of the documents of a deal, once it verified all of them and how the panel came about. */
export async function verifiedDocuments(stack: Stack, deal: Hex): Promise<DealDocuments> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  const history = createHistory({ url: stack.indexer.url });
  for (const end = Date.now() + PATIENCE_MS; ; ) {
    const found = await listDealDocuments(history, { deal });
    const isWhole = found?.documents.every(({ state }) => state === "verified") && found.panel !== undefined;
    if (found !== undefined && (isWhole || Date.now() > end)) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
