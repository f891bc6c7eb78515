import type { Address, Hex } from "viem";
import { SIGNING, VERIFYING } from "../client/signatures.ts";
import { type ReadingClient, signerAddress } from "../client/signer.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { isSameAddress } from "../protocol/address.ts";
import { bounds } from "../protocol/bounds.ts";
import { dealIdOf, requireTermsFields } from "../protocol/deal-id.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { hashOf, hashTyped, messageIn, requireFields, subjectOf } from "../protocol/hash-typed.ts";
import type { Messages, SignedType } from "../protocol/messages.ts";
import type { Purpose } from "../protocol/purposes.ts";
import type { OfTerms } from "../protocol/settlement-messages.ts";
import type { Terms } from "../protocol/terms.ts";
import type { Actor } from "./agent.ts";
import {
  type CommitmentAuthorization,
  isAuthorizedBy,
  type RequiredAuthorization,
  type SettlementAuthorization,
  type SigningAuthorization,
  signAuthorized,
} from "./authorization.ts";
import { spendingOfBond, spendingOfSettlement } from "./commitment.ts";

/** What a party, not a juror, signs under the contract's domain about a deal. */
type PartyType = Exclude<SignedType, "SeatKey">;

type Hashing<Type extends PartyType> = { readonly domain: QuittanceDomain } & Messages[Type];

/** Who must have signed what, and who may be asked. */
interface Signed {
  /** Who must have signed. */
  readonly signer: Address;
  readonly signature: Hex;
  /**
   * Asks a contract wallet (ERC-1271), or the contract about the envelope of a managed account; without
   * it only ECDSA counts.
   */
  readonly client?: ReadingClient;
}

/** Beside a bond: the deal's terms, which say how much. */
export interface AboutTerms {
  /** The deal's; needed of a managed account: they say how much is committed, and to whom it may go. */
  readonly terms?: Terms | undefined;
}

/** Hash, sign and verify of what a party signs; a managed account signs by one of its keys. */
export interface AuthorizationKind<Type extends PartyType, Beside = unknown> {
  readonly hash: (input: Hashing<Type>) => Hex;
  readonly sign: (input: Hashing<Type> & Beside & { readonly account: Actor }) => Promise<Hex>;
  readonly verify: (input: Hashing<Type> & Beside & Signed) => Promise<boolean>;
}

/** The three functions of a type that parties sign. */
export function authorizationKind<const Type extends PartyType, Beside>(
  type: Type,
  authorizationFor: (input: Hashing<Type> & Beside, account: Address) => RequiredAuthorization,
  beside = "",
): AuthorizationKind<Type, Beside> {
  return {
    hash: (input) => {
      requireFields(type, input, beside);
      return hashOf(type, input);
    },
    sign: async (input) => {
      requireFields(type, input, `${SIGNING} ${beside}`);
      requireTermsBeside(input);
      const { domain, account } = input;
      const authorization = (signer: Address) => authorizationFor(input, signer);
      return signAuthorized({ domain, type, message: messageIn(type, input), account, authorization });
    },
    verify: async (input) => {
      requireFields(type, input, `${VERIFYING} ${beside}`);
      requireTermsBeside(input);
      const authorization = (account: Address) => authorizationFor(input, account);
      return verifySigned(input, { domain: input.domain, digest: hashOf(type, input), authorization });
    },
  };
}

function requireTermsBeside(input: object): void {
  const { terms }: AboutTerms = input;
  if (terms !== undefined) requireTermsFields(terms);
}

function verifySigned(
  { signer, signature, client }: Signed,
  signed: Pick<Parameters<typeof isAuthorizedBy>[0], "domain" | "digest" | "authorization">,
): Promise<boolean> {
  return isAuthorizedBy({ ...signed, signer, signature, ...(client === undefined ? {} : { client }) });
}

/** For what costs the account nothing: its word, by a key with the capability, or by any. */
export function signingAuthorization(
  capability?: SigningAuthorization["capability"],
): () => SigningAuthorization {
  return () => ({ kind: "sign", ...(capability === undefined ? {} : { capability }) });
}

/** What a party gives up by a settlement signature, which is about a part of what the terms say. */
export function settlementAuthorization(
  purpose: Purpose,
  terms: Terms,
  givenUp: { readonly amount: bigint; readonly byBuyer: boolean },
): SettlementAuthorization {
  return { kind: "settle", givenUp: spendingOfSettlement(purpose, terms, givenUp) };
}

/** What a party gives up by agreeing to a split: what the other side gets. */
export function splitAuthorization(
  { toSeller, toBuyer }: Pick<Messages["Agreement"], "toSeller" | "toBuyer">,
  terms: Terms,
  account: Address,
): SettlementAuthorization {
  const byBuyer = isBuyer(terms, account);
  return settlementAuthorization("agree on a split", terms, {
    amount: byBuyer ? toSeller : toBuyer,
    byBuyer,
  });
}

/** What a party gives up by ending a deal: the seller what is left, the buyer nothing. */
export function endAuthorization(
  { remainder }: Pick<Messages["Cancellation"], "remainder">,
  terms: Terms,
  account: Address,
): SettlementAuthorization {
  const byBuyer = isBuyer(terms, account);
  return settlementAuthorization("cancel a deal", terms, { amount: byBuyer ? 0n : remainder, byBuyer });
}

/** A contest of everything or of nothing cannot get worse for the party that may contest it: any key signs it. */
export function contestAuthorization({ payout }: Pick<Messages["Contest"], "payout">): SigningAuthorization {
  return payout === 0 || payout === bounds.full ? { kind: "sign" } : { kind: "sign", capability: "settle" };
}

/** Hash, sign and verify of a message that follows from a deal's terms. */
export interface TermsKind<Input> {
  readonly hash: (input: Input) => Hex;
  readonly sign: (input: Input & { readonly account: Actor }) => Promise<Hex>;
  readonly verify: (input: Input & Signed) => Promise<boolean>;
}

/**
 * The three functions of a type whose message follows from the terms.
 *
 * @param authorizationFor What signing it means for a managed account.
 * @param fields The names of the input's fields, in one text.
 * @param roles Whose signature it can be; another party's would mean nothing.
 */
export function termsKind<const Type extends PartyType, Input extends OfTerms>(
  type: Type,
  messageOf: (input: Input) => Messages[Type],
  authorizationFor: (message: Messages[Type], terms: Terms, account: Address) => RequiredAuthorization,
  fields: string,
  roles: readonly Role[],
): TermsKind<Input> {
  const read = (input: Input, beside = "") => {
    requireOptions(input, `${fields} ${beside}`, subjectOf(type));
    // The domain is read once: what is checked is then what is hashed and signed.
    const domain = requireDomain("domain", input.domain);
    const message = messageOf({ ...input, domain });
    const authorization = (account: Address) => authorizationFor(message, input.terms, account);
    return { domain, type, message, authorization };
  };
  return {
    hash: (input) => {
      const { authorization: _, ...typed } = read(input);
      return hashTyped(typed);
    },
    sign: async (input) => {
      const asked = read(input, SIGNING);
      requireRole(input.account, input.terms, roles);
      return signAuthorized({ ...asked, account: input.account });
    },
    verify: async (input) => {
      const { domain, authorization, ...typed } = read(input, VERIFYING);
      return verifySigned(input, { domain, digest: hashTyped({ domain, ...typed }), authorization });
    },
  };
}

type Role = "buyer" | "seller";

/** Refuses a signer that is no party, or not the one whose signature is wanted. */
function requireRole(account: Actor, terms: Terms, roles: readonly Role[]): void {
  const given = signerAddress(account);
  if (roles.some((role) => isSameAddress(terms[role], given))) return;
  throw new InvalidFieldError({
    field: "account",
    value: given,
    problem: `must be ${roles.map((role) => `the ${role} ${terms[role]}`).join(" or ")}`,
    remedy: "Sign with a party's account, or correct the terms.",
  });
}

/** What the payer of a bond commits; the terms say how much, and to whom it may go. */
export function bonding(
  input: AboutTerms & { readonly domain: QuittanceDomain; readonly deal: Hex },
): CommitmentAuthorization {
  const { domain, deal, terms } = input;
  if (terms === undefined) {
    throw new InvalidFieldError({
      field: "terms",
      value: terms,
      problem: "must go along for a managed account",
      remedy: "Pass the deal's terms: they say how much the bond is, and to whom it may go.",
      docsPage: "contest",
    });
  }
  requireTermsOf(domain, deal, terms);
  return { kind: "commit", ...spendingOfBond(terms) };
}

/** Refuses terms of another deal. */
export function requireTermsOf(domain: QuittanceDomain, deal: Hex, terms: Terms): void {
  if (dealIdOf({ domain, terms }) === deal.toLowerCase()) return;
  throw new InvalidFieldError({
    field: "terms",
    value: terms,
    problem: `must be those of the deal, ${deal}`,
    remedy: "Pass the terms that the deal was opened with.",
    docsPage: "pay",
  });
}

/** Whether an account is the buyer of terms; who is not, is taken for the seller. */
export function isBuyer({ buyer }: Terms, account: Address): boolean {
  return isSameAddress(buyer, account);
}
