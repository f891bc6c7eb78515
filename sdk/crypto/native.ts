import type { Engine } from "./engine.ts";
import { type NativeBinding, nativeBinding } from "./native-binding.ts";

/** Of the curve's group. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** libsecp256k1 as an engine; undefined where it does not load. */
export function loadNative(): Engine | undefined {
  const binding = nativeBinding();
  return binding === undefined ? undefined : engineOf(binding);
}

function engineOf({ publicKeyCreate, ecdsaSign, ecdsaRecover }: NativeBinding): Engine {
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
