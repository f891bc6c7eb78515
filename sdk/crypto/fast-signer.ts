import {
  compactSignatureToSignature,
  type Hex,
  hashMessage,
  hashTypedData,
  keccak256,
  type LocalAccount,
  parseCompactSignature,
  type Signature,
  serializeSignature,
  serializeTransaction,
} from "viem";
import { toAccount } from "viem/accounts";
import { InvalidFieldError } from "../errors/field.ts";
import { addressOf } from "./address.ts";
import { bytesOf, hexOf } from "./bytes.ts";
import type { EngineName } from "./engine.ts";
import { engineOrFastest } from "./load.ts";
import { compactOf } from "./signature.ts";

/**
 * A private key held in memory, which signs by native code where that loads: wherever this package or viem takes an account,
 * and, digest by digest, for vouchers at machine speed.
 */
export interface FastSigner extends LocalAccount<"privateKey"> {
  readonly engine: EngineName;
  /** Signs a 32-byte digest at once: 64 bytes, the compact form of EIP-2098. */
  readonly signDigest: (digest: Uint8Array) => Uint8Array;
}

/**
 * A viem account from a private key. Its signatures are, to the last bit, those of viem's `privateKeyToAccount`.
 *
 * @param privateKey 32 bytes; the account hides it from code that prints the account.
 * @param options.engine What signs: `native` is libsecp256k1 by the package `secp256k1`, `javascript` what viem uses. The
 * first that loads when left out.
 * @throws InvalidFieldError when it is no private key, or the engine does not load here.
 * @example
 * import { fastSigner } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const key = generatePrivateKey();
 * const signature = await fastSigner(key).signMessage({ message: "hello" });
 * console.log(signature === (await privateKeyToAccount(key).signMessage({ message: "hello" }))); // true
 */
export function fastSigner(privateKey: Hex, options: { readonly engine?: EngineName } = {}): FastSigner {
  const engine = engineOrFastest(options.engine);
  const secret = bytesOf(privateKey);
  const publicKey = secret?.length === 32 ? engine.publicKey(secret) : undefined;
  if (secret === undefined || publicKey === undefined) {
    throw new InvalidFieldError({
      field: "privateKey",
      value: privateKey,
      secret: true,
      problem: "must be a private key",
      remedy: "Give 0x and 64 hex digits, such as generatePrivateKey makes.",
    });
  }
  const signDigest = (digest: Uint8Array) => compactOf(engine.sign(digest, secret));
  const sign = (hash: Hex): Signature => {
    const digest = bytesOf(hash);
    if (digest?.length === 32) {
      const signature = compactSignatureToSignature(parseCompactSignature(hexOf(signDigest(digest))));
      return { ...signature, v: signature.yParity === 0 ? 27n : 28n };
    }
    throw new InvalidFieldError({
      field: "hash",
      value: hash,
      hash: true,
      problem: "must be 32 bytes",
      remedy: "Give 0x and 64 hex digits, such as a keccak256 hash.",
    });
  };
  const account = toAccount({
    address: addressOf(publicKey),
    sign: async ({ hash }) => serializeSignature(sign(hash)),
    signMessage: async ({ message }) => serializeSignature(sign(hashMessage(message))),
    signTransaction: async (transaction, { serializer = serializeTransaction } = {}) => {
      // The payload of a blob transaction is signed without its blobs.
      const payload = transaction.type === "eip4844" ? { ...transaction, sidecars: false } : transaction;
      return serializer(transaction, sign(keccak256(await serializer(payload as never))));
    },
    signTypedData: async (definition) => serializeSignature(sign(hashTypedData(definition as never))),
  });
  const added = {
    source: "privateKey",
    publicKey: hexOf(publicKey),
    engine: engine.name,
    signDigest,
  } as const;
  return { ...account, ...added };
}
