import { type Hex, hashStruct } from "viem";
import { batchDigestOf } from "../../protocol/batch-definition.ts";
import { type BatchProof, batchRootOf } from "../../protocol/batch-tree.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import type { Ballot } from "../../protocol/messages.ts";
import { typedDataTypes } from "../../protocol/typed-data.ts";

/**
 * EIP-712 struct hash of a ballot: a leaf of a signed batch.
 *
 * @example
 * import { buildBallot, hashBallotStruct, hashEvidence, hashReasons } from "quittance";
 *
 * const ballot = buildBallot({
 *   deal: `0x${"11".repeat(32)}`,
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   score: 8_200,
 *   reasons: hashReasons("complete"),
 * });
 * console.log(hashBallotStruct(ballot));
 */
export function hashBallotStruct({ deal, milestone, round, evidence, score, reasons }: Ballot): Hex {
  const data = { deal, milestone, round, evidence, score, reasons };
  return hashStruct({ types: typedDataTypes, primaryType: "Ballot", data });
}

/** EIP-712 digest of the batch that holds a ballot at its place. */
export function hashBatchWith(input: {
  readonly domain: QuittanceDomain;
  readonly ballot: Ballot;
  readonly batch: BatchProof;
}): Hex {
  const { domain, ballot, batch } = input;
  const root = batchRootOf(hashBallotStruct(ballot), batch);
  return batchDigestOf({ domain, type: "BallotBatch", root, height: batch.siblings.length });
}
