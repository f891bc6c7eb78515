import { type Address, type Hex, hashTypedData, type TypedDataDefinition } from "viem";
import { signTypedData } from "viem/actions";
import { decodeError, decodeSignerError } from "../errors/decode.ts";
import { isSameAddress } from "../protocol/address.ts";
import { compactSignature, wholeSignature } from "../protocol/compact-signature.ts";
import { type JurorPoolDomain, type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { definitionOf, requireMessage } from "../protocol/hash-typed.ts";
import type { Messages, SignedType } from "../protocol/messages.ts";
import { unwrapSignature } from "../protocol/wrapped-signature.ts";
import { recoverSigner } from "./recover-signer.ts";
import { requireContract, requireDeployed } from "./signed-by.ts";
import { isClient, type ReadingClient, requireSigner, type Signer, type SigningAccount } from "./signer.ts";

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
  if (!isClient(signer)) {
    const made = await askAccount(signer, definition);
    const client = isClient(signer.client) ? signer.client : undefined;
    const signature = await unwrapOwn(signer.address, made, client);
    return formIfOwn({ signer, client }, definition, signature, form);
  }
  try {
    const { account } = signer;
    const made = await signTypedData(signer, { ...definition, account } as Parameters<
      typeof signTypedData
    >[1]);
    const signature = await unwrapOwn(account.address, made, signer);
    const own = { signer: { address: account.address }, client: signer };
    return await formIfOwn(own, definition, signature, form);
  } catch (error) {
    throw decodeError(error);
  }
}

/** Wallets wrap what they sign by ERC-6492, some of them even when they are deployed; the contract takes it unwrapped. */
async function unwrapOwn(wallet: Address, made: Hex, client: ReadingClient | undefined): Promise<Hex> {
  const { signature, deployment } = unwrapSignature(made);
  if (deployment !== undefined && client !== undefined) await requireDeployed(client, wallet, deployment);
  return signature;
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
 *
 * @throws SignedOtherwiseError when it is not the signer's, and a client can see that no contract answers for the signer.
 */
async function formIfOwn(
  {
    signer,
    client,
  }: {
    readonly signer: { readonly address: Address; readonly source?: string };
    readonly client: ReadingClient | undefined;
  },
  definition: TypedDataDefinition,
  signature: Hex,
  form: (signature: Hex) => Hex,
): Promise<Hex> {
  const rewritten = form(signature);
  if (signer.source === "privateKey" || signer.source === "hd") return rewritten;
  const recovered = await recoverSigner(hashTypedData(definition), rewritten);
  if (recovered !== undefined && isSameAddress(recovered, signer.address)) return rewritten;
  if (client !== undefined) await requireContract(client, signer.address);
  return signature;
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
