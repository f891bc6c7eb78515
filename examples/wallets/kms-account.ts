import {
  bytesToBigInt,
  bytesToHex,
  type Hex,
  hashMessage,
  hashTypedData,
  hexToBytes,
  keccak256,
  type LocalAccount,
  numberToHex,
  recoverAddress,
  serializeTransaction,
} from "viem";
import { publicKeyToAddress, toAccount } from "viem/accounts";

/** What a key management service offers: a public key as SubjectPublicKeyInfo, and ECDSA signatures of a digest; both in DER. */
export interface Kms {
  readonly getPublicKey: () => Promise<Uint8Array>;
  readonly sign: (digest: Uint8Array) => Promise<Uint8Array>;
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const POINT_BYTES = 65;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** A viem account whose key is in a service, and stays there. */
export async function kmsAccount(kms: Kms): Promise<LocalAccount> {
  const key = await kms.getPublicKey();
  const address = publicKeyToAddress(bytesToHex(key.slice(-POINT_BYTES)));
  const partsOf = async (hash: Hex) => {
    const { r, s } = integersOf(await kms.sign(hexToBytes(hash)));
    // Both s and its negative are right; contracts take the low one.
    const low = s > ORDER / 2n ? ORDER - s : s;
    const parts = { r: numberToHex(r, { size: 32 }), s: numberToHex(low, { size: 32 }) };
    for (const yParity of [0, 1]) {
      const signer = await recoverAddress({ hash, signature: { ...parts, yParity } });
      if (signer === address) return { ...parts, yParity };
    }
    throw new Error("The service signed something else, or with another key.");
  };
  const signHash = async (hash: Hex): Promise<Hex> => {
    const { r, s, yParity } = await partsOf(hash);
    return `${r}${s.slice(2)}${yParity === 0 ? "1b" : "1c"}`;
  };
  return toAccount({
    address,
    sign: ({ hash }) => signHash(hash),
    signMessage: ({ message }) => signHash(hashMessage(message)),
    signTypedData: (definition) => signHash(hashTypedData(definition as never)),
    signTransaction: async (transaction, { serializer = serializeTransaction } = {}) =>
      serializer(transaction as never, await partsOf(keccak256(await serializer(transaction as never)))),
  }) as LocalAccount;
}

/** r and s of a sequence of two integers. */
function integersOf(der: Uint8Array): { readonly r: bigint; readonly s: bigint } {
  const integerAt = (at: number) => {
    const end = at + 2 + (der[at + 1] ?? 0);
    if (der[at] !== INTEGER || end > der.length) throw new Error("The service gave no signature in DER.");
    return { value: bytesToBigInt(der.slice(at + 2, end)), end };
  };
  if (der[0] !== SEQUENCE) throw new Error("The service gave no signature in DER.");
  const r = integerAt(2);
  return { r: r.value, s: integerAt(r.end).value };
}
