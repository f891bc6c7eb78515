import { domainSeparator, type Hex, keccak256 } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { bytesOf } from "./bytes.ts";

const WORD = 32;

/** EIP-712 digests of structs whose members are words, all under one domain and type. */
export interface DigestMaker {
  /** A struct of this type: its type's hash, then its members, to be filled in. */
  readonly struct: () => Uint8Array;
  /** The digest of a struct. */
  readonly digestOf: (struct: Uint8Array) => Uint8Array;
}

/** What can be worked out before a message is known: the domain's separator, and the hash of the type `encoded`. */
export function digestMaker(domain: QuittanceDomain, encoded: string, members: number): DigestMaker {
  const type = keccak256(new TextEncoder().encode(encoded), "bytes");
  const message = new Uint8Array(2 + 2 * WORD);
  message.set([0x19, 0x01]);
  message.set(requireBytes("domain", domainSeparator({ domain: requireDomain("domain", domain) })), 2);
  return {
    struct: () => {
      const struct = new Uint8Array((1 + members) * WORD);
      struct.set(type);
      return struct;
    },
    digestOf: (struct) => {
      message.set(keccak256(struct, "bytes"), 2 + WORD);
      return keccak256(message, "bytes");
    },
  };
}

/** 32 bytes of hex, or a refusal. */
export function requireBytes(field: string, hex: Hex): Uint8Array {
  const bytes = bytesOf(hex);
  if (bytes?.length === WORD) return bytes;
  throw new InvalidFieldError({
    field,
    value: hex,
    hash: true,
    problem: "must be 32 bytes in hex",
    remedy: "Give 0x and 64 hex digits, such as a keccak256 hash.",
  });
}
