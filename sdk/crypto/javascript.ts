import { createRequire } from "node:module";
import type { Engine } from "./engine.ts";

/** What is used of `@noble/curves`, which does the curve for viem. */
interface Curve {
  readonly getPublicKey: (privateKey: Uint8Array, compressed: boolean) => Uint8Array;
  readonly sign: (
    digest: Uint8Array,
    privateKey: Uint8Array,
    options: { readonly lowS: true },
  ) => { readonly recovery: number; readonly toCompactRawBytes: () => Uint8Array };
  readonly Signature: {
    readonly fromCompact: (signature: Uint8Array) => {
      readonly addRecoveryBit: (recovery: number) => {
        readonly recoverPublicKey: (digest: Uint8Array) => {
          readonly toRawBytes: (compressed: boolean) => Uint8Array;
        };
      };
    };
  };
}

/** The curve in plain JavaScript, by the very copy of the library that viem brings. */
export function loadJavascript(): Engine {
  const viem = createRequire(import.meta.url).resolve("viem");
  const { secp256k1 }: { readonly secp256k1: Curve } = createRequire(viem)("@noble/curves/secp256k1");
  const { getPublicKey, sign, Signature } = secp256k1;
  return {
    name: "javascript",
    publicKey: (privateKey) => {
      try {
        return getPublicKey(privateKey, false);
      } catch {
        return undefined;
      }
    },
    sign: (digest, privateKey) => {
      const made = sign(digest, privateKey, { lowS: true });
      return { signature: made.toCompactRawBytes(), yParity: made.recovery === 0 ? 0 : 1 };
    },
    recover: (digest, signature, yParity) => {
      try {
        return Signature.fromCompact(signature)
          .addRecoveryBit(yParity)
          .recoverPublicKey(digest)
          .toRawBytes(false);
      } catch {
        return undefined;
      }
    },
  };
}
