import { type Hex, hashStruct } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { batchDigestOf } from "../../protocol/batch-definition.ts";
import { batchRootOf, batchTree, fillBatch } from "../../protocol/batch-tree.ts";
import { ByteReader } from "../../protocol/byte-reader.ts";
import { termsMessage } from "../../protocol/deal-id.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { byteCount } from "../../protocol/hex-parts.ts";
import type { Terms } from "../../protocol/terms.ts";
import { typedDataTypes } from "../../protocol/typed-data.ts";

const HEADER_BYTES = 2;
const SIBLING_BYTES = 32;

/** EIP-712 struct hash of terms: a leaf of a signed batch. */
export function hashTermsStruct(terms: Terms): Hex {
  return hashStruct({ types: typedDataTypes, primaryType: "Terms", data: termsMessage(terms) });
}

/**
 * What the buyer signed that agreed to all terms of a batch at once.
 *
 * @param input.terms Those of all items, in their order.
 * @param input.batchSignature As `openBatch` takes it: a proof, and the signature.
 * @throws InvalidFieldError when it is shorter than its proof, or there are no terms.
 */
export function batchAuthorizationOf(input: {
  readonly domain: QuittanceDomain;
  readonly terms: readonly Terms[];
  readonly batchSignature: Hex;
}): { readonly digest: Hex; readonly signature: Hex } {
  const { domain, terms, batchSignature } = input;
  const length = byteCount("batchSignature", batchSignature);
  const reader = new ByteReader(batchSignature);
  const [levels, index] = length < HEADER_BYTES ? [0, 0] : [reader.number(1), reader.number(1)];
  const proof = HEADER_BYTES + SIBLING_BYTES * levels;
  if (length < proof || terms.length === 0) {
    throw new InvalidFieldError({
      field: "batchSignature",
      value: length,
      problem: `must have at least ${proof} bytes, of one item or more`,
      remedy: "Give the signature that a call of openBatch has.",
      docsPage: "open-batch",
    });
  }
  const siblings = Array.from({ length: levels }, () => reader.hex(SIBLING_BYTES));
  const leaves = terms.map(hashTermsStruct);
  const isLeaf = levels !== 0 && leaves.length === 1;
  const tree = batchTree(isLeaf ? leaves : fillBatch(leaves, leaves.at(-1) ?? "0x"));
  const root = batchRootOf(tree.root, { index, siblings });
  const height = tree.height + levels;
  return {
    digest: batchDigestOf({ domain, type: "TermsBatch", root, height }),
    signature: reader.hex(length - proof),
  };
}
