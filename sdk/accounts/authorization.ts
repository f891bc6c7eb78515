import { type Address, type Hex, hashTypedData } from "viem";
import { requireAuthorizedSignerFunction } from "../abi/fragments/quittance.ts";
import { read } from "../client/read.ts";
import { isSignedBy } from "../client/signed-by.ts";
import { type ReadingClient, type Signer, signerAddress } from "../client/signer.ts";
import { signDefinition } from "../client/signing.ts";
import { BaseError } from "../errors/base.ts";
import { type Capability, encodeCapabilities } from "../protocol/capabilities.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { definitionOf, requireMessage } from "../protocol/hash-typed.ts";
import type { Messages, SignedType } from "../protocol/messages.ts";
import { type Actor, type AgentAccount, agentAccount, isAgentAccount } from "./agent.ts";
import { askAuthority, askUnfrozen } from "./ask-authority.ts";
import type { Spending } from "./commitment.ts";
import { encodeEnvelope, encodeKeySignature } from "./envelope.ts";
import {
  proofsOf,
  requireApprovable,
  requireBalance,
  requireKey,
  requirePolicyInForce,
  requireUnfrozen,
  requireWithin,
} from "./limits.ts";
import { requireApproval } from "./require-approval.ts";
import { type AccountState, readState } from "./state.ts";

/** Speaking for an account where that can cost it nothing. */
export interface SigningAuthorization {
  readonly kind: "sign";
  /** Any key will do when left out. */
  readonly capability?: Capability;
  /** True where a frozen account has no say: agreeing to a deal as its seller. */
  readonly unfrozen?: boolean;
}

/** Committing money. */
export interface CommitmentAuthorization extends Spending {
  readonly kind: "commit";
}

/** Giving money up that is already in a deal or a tab. */
export interface SettlementAuthorization {
  readonly kind: "settle";
  readonly givenUp: Spending;
  /** True where a frozen account has no say: agreeing to new terms as their seller. */
  readonly unfrozen?: boolean;
}

/** Errors that do not concern an envelope: the node did not answer. */
const UNANSWERED = new Set(["NodeUnreachableError", "RpcFailedError", "ContractMissingError"]);

/** What signing a message means for a managed account, and so which envelope it takes. */
export type RequiredAuthorization = SigningAuthorization | CommitmentAuthorization | SettlementAuthorization;

/** A message of the table, by a party. */
export interface AuthorizedMessage<Type extends SignedType> {
  readonly domain: QuittanceDomain;
  readonly type: Type;
  readonly message: Messages[Type];
  readonly account: Actor;
  readonly authorization: AuthorizationFor;
}

/** An authorization, or a function of the signer that returns it; needed only when the signer is a managed account. */
export type AuthorizationFor = RequiredAuthorization | ((account: Address) => RequiredAuthorization);

/**
 * A party's signature of a message: a wallet's own; for a managed account, the envelope that the authorization
 * takes, made by its key and, where its policy asks for it, by the controller.
 */
export async function signAuthorized<Type extends SignedType>(input: AuthorizedMessage<Type>): Promise<Hex> {
  const { type, message, account } = input;
  const domain = requireDomain("domain", input.domain);
  requireMessage(type, message);
  const typed = definitionOf(domain, type, message);
  if (!isAgentAccount(account)) return signDefinition(account, typed);
  return sealAuthorization({
    domain,
    account,
    authorization: authorizationFor(input.authorization, account.address),
    digest: hashTypedData(typed),
    sign: (key) => signDefinition(key, typed),
  });
}

function authorizationFor(authorization: AuthorizationFor, account: Address): RequiredAuthorization {
  return typeof authorization === "function" ? authorization(account) : authorization;
}

/** Makes the envelope of an authorization over any digest; `sign` is called last, when no other check can fail. */
export async function sealAuthorization(input: {
  readonly domain: QuittanceDomain;
  readonly account: AgentAccount;
  readonly authorization: RequiredAuthorization;
  readonly digest: Hex;
  readonly sign: (key: Signer) => Promise<Hex>;
}): Promise<Hex> {
  const { domain, authorization, digest, sign } = input;
  const account = agentAccount(input.account);
  const key = signerAddress(account.key, "account.key");
  const state = await stateOf(domain, account, key);
  if (authorization.kind === "sign") {
    requireKey(account, authorization.capability, state);
    if (authorization.unfrozen === true) requireUnfrozen(account, state);
    return encodeKeySignature({ key, signature: await sign(account.key) });
  }
  const { spending, proofs } = authorized(account, authorization, state);
  const approval = requireApprovable(account, spending.amount, state)
    ? await approvalOf(account, { domain, digest, spending, state })
    : "0x";
  const signature = await sign(account.key);
  const { principal, policy } = account;
  return encodeEnvelope({ key, principal, policy, proofs, signature, approval });
}

/** Checks a commitment or a settlement signature against all rules but the approval. */
function authorized(
  account: AgentAccount,
  authorization: CommitmentAuthorization | SettlementAuthorization,
  state: AccountState | undefined,
): { readonly spending: Spending; readonly proofs: readonly (readonly Hex[])[] } {
  if (authorization.kind === "commit") {
    const { kind: _, ...spending } = authorization;
    return { spending, proofs: requireCommitment(account, spending, state) };
  }
  requirePolicyInForce(account, state);
  requireKey(account, authorization.givenUp.capability, state);
  if (authorization.unfrozen === true) requireUnfrozen(account, state);
  return { spending: authorization.givenUp, proofs: [] };
}

/**
 * Holds a commitment against key and policy, in the contract's order; approval aside.
 *
 * @returns Proofs that payees and category are listed.
 */
export function requireCommitment(
  account: AgentAccount,
  spending: Spending,
  state: AccountState | undefined,
): readonly (readonly Hex[])[] {
  requirePolicyInForce(account, state);
  requireKey(account, spending.capability, state);
  requireUnfrozen(account, state);
  requireWithin(account, spending, state);
  const proofs = proofsOf(account, spending);
  requireBalance(account, spending.counted ?? spending.amount, state);
  return proofs;
}

async function stateOf(
  domain: QuittanceDomain,
  account: AgentAccount,
  key: Address,
): Promise<AccountState | undefined> {
  const { client, address, policy } = account;
  if (client === undefined) return undefined;
  const { treasury } = policy;
  return readState(client, { address: domain.verifyingContract, account: address, key, treasury });
}

async function approvalOf(
  { address, policy, approve, client }: AgentAccount,
  { domain, digest, spending, state }: ApprovedSpending,
): Promise<Hex> {
  const commitment = { account: address, digest, ...spending };
  const approval = await approve?.({ commitment, threshold: policy.approvalAbove });
  return requireApproval(approval, { domain, commitment, client }, state);
}

interface ApprovedSpending {
  readonly domain: QuittanceDomain;
  readonly digest: Hex;
  readonly spending: Spending;
  readonly state: AccountState | undefined;
}

/**
 * Whether `signature` of `digest` is `signer`'s, as the contract would decide it now: a wallet's own, or the envelope of an
 * managed account, for which the chain is asked.
 */
export async function isAuthorizedBy(input: {
  readonly domain: QuittanceDomain;
  readonly digest: Hex;
  readonly signer: Address;
  readonly signature: Hex;
  readonly client?: ReadingClient;
  readonly authorization: AuthorizationFor;
}): Promise<boolean> {
  const { domain, client, signer, digest, signature } = input;
  if (await isSignedBy(input)) return true;
  if (client === undefined) return false;
  try {
    const authorization = authorizationFor(input.authorization, signer);
    await requireAuthorization(client, domain, {
      account: signer,
      digest,
      envelope: signature,
      authorization,
    });
    return true;
  } catch (error) {
    if (error instanceof BaseError && !UNANSWERED.has(error.name)) return false;
    throw error;
  }
}

/** Asks the contract whether an envelope would do; throws its reason when not. */
async function requireAuthorization(
  client: ReadingClient,
  domain: QuittanceDomain,
  asked: {
    readonly account: Address;
    readonly digest: Hex;
    readonly envelope: Hex;
    readonly authorization: RequiredAuthorization;
  },
): Promise<void> {
  const { account, digest, envelope, authorization } = asked;
  const address = domain.verifyingContract;
  if (authorization.kind === "sign") {
    const capability = bitsOf(authorization.capability);
    await read(client, address, requireAuthorizedSignerFunction, [account, digest, capability, envelope]);
  } else {
    const spending = authorization.kind === "commit" ? authorization : authorization.givenUp;
    await askAuthority(client, { address, commitment: { account, digest, ...spending }, envelope });
  }
  if (authorization.kind !== "commit" && authorization.unfrozen === true) {
    await askUnfrozen(client, address, account);
  }
}

function bitsOf(capability: Capability | undefined): bigint {
  return capability === undefined ? 0n : BigInt(encodeCapabilities([capability]));
}
