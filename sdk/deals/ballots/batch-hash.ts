import {
  concatHex,
  domainSeparator,
  encodeAbiParameters,
  type Hex,
  hashStruct,
  keccak256,
  stringToHex,
} from "viem";
import { type BatchProof, batchBrackets, batchRootOf } from "../../protocol/batch-tree.ts";
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
  return hashBatchOf({ domain, root, height: batch.siblings.length });
}

/** EIP-712 digest of a batch of which only the root is known. */
export function hashBatchOf(input: {
  readonly domain: QuittanceDomain;
  readonly root: Hex;
  readonly height: number;
}): Hex {
  const { domain, root, height } = input;
  const fields = typedDataTypes.Ballot.map((field) => `${field.type} ${field.name}`).join();
  const type = `BallotBatch(Ballot${batchBrackets(height)} ballots)Ballot(${fields})`;
  const parameters = [{ type: "bytes32" }, { type: "bytes32" }] as const;
  const struct = keccak256(encodeAbiParameters(parameters, [keccak256(stringToHex(type)), root]));
  return keccak256(concatHex(["0x1901", domainSeparator({ domain }), struct]));
}
