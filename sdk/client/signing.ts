import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeFunctionData,
  type Hex,
  hashTypedData,
  isAddressEqual,
  type Transport,
  type TypedDataDefinition,
} from "viem";
import { call, signTypedData } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { checkMessage } from "../protocol/check-message.ts";
import { compactSignature, recoverSigner } from "../protocol/compact-signature.ts";
import type { JurorPoolDomain, QuittanceDomain } from "../protocol/domain.ts";
import { definitionOf } from "../protocol/hash-typed.ts";
import type { Messages, SignedType } from "../protocol/messages.ts";
import { typedDataTypes } from "../protocol/typed-data.ts";

/** An account that signs by itself: any viem local account, or a smart account. */
export interface SigningAccount {
  readonly address: Address;
  readonly source?: string;
  readonly signTypedData: (definition: never) => Promise<Hex>;
}

/** A client whose node or wallet signs for its account. */
export type SigningClient = Client<Transport, Chain | undefined, Account>;

/** Whoever signs. Its key stays in it. */
export type Signer = SigningAccount | SigningClient;

/** A viem client through which a contract wallet can be asked about a signature (ERC-1271). */
export type ReadingClient = Client<Transport, Chain | undefined, Account | undefined>;

const ERC1271_MAGIC = "0x1626ba7e";
/** What the contract allows a wallet (200,000), the call itself and its data on top. */
const ERC1271_CALL_GAS = 240_000n;
const erc1271Abi = [
  {
    type: "function",
    name: "isValidSignature",
    inputs: [
      { name: "hash", type: "bytes32" },
      { name: "signature", type: "bytes" },
    ],
    outputs: [{ type: "bytes4" }],
    stateMutability: "view",
  },
] as const;

/** The address a signer signs for; of an account that a principal opened, its own. */
export function signerAddress(signer: Pick<SigningAccount, "address"> | SigningClient): Address {
  return isClient(signer) ? signer.account.address : signer.address;
}

/** Signs typed data and gives ECDSA signatures in their 64-byte form. */
export async function signDefinition(signer: Signer, definition: TypedDataDefinition): Promise<Hex> {
  requireSigner(signer);
  if (!isClient(signer)) return compactIfOwn(signer, definition, await askAccount(signer, definition));
  try {
    const { account } = signer;
    const signature = await signTypedData(signer, { ...definition, account } as Parameters<
      typeof signTypedData
    >[1]);
    return await compactIfOwn({ address: account.address }, definition, signature);
  } catch (error) {
    throw decodeError(error);
  }
}

function askAccount(account: SigningAccount, definition: TypedDataDefinition): Promise<Hex> {
  return account.signTypedData(definition as never);
}

/** A contract wallet's signature may be 65 bytes, too: only one that recovers to the signer itself is shortened. */
async function compactIfOwn(
  signer: { readonly address: Address; readonly source?: string },
  definition: TypedDataDefinition,
  signature: Hex,
): Promise<Hex> {
  if (signer.source === "privateKey" || signer.source === "hd") return compactSignature(signature);
  const recovered = await recoverSigner(hashTypedData(definition), signature);
  return recovered !== undefined && isAddressEqual(recovered, signer.address)
    ? compactSignature(signature)
    : signature;
}

/**
 * Whether `signature` of `digest` is by `signer`, as the contract decides it: ECDSA first, then, when a `client` is given,
 * ERC-1271.
 */
export async function isSignedBy(input: {
  readonly signer: Address;
  readonly digest: Hex;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  const { signer, digest, signature, client } = input;
  const recovered = await recoverSigner(digest, signature);
  if (recovered !== undefined && isAddressEqual(recovered, signer)) return true;
  if (client === undefined) return false;
  const data = encodeFunctionData({
    abi: erc1271Abi,
    functionName: "isValidSignature",
    args: [digest, signature],
  });
  try {
    const { data: answer } = await call(client, { to: signer, data, gas: ERC1271_CALL_GAS });
    return answer !== undefined && answer.length >= 66 && answer.startsWith(ERC1271_MAGIC);
  } catch (error) {
    const decoded = decodeError(error);
    if (decoded.name === "NodeUnreachableError") throw decoded;
    return false;
  }
}

/** Signs a message of the table; refuses one that does not fit its type before the signer is asked. */
export async function signTyped<Type extends SignedType>(input: {
  readonly domain: QuittanceDomain | JurorPoolDomain;
  readonly type: Type;
  readonly message: Messages[Type];
  readonly account: Signer;
}): Promise<Hex> {
  checkMessage(input.type, typedDataTypes[input.type], input.message);
  return signDefinition(input.account, definitionOf(input.domain, input.type, input.message));
}

function isClient(signer: object): signer is SigningClient {
  return "transport" in signer && "request" in signer;
}

/** Refuses what cannot sign; it is never shown, as it could be a key. */
export function requireSigner(signer: Signer, field = "account"): void {
  const given: unknown = signer;
  const has = (property: string) =>
    typeof given === "object" && given !== null && Reflect.get(given, property) !== undefined;
  const usable = has("request") ? has("account") : has("signTypedData") && has("address");
  if (usable) return;
  throw new InvalidFieldError({
    field,
    value: given,
    secret: true,
    problem: "must be a viem account that signs, or a client that has one",
    remedy: "Pass an account object such as privateKeyToAccount makes, never a key or an address.",
  });
}

/** Refuses a signer that is not the one party whose signature is wanted. */
export function requireSelf(
  field: string,
  account: Parameters<typeof signerAddress>[0],
  wanted: Address,
  role: string,
): void {
  const given = signerAddress(account);
  if (given.toLowerCase() === wanted.toLowerCase()) return;
  throw new InvalidFieldError({
    field,
    value: given,
    problem: `must be ${role}, ${wanted}`,
    remedy: "Sign with that account, or correct the terms.",
  });
}
