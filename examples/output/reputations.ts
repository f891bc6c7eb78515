import { fetchReputationFacts } from "quittance/audit";
import { createHistory, getTrust } from "quittance/history";
import {
  type PersonalSeed,
  type ReputationAnswer,
  reputationAnswer,
  reputationOf,
} from "quittance/reputation";
import type { Stack } from "quittance/testing";
import type { Address } from "viem";
import type { Row } from "./checks.ts";
import { usdc } from "./figures.ts";
import type { Reporter } from "./reporter.ts";

const SIDES = ["buyer", "seller"] as const;

/** What the record says of one side, as of a block. Scores are of 10,000. */
interface Views {
  /** By the stake of the juror pool. */
  readonly global: ReputationAnswer;
  /** In the eyes of the other side, which trusts itself alone. */
  readonly personal: ReputationAnswer;
}

/** The addresses of both sides; those of a stack are its buyer and its seller. */
export type Sides = Readonly<Record<(typeof SIDES)[number], { readonly address: Address }>>;

/** Of both sides. */
export interface Reputations {
  readonly buyer: Views;
  readonly seller: Views;
}

/** Computes the reputations of buyer and seller from the chain alone, as of the latest block, and prints them. */
export async function reportReputations(
  out: Reporter,
  stack: Stack,
  sides: Sides = stack,
): Promise<Reputations> {
  const reputations = await reputationsIn(stack, sides);
  out.table(
    ["reputation", "tier", "score", "in the other's eyes", "milestones", "worth"],
    SIDES.map((side) => {
      const { global, personal } = reputations[side];
      const { milestones, value } = global.records[side];
      const counts = [milestones.toLocaleString("en-US"), usdc(BigInt(value))];
      return [side, global.tier, `${global.score}`, `${personal.score} (${personal.tier})`, ...counts];
    }),
  );
  return reputations;
}

/** How many milestones the seller's record gained between two times, beside how many there were. */
export function gainedRow(before: Reputations, after: Reputations, expected: number): Row {
  const milestonesOf = ({ seller }: Reputations) => seller.global.records.seller.milestones;
  const gained = milestonesOf(after) - milestonesOf(before);
  return ["milestones that the seller's record gained", gained, expected, undefined];
}

/** The scores that the indexer serves, beside those computed from the chain as of the same block. */
export async function reputationRows(stack: Stack): Promise<Row[]> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  const history = createHistory({ url: stack.indexer.url });
  const served = await eachSide(stack, async (subject, seeds) => ({
    global: await getTrust(history, { subject }),
    personal: await getTrust(history, { subject, seeds }),
  }));
  const computed = await reputationsIn(stack, stack, BigInt(served.buyer.global.asOf.block));
  return SIDES.flatMap((side): Row[] => {
    const [model, indexer] = [computed[side], served[side]];
    return [
      [`the score of the ${side}`, undefined, model.global.score, indexer.global.score],
      [
        `the score of the ${side}, in the other's eyes`,
        undefined,
        model.personal.score,
        indexer.personal.score,
      ],
    ];
  });
}

/** Reads the chain once, for all views. */
async function reputationsIn(stack: Stack, sides: Sides, toBlock?: bigint): Promise<Reputations> {
  const pools = [stack.pool];
  const question = { quittance: stack.address, pools, toBlock };
  const { facts, asOf } = await fetchReputationFacts(stack.publicClient, question);
  const { hash, ...block } = asOf;
  const viewOf = (subject: Address, seeds?: readonly PersonalSeed[]) =>
    reputationAnswer(reputationOf({ facts, asOf: block, subject, pools, seeds }), { hash, pools, seeds });
  return eachSide(sides, async (subject, seeds) => ({
    global: viewOf(subject),
    personal: viewOf(subject, seeds),
  }));
}

/** The views of both sides, each beside what the other one trusts: itself. */
async function eachSide(
  { buyer, seller }: Sides,
  viewsOf: (subject: Address, seeds: readonly PersonalSeed[]) => Promise<Views>,
): Promise<Reputations> {
  return {
    buyer: await viewsOf(buyer.address, [{ address: seller.address, weight: 1 }]),
    seller: await viewsOf(seller.address, [{ address: buyer.address, weight: 1 }]),
  };
}
