import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create } from "multiformats/hashes/digest";
import { bytesToHex, type Hex, hexToBytes } from "viem";
import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { requireOptions } from "../../json/options.ts";
import { requireSha256 } from "../reading.ts";

const SHA2_256 = 0x12;
const DIGEST_BYTES = 32;

/**
 * The CID of bytes by their SHA-256: version 1, raw, in base32. `ipfs block put` and every store that keeps files as one raw block
 * name them so.
 *
 * @example
 * import { cidOf } from "quittance/evidence/ipfs";
 *
 * console.log(cidOf({ sha256: `0x${"00".repeat(32)}` }).length); // 59
 */
export function cidOf(input: { readonly sha256: Hex }): string {
  requireOptions(input, "sha256");
  requireSha256(input.sha256);
  return CID.createV1(raw.code, create(SHA2_256, hexToBytes(input.sha256))).toString();
}

/**
 * SHA-256 of the bytes that a CID names.
 *
 * @throws EvidenceUnavailableError, with the reason `refused`, for a CID of anything but one raw block with a SHA-256: a file that was
 * cut into blocks has no hash of its own in its CID.
 * @example
 * import { cidOf, sha256OfCid } from "quittance/evidence/ipfs";
 *
 * const sha256 = `0x${"11".repeat(32)}` as const;
 * console.log(sha256OfCid({ cid: cidOf({ sha256 }) }) === sha256); // true
 */
export function sha256OfCid(input: { readonly cid: string }): Hex {
  requireOptions(input, "cid");
  const cid = parse(input.cid);
  const { code, digest } = cid.multihash;
  if (cid.version === 1 && cid.code === raw.code && code === SHA2_256 && digest.length === DIGEST_BYTES) {
    return bytesToHex(digest);
  }
  throw new EvidenceUnavailableError("refused", "its CID is of no raw block with a SHA-256");
}

const LONGEST = 128;

function parse(text: string): CID {
  try {
    if (text.length <= LONGEST) return CID.parse(text);
  } catch {
    // Said below.
  }
  throw new EvidenceUnavailableError("refused", "it has no CID");
}
