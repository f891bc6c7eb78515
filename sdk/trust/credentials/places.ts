import { base64url } from "jose";
import { type Address, concatBytes, keccak256, stringToBytes } from "viem";

/** Where a credential stands in the issuer's status lists. */
export interface StatusPlace {
  readonly list: number;
  readonly index: number;
}

/** What places follow from, beside the principal and the day: 32 bytes that only the holder of the issuer's key can have. */
export type PlaceSecret = Uint8Array;

/** Status lists of an issuer. More of them would put fewer credentials into each, so that its URL would tell more about them. */
export const STATUS_LISTS = 256;
/** Places in each of them: 2 MiB of bits, of which a list without many revocations is a few kilobytes as it travels. */
export const STATUS_PLACES = 16_777_216;

const INFO = "quittance trust: places in status lists, version 1";
const BITS = 256;

/**
 * The secret of an issuer, by HKDF (RFC 5869) from its private key, so that nothing else has to be kept: a restart, or another
 * machine with the same key, has the same places.
 *
 * @param scalar The private key as a JSON Web Key has it in `d`.
 */
export async function placeSecretOf(scalar: string): Promise<PlaceSecret> {
  const material = await crypto.subtle.importKey(
    "raw",
    new Uint8Array(base64url.decode(scalar)),
    "HKDF",
    false,
    ["deriveBits"],
  );
  const params = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: stringToBytes(INFO) };
  return new Uint8Array(await crypto.subtle.deriveBits(params, material, BITS));
}

/**
 * The place of what is issued about a principal on a day. It follows from both, so that an issuer keeps nothing of what it issued, and
 * from its secret, so that no one else can choose an address for the place that it has. Another principal has the same place by chance
 * alone, which is one in 2^32. The secret stands first and has one length: keccak256 needs no HMAC around it.
 */
export function placeOf(secret: PlaceSecret, principal: Address, day: string): StatusPlace {
  const message = stringToBytes(`${principal.toLowerCase()} ${day}`);
  const [list = 0, a = 0, b = 0, c = 0] = keccak256(concatBytes([secret, message]), "bytes");
  return { list, index: a * 65_536 + b * 256 + c };
}
