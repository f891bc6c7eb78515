import { fetchReputationFacts } from "quittance/audit";
import { type DocumentPlace, documentsAt } from "quittance/documents";
import { httpEvidence } from "quittance/evidence";
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

/**
 * Computes the reputations of buyer and seller from the chain, as of the latest block, and prints them.
 *
 * @param documents Where the documents lie that the chain names by hash; the chain alone counts when left out.
 */
export async function reportReputations(
  out: Reporter,
  stack: Stack,
  sides: Sides = stack,
  documents?: readonly DocumentPlace[],
): Promise<Reputations> {
  const reputations = await reputationsIn(stack, sides, undefined, documents);
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

/** What the indexer keeps of documents, which is hashed again here, as from any store. */
export function indexerDocuments({ indexer }: Stack): readonly DocumentPlace[] {
  if (indexer === undefined) throw new Error("the stack runs without an indexer");
  return [documentsAt({ url: indexer.url, reader: httpEvidence({ allowPrivate: true }) })];
}

/** The scores that the indexer serves, beside those computed from the chain as of the same block. */
export async function reputationRows(stack: Stack): Promise<Row[]> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  const history = createHistory({ url: stack.indexer.url });
  const served = await eachSide(stack, async (subject, seeds) => ({
    global: await getTrust(history, { subject }),
    personal: await getTrust(history, { subject, seeds }),
  }));
  const { asOf, documents } = served.buyer.global;
  const places = documents && indexerDocuments(stack);
  const computed = await reputationsIn(stack, stack, BigInt(asOf.block), places);
  return SIDES.flatMap((side): Row[] => {
    const [model, indexer] = [computed[side], served[side]];
    return [
      [`the score of the ${side}`, undefined, model.global.score, indexer.global.score],
      [
        `documents that the score of the ${side} rests on`,
        undefined,
        model.global.documents?.count ?? 0,
        indexer.global.documents?.count ?? 0,
      ],
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
async function reputationsIn(
  stack: Stack,
  sides: Sides,
  toBlock?: bigint,
  documents?: readonly DocumentPlace[],
): Promise<Reputations> {
  const pools = [stack.pool];
  const question = { quittance: stack.address, pools, toBlock, documents };
  const { facts, asOf, used } = await fetchReputationFacts(stack.publicClient, question);
  const { hash, ...block } = asOf;
  const viewOf = (subject: Address, seeds?: readonly PersonalSeed[]) =>
    reputationAnswer(reputationOf({ facts, asOf: block, subject, pools, seeds }), {
      ...{ hash, pools, seeds, documents: used },
    });
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
