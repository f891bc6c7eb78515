import { bytesToHex, concatBytes, type Hex, hexToBytes, numberToBytes } from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";
import type { Kms } from "./kms-account.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** How SubjectPublicKeyInfo of secp256k1 begins. */
const ALGORITHM = "0x3056301006072a8648ce3d020106052b8104000a034200";

/** Stands for a service. It always gives the high s, which a real one does half of the time. */
export function localKms(key: Hex): Kms {
  return {
    getPublicKey: async () =>
      concatBytes([hexToBytes(ALGORITHM), hexToBytes(privateKeyToAccount(key).publicKey)]),
    sign: async (digest) => {
      const { r, s } = await sign({ hash: bytesToHex(digest), privateKey: key });
      const body = concatBytes([integer(BigInt(r)), integer(ORDER - BigInt(s))]);
      return concatBytes([new Uint8Array([0x30, body.length]), body]);
    },
  };
}

/** An integer in DER: a zero in front of one whose first bit is set, as it would be negative. */
function integer(value: bigint): Uint8Array {
  const bytes = numberToBytes(value);
  const isNegative = (bytes[0] ?? 0) >= 0x80;
  const whole = isNegative ? concatBytes([new Uint8Array(1), bytes]) : bytes;
  return concatBytes([new Uint8Array([0x02, whole.length]), whole]);
}
