import { type Address, encodeFunctionData, type Hex, hashTypedData, type TypedDataDefinition } from "viem";
import { call, signTypedData } from "viem/actions";
import { decodeError, decodeSignerError } from "../errors/decode.ts";
import { NodeUnreachableError, RpcFailedError } from "../errors/transport.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import { compactSignature, recoverSigner, wholeSignature } from "../protocol/compact-signature.ts";
import { type JurorPoolDomain, type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { definitionOf, requireMessage } from "../protocol/hash-typed.ts";
import type { Messages, SignedType } from "../protocol/messages.ts";
import {
  isClient,
  type ReadingClient,
  requireClient,
  requireSigner,
  type Signer,
  type SigningAccount,
} from "./signer.ts";

/** The whole word that the contract compares. */
const ERC1271_MAGIC = "0x1626ba7e00000000000000000000000000000000000000000000000000000000";
/** What the contract allows a wallet (200,000), the call itself and its data on top. */
const ERC1271_CALL_GAS = 240_000n;
/** As nodes put it that the wallet's code ran and failed. Of what they say besides, nothing follows about the signature. */
const ENDED = /revert|out of gas|opcode|invalid jump|stack|VM Exception/i;
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

/**
 * Signs typed data and gives ECDSA signatures in their 64-byte form.
 *
 * @throws InvalidFieldError when the signer cannot sign; SignerFailedError, NodeUnreachableError, RequestRejectedError or
 * RpcFailedError when it did not.
 */
export async function signDefinition(signer: Signer, definition: TypedDataDefinition): Promise<Hex> {
  return signInForm(signer, definition, compactSignature);
}

/**
 * Signs typed data for a contract that is not this project's, and gives ECDSA signatures in their 65-byte form, the one
 * that every such contract takes.
 *
 * @throws As `signDefinition`.
 */
export async function signWhole(signer: Signer, definition: TypedDataDefinition): Promise<Hex> {
  return signInForm(signer, definition, wholeSignature);
}

async function signInForm(
  signer: Signer,
  definition: TypedDataDefinition,
  form: (signature: Hex) => Hex,
): Promise<Hex> {
  requireSigner(signer);
  if (!isClient(signer)) return formIfOwn(signer, definition, await askAccount(signer, definition), form);
  try {
    const { account } = signer;
    const signature = await signTypedData(signer, { ...definition, account } as Parameters<
      typeof signTypedData
    >[1]);
    return await formIfOwn({ address: account.address }, definition, signature, form);
  } catch (error) {
    throw decodeError(error);
  }
}

async function askAccount(account: SigningAccount, definition: TypedDataDefinition): Promise<Hex> {
  try {
    return await account.signTypedData(definition as never);
  } catch (error) {
    throw decodeSignerError(error);
  }
}

/**
 * A contract wallet's signature may be 64 or 65 bytes, too: only one that recovers to the signer itself is rewritten. It
 * is recovered from the form it is rewritten in, as a wallet may give a v of 0 or 1, which the contract would refuse.
 */
async function formIfOwn(
  signer: { readonly address: Address; readonly source?: string },
  definition: TypedDataDefinition,
  signature: Hex,
  form: (signature: Hex) => Hex,
): Promise<Hex> {
  const rewritten = form(signature);
  if (signer.source === "privateKey" || signer.source === "hd") return rewritten;
  const recovered = await recoverSigner(hashTypedData(definition), rewritten);
  return recovered !== undefined && isSameAddress(recovered, signer.address) ? rewritten : signature;
}

/**
 * Whether `signature` of `digest` is by `signer`, as the contract decides it: ECDSA first, then, when a `client` is given,
 * ERC-1271.
 *
 * @throws RpcFailedError, NodeUnreachableError when the node does not say what the wallet answers.
 */
export async function isSignedBy(input: {
  readonly signer: Address;
  readonly digest: Hex;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  const { signer, digest, signature, client } = input;
  requireAddress("signer", signer);
  if (client !== undefined) requireClient(client);
  const recovered = await recoverSigner(digest, signature);
  if (recovered !== undefined && isSameAddress(recovered, signer)) return true;
  if (client === undefined) return false;
  const data = encodeFunctionData({
    abi: erc1271Abi,
    functionName: "isValidSignature",
    args: [digest, signature],
  });
  try {
    const { data: answer } = await call(client, { to: signer, data, gas: ERC1271_CALL_GAS });
    return answer?.startsWith(ERC1271_MAGIC) === true;
  } catch (error) {
    const said = decodeError(error);
    const isNodes = said instanceof NodeUnreachableError || said instanceof RpcFailedError;
    if (isNodes && !ENDED.test(said.details ?? "")) throw said;
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
  const domain = requireDomain("domain", input.domain);
  requireMessage(input.type, input.message);
  return signDefinition(input.account, definitionOf(domain, input.type, input.message));
}
