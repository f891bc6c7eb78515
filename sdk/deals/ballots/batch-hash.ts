import {
  concatHex,
  domainSeparator,
  encodeAbiParameters,
  type Hex,
  hashStruct,
  keccak256,
  stringToHex,
} from "viem";
import { lazily } from "../../errors/lazily.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import type { Ballot } from "../../protocol/messages.ts";
import { typedDataTypes } from "../../protocol/typed-data.ts";

const fieldsOf = (type: "Ballot" | "BallotBatch") =>
  `${type}(${typedDataTypes[type].map((field) => `${field.type} ${field.name}`).join()})`;

const batchTypeHash = /* @__PURE__ */ lazily(() =>
  keccak256(stringToHex(fieldsOf("BallotBatch") + fieldsOf("Ballot"))),
);

/**
 * EIP-712 struct hash of a ballot, by which a signed batch names it.
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

/** EIP-712 digest of a batch of which only the struct hashes of its ballots are known. */
export function hashBatchOf(input: {
  readonly domain: QuittanceDomain;
  readonly batch: readonly Hex[];
}): Hex {
  const ballots = keccak256(concatHex([...input.batch]));
  const parameters = [{ type: "bytes32" }, { type: "bytes32" }] as const;
  const struct = keccak256(encodeAbiParameters(parameters, [batchTypeHash(), ballots]));
  return keccak256(concatHex(["0x1901", domainSeparator({ domain: input.domain }), struct]));
}
