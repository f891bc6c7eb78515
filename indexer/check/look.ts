import type { Hex } from "viem";
import type { BlockTime } from "../http/checkpoint.ts";
import type { RpcCall } from "../settings/chain.ts";
import { type Comparison, type Holding, type Money, moneyProblem } from "./money.ts";
import { blockOf, blockOfTransaction } from "./nodes.ts";

/** What the rows say of themselves, all of one moment. */
export interface RowFacts {
  /** Whether the history was read once. Before, there is nothing to compare. */
  readonly isComplete: boolean;
  readonly head: BlockTime;
  readonly holdings: readonly Holding[];
  /** The newest transaction with an event, with its block. */
  readonly newest: { readonly block: number; readonly transaction: Hex } | undefined;
  /** The newest block with events that Ponder takes for final, where it keeps them. */
  readonly final: { readonly block: number; readonly hash: Hex } | undefined;
}

/** What one look at rows and chain found. */
export interface Look {
  readonly block: number;
  readonly money: readonly Comparison[];
  /** Undefined when rows and chain agree. */
  readonly problem: string | undefined;
}

const REORGANISED = "was taken back by a reorganisation deeper than this indexer takes for possible";

/**
 * Compares the rows with the chain at their own block. @returns undefined when there is nothing to compare yet: the history
 * is not read once, or the node has another block in the head's place, which is being replaced.
 * Throws what the node does, and `NodeBehindError` when it has not got to the head.
 */
export async function lookAt(facts: RowFacts, money: Money, node: RpcCall): Promise<Look | undefined> {
  const { isComplete, head, holdings, newest, final } = facts;
  if (!isComplete) return undefined;
  const found = (problem: string | undefined, compared: readonly Comparison[] = []): Look => ({
    ...{ block: head.block, money: compared, problem },
  });
  const now = await blockOf(node, head.block);
  if (final !== undefined && (await blockOf(node, final.block)).hash !== final.hash) {
    return found(`Block ${final.block} of the rows (${final.hash}) ${REORGANISED}.`);
  }
  if (newest !== undefined && (await blockOfTransaction(node, newest.transaction)) !== newest.block) {
    return found(`Transaction ${newest.transaction} of the rows, in block ${newest.block}, ${REORGANISED}.`);
  }
  if (now.timestamp !== head.timestamp) return undefined;
  const compared = await money.compare(holdings, head.block, node);
  const isSame = (await blockOf(node, head.block)).hash === now.hash;
  if (!isSame) return undefined;
  const problems = compared.flatMap((comparison) => moneyProblem(comparison) ?? []);
  return found(problems.length === 0 ? undefined : problems.join(" "), compared);
}
