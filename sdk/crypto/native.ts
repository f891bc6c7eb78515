import type { Engine } from "./engine.ts";

/** Of the curve's group. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** What is used of the package `secp256k1`, which brings no types. */
interface Binding {
  readonly publicKeyCreate: (privateKey: Uint8Array, compressed: boolean) => Uint8Array;
  readonly ecdsaSign: (
    digest: Uint8Array,
    privateKey: Uint8Array,
  ) => { readonly signature: Uint8Array; readonly recid: number };
  readonly ecdsaRecover: (
    signature: Uint8Array,
    recid: number,
    digest: Uint8Array,
    compressed: boolean,
  ) => Uint8Array;
}

/**
 * Loads libsecp256k1 as the package `secp256k1` binds it; undefined where its binary does not load, as in a browser. It does
 * not take the package's own fallback. It asks Node for its loader at run time, because an import of the loader would keep
 * this module out of browsers. Node before 20.16 and 22.3 has no such question and signs in JavaScript.
 */
export function loadNative(): Engine | undefined {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    const binding: Binding = createRequire(import.meta.url)("secp256k1/bindings.js");
    return engineOf(binding);
  } catch {
    return undefined;
  }
}

function engineOf({ publicKeyCreate, ecdsaSign, ecdsaRecover }: Binding): Engine {
  return {
    name: "native",
    publicKey: (privateKey) => {
      try {
        return publicKeyCreate(privateKey, false);
      } catch {
        return undefined;
      }
    },
    sign: (digest, privateKey) => {
      const { signature, recid } = ecdsaSign(reduced(digest), privateKey);
      return { signature, yParity: recid === 0 ? 0 : 1 };
    },
    recover: (digest, signature, yParity) => {
      try {
        return ecdsaRecover(signature, yParity, digest, false);
      } catch {
        return undefined;
      }
    },
  };
}

const ONES_OF_ORDER = 15;

/** RFC 6979 takes the digest modulo the curve's order for its nonce; the library leaves that to its caller. */
function reduced(digest: Uint8Array): Uint8Array {
  // The order begins with 15 bytes of ones, and so does every digest that is not below it.
  for (let at = 0; at < ONES_OF_ORDER; at++) if (digest[at] !== 0xff) return digest;
  let value = 0n;
  for (const byte of digest) value = (value << 8n) | BigInt(byte);
  if (value < ORDER) return digest;
  value -= ORDER;
  const bytes = new Uint8Array(digest.length);
  for (let at = bytes.length - 1; at >= 0; at--, value >>= 8n) bytes[at] = Number(value & 0xffn);
  return bytes;
}
