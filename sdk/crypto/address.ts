import { type Address, getAddress, keccak256 } from "viem";
import { hexOf } from "./bytes.ts";

/** The address of an uncompressed public key, 65 bytes: the last 20 bytes of the hash of its coordinates. */
export function addressBytesOf(publicKey: Uint8Array): Uint8Array {
  return keccak256(publicKey.subarray(1), "bytes").subarray(12);
}

/** The address of an uncompressed public key, with its checksum. */
export function addressOf(publicKey: Uint8Array): Address {
  return getAddress(hexOf(addressBytesOf(publicKey)));
}
