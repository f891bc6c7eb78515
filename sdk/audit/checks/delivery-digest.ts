import { concatHex, type Hex, keccak256, numberToHex, stringToHex } from "viem";

const TYPE = "Delivery(bytes32 deal,uint8 milestone,bytes32 evidence,string evidenceUri)";

/**
 * The digest of a delivery of which only the hash of the URI is known.
 *
 * @param separator Hash of the contract's domain.
 */
export function deliveryDigest(
  separator: Hex,
  {
    dealId,
    milestone,
    evidence,
  }: { readonly dealId: Hex; readonly milestone: number; readonly evidence: Hex },
  uriHash: Hex,
): Hex {
  const type = keccak256(stringToHex(TYPE));
  const struct = keccak256(
    concatHex([type, dealId, numberToHex(milestone, { size: 32 }), evidence, uriHash]),
  );
  return keccak256(concatHex(["0x1901", separator, struct]));
}
