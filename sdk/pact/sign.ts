import { type Address, type Hex, hashTypedData, type TypedDataDefinition, zeroHash } from "viem";
import { isSignedBy } from "../client/signed-by.ts";
import { type ReadingClient, type Signer, signerAddress } from "../client/signer.ts";
import { signDefinition } from "../client/signing.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { isSameAddress } from "../protocol/address.ts";
import { hashPact } from "./hash.ts";
import { checkPact } from "./read.ts";
import type { Pact } from "./types.ts";

/** A pact with its author's signature. */
export interface SignedPact {
  readonly pact: Pact;
  readonly signature: Hex;
}

/** A pact is bound to no chain: its author answers for the text, wherever terms name it. */
const DOMAIN = { name: "Quittance Pact", version: "1" } as const;

/** What a person judges, by name, and the hash of the whole. */
const TYPES = {
  Pact: [
    { name: "name", type: "string" },
    { name: "version", type: "string" },
    { name: "kind", type: "string" },
    { name: "author", type: "address" },
    { name: "supersedes", type: "bytes32" },
    { name: "instruction", type: "string" },
    { name: "clauses", type: "string[]" },
    { name: "passingScore", type: "uint16" },
    { name: "payoutStep", type: "uint16" },
    { name: "hash", type: "bytes32" },
  ],
} as const;

/**
 * The typed data that a pact's author signs (EIP-712): what a person judges by name, and the hash of the whole. `supersedes` is
 * zero for a first version, and `clauses` are the descriptions.
 *
 * @throws InvalidFieldError as `checkPact` does.
 * @example
 * import { pactTypedData } from "quittance";
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * console.log(pactTypedData(assetDeliveryExample().pact).domain); // { name: "Quittance Pact", version: "1" }
 */
export function pactTypedData(pact: Pact): TypedDataDefinition {
  const { name, version, kind, author, supersedes = zeroHash, task, clauses, payout } = checkPact(pact);
  const message = {
    name,
    version,
    kind,
    author,
    supersedes,
    instruction: task.instruction,
    clauses: clauses.map(({ description }) => description),
    passingScore: payout.passingScore,
    payoutStep: payout.payoutStep,
    hash: hashPact(pact),
  };
  return { domain: DOMAIN, types: TYPES, primaryType: "Pact", message };
}

/**
 * Signs a pact as its author.
 *
 * @param input.account The author: a local account, or a client with an account.
 * @throws InvalidFieldError when the pact is none, or names another author; as the account fails to sign.
 * @example
 * import { signPact, verifyPact } from "quittance";
 * import { assetDeliveryExample } from "quittance/pact/library";
 * import { privateKeyToAccount, generatePrivateKey } from "viem/accounts";
 *
 * const account = privateKeyToAccount(generatePrivateKey());
 * const pact = { ...assetDeliveryExample().pact, author: account.address };
 * const signed = await signPact({ pact, account });
 * console.log(await verifyPact(signed)); // true
 */
export async function signPact(input: {
  readonly pact: Pact;
  readonly account: Signer;
}): Promise<SignedPact> {
  requireOptions(input, "pact account");
  const pact = checkPact(input.pact);
  requireAuthor(pact, signerAddress(input.account));
  return { pact, signature: await signDefinition(input.account, pactTypedData(pact)) };
}

/**
 * Whether a pact is signed by the author that it names.
 *
 * @param input.client Asks a contract wallet (ERC-1271). Without it only signatures of plain keys count.
 * @throws InvalidFieldError when the pact is none; RpcFailedError and NodeUnreachableError when a wallet cannot be asked.
 * @example
 * import { signPact, verifyPact } from "quittance";
 * import { assetDeliveryExample } from "quittance/pact/library";
 * import { privateKeyToAccount, generatePrivateKey } from "viem/accounts";
 *
 * const account = privateKeyToAccount(generatePrivateKey());
 * const { pact, signature } = await signPact({
 *   pact: { ...assetDeliveryExample().pact, author: account.address },
 *   account,
 * });
 * console.log(await verifyPact({ pact: { ...pact, version: "9.0.0" }, signature })); // false
 */
export async function verifyPact(input: SignedPact & { readonly client?: ReadingClient }): Promise<boolean> {
  requireOptions(input, "pact signature client");
  const { signature, client } = input;
  const pact = checkPact(input.pact);
  const digest = hashTypedData(pactTypedData(pact));
  return isSignedBy({ signer: pact.author, digest, signature, ...(client === undefined ? {} : { client }) });
}

function requireAuthor({ author }: Pact, signer: Address): void {
  if (isSameAddress(author, signer)) return;
  throw new InvalidFieldError({
    field: "pact.author",
    value: author,
    problem: `must be the account that signs, which is ${signer}`,
    remedy: "Sign with the author's account, or name the signer as the author of a pact of its own.",
  });
}
