import { secp256k1 } from "@noble/curves/secp256k1";
import type { Engine } from "./engine.ts";

/** The curve in plain JavaScript, by the library that viem uses, in the version that viem brings. */
export function loadJavascript(): Engine {
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
