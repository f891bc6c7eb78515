import {
  type Account,
  type Address,
  type Chain,
  type Client,
  type Hex,
  isAddress,
  type Transport,
} from "viem";
import { InvalidFieldError } from "../errors/field.ts";

// Every account and every client that this package is given is taken in here. Nothing that is refused is ever shown: where an
// account belongs, people pass private keys.

/** An account that signs by itself: any viem local account, or a smart account. */
export interface SigningAccount {
  readonly address: Address;
  readonly source?: string;
  /** A smart account's own, which knows whether the account is deployed. */
  readonly client?: unknown;
  readonly signTypedData: (definition: never) => Promise<Hex>;
}

/** A client whose node or wallet signs for its account. */
export type SigningClient = Client<Transport, Chain | undefined, Account>;

/** An account that signs. Its key stays inside it. */
export type Signer = SigningAccount | SigningClient;

/** A viem client through which a contract wallet can be asked about a signature (ERC-1271). */
export type ReadingClient = Client<Transport, Chain | undefined, Account | undefined>;

const FROM_A_KEY =
  "From a private key, privateKeyToAccount(key) of viem/accounts makes one: pass that, never the key itself.";

/**
 * The address a signer signs for; of a managed account, its own.
 *
 * @throws InvalidFieldError when it is neither an account nor a client that has one.
 */
export function signerAddress(
  signer: Pick<SigningAccount, "address"> | SigningClient,
  field = "account",
): Address {
  const address = addressIn(accountOf(signer));
  return address ?? refuseSigner(field);
}

/** Refuses what cannot sign. */
export function requireSigner(signer: Signer, field = "account"): void {
  const signs = isClient(signer) || isFunction(propertyOf(signer, "signTypedData"));
  if (!signs || addressIn(accountOf(signer)) === undefined) refuseSigner(field);
}

/** Refuses what no transaction can be sent from: an account, or the address of one that the node signs for. */
export function requireSender(sender: Account | Address, field = "account"): void {
  if (isAccountAddress(sender) || addressIn(sender) !== undefined) return;
  refuse(field, "must be a viem account, or the address of one that the node signs for", FROM_A_KEY);
}

/** Refuses what is no viem client, and a client whose account is none. */
export function requireClient(client: ReadingClient, field = "client"): void {
  if (!isClient(client)) {
    const remedy =
      "Pass what createPublicClient or createWalletClient of viem made. An account goes elsewhere: privateKeyToAccount(key), never a key itself.";
    refuse(field, "must be a viem client", remedy);
  }
  const account: unknown = propertyOf(client, "account");
  if (account === undefined || addressIn(account) !== undefined) return;
  refuse(`${field}.account`, "must be a viem account", FROM_A_KEY);
}

/** Whether something has the address of an account. */
export function isAccount(given: unknown): boolean {
  return addressIn(given) !== undefined;
}

/** Whether a signer is a client, which asks its node or wallet to sign. */
export function isClient(signer: unknown): signer is SigningClient {
  return isFunction(propertyOf(signer, "request"));
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

function accountOf(signer: unknown): unknown {
  return isClient(signer) ? signer.account : signer;
}

/** The address of an account; undefined when it has none, or something else in its place. */
function addressIn(account: unknown): Address | undefined {
  const address = propertyOf(account, "address");
  return isAccountAddress(address) ? address : undefined;
}

function isAccountAddress(value: unknown): value is Address {
  return typeof value === "string" && isAddress(value, { strict: false });
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function refuseSigner(field: string): never {
  return refuse(field, "must be a viem account that signs, or a client that has one", FROM_A_KEY);
}

/** The value stays here: it could be a key. */
function refuse(field: string, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field, value: undefined, secret: true, problem, remedy });
}
