import { recomputeReputation } from "quittance/audit";
import { createHistory, getTrust } from "quittance/history";
import type { ReputationAnswer } from "quittance/reputation";
import type { Stack } from "quittance/testing";
import type { Address } from "viem";
import type { Row } from "./checks.ts";
import { usdc } from "./figures.ts";
import type { Reporter } from "./reporter.ts";

/** What the record says of one side, as of a block. Scores are of 10,000. */
interface Standing {
  /** By the stake of the juror pool. */
  readonly global: ReputationAnswer;
  /** In the eyes of the other side, which trusts itself alone. */
  readonly personal: ReputationAnswer;
}

/** Of both sides. */
export interface Reputations {
  readonly buyer: Standing;
  readonly seller: Standing;
}

/** Computes the reputations of buyer and seller from the chain alone, as of the latest block, and prints them. */
export async function reportReputations(out: Reporter, stack: Stack): Promise<Reputations> {
  const [buyer, seller] = [stack.buyer.address, stack.seller.address];
  const reputations = {
    buyer: await standingOf(stack, buyer, seller),
    seller: await standingOf(stack, seller, buyer),
  };
  out.table(
    ["reputation", "tier", "score", "in the other's eyes", "milestones", "worth"],
    Object.entries(reputations).map(([side, { global, personal }]) => {
      const { milestones, value } = global.records[side as keyof Reputations];
      const counts = [milestones.toLocaleString("en-US"), usdc(BigInt(value))];
      return [side, global.tier, `${global.score}`, `${personal.score} (${personal.tier})`, ...counts];
    }),
  );
  return reputations;
}

async function standingOf(stack: Stack, subject: Address, other: Address): Promise<Standing> {
  const question = { quittance: stack.address, pools: [stack.pool], subject };
  const seeds = [{ address: other, weight: 1 }];
  return {
    global: await recomputeReputation(stack.publicClient, question),
    personal: await recomputeReputation(stack.publicClient, { ...question, seeds }),
  };
}

/** The scores that the indexer serves, beside those computed from the chain as of the same block. */
export async function reputationRows(stack: Stack): Promise<Row[]> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  const history = createHistory({ url: stack.indexer.url });
  const [buyer, seller] = [stack.buyer.address, stack.seller.address];
  const rows: Row[] = [];
  for (const [name, subject, other] of [
    ["buyer", buyer, seller] as const,
    ["seller", seller, buyer] as const,
  ]) {
    for (const [view, seeds] of [
      ["", undefined] as const,
      [", in the other's eyes", [{ address: other, weight: 1 }]] as const,
    ]) {
      const served = await getTrust(history, { subject, seeds });
      const question = { quittance: stack.address, pools: [stack.pool], subject, seeds };
      const toBlock = BigInt(served.asOf.block);
      const { score } = await recomputeReputation(stack.publicClient, { ...question, toBlock });
      rows.push([`the score of the ${name}${view}`, undefined, score, served.score]);
    }
  }
  return rows;
}
