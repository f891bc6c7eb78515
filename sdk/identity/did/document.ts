import type { DIDDocument, Service, VerificationMethod } from "did-resolver";
import { type Address, getAddress } from "viem";
import { type AccountId, accountDid } from "../../protocol/account-did.ts";
import { type Capability, decodeCapabilities } from "../../protocol/capabilities.ts";
import type { LiveKey } from "./standing.ts";

/** A key in a DID document. */
export interface AccountKeyMethod extends VerificationMethod {
  /** When it ends, in UTC; absent for a wallet's own key. */
  readonly expires?: string;
  /** What it may do; absent for a wallet's own key, which may do everything. */
  readonly capabilities?: readonly Capability[];
}

/** What a DID document is made of. */
export interface DocumentParts {
  readonly id: AccountId;
  /** Undefined for a wallet that trades for itself. */
  readonly standing:
    | { readonly controller: Address; readonly keys: readonly LiveKey[]; readonly frozen: boolean }
    | undefined;
  readonly services: readonly Service[];
  /** Other names of the account, such as its ERC-8004 id as a URI. */
  readonly alsoKnownAs: readonly string[];
}

const METHOD_TYPE = "EcdsaSecp256k1RecoveryMethod2020";
/** The last second that XML's dateTime writes with four digits of a year. */
const LAST_SECOND = 253_402_300_799;
/** Keys with one of these commit an account's money. */
const COMMITTING: readonly Capability[] = ["commit", "tabs"];

/** Whether a capability commits an account's money, which a freeze stops. */
export function isCommitting(capability: Capability): boolean {
  return COMMITTING.includes(capability);
}

/** Terms of services are as free as registration files are; the vocabulary keeps JSON-LD from losing them. */
const CONTEXT = [
  "https://www.w3.org/ns/did/v1",
  "https://w3id.org/security/suites/secp256k1recovery-2020/v2",
  {
    "@vocab": "urn:quittance:did#",
    expires: {
      "@id": "https://w3id.org/security#expiration",
      "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    },
    capabilities: { "@id": "urn:quittance:did#capabilities", "@container": "@set" },
  },
];

/** Unix seconds as DID documents write them: in UTC, without fractions. */
export function utcOf(seconds: number): string {
  return new Date(Math.min(seconds, LAST_SECOND) * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}

/** An address as CAIP-10 writes it. */
export function blockchainAccountId(chainId: number, address: Address): string {
  return `eip155:${chainId}:${getAddress(address)}`;
}

/** The URL of a key in the document of an account. */
export function methodId(did: string, key: Address): string {
  return `${did}#${key.toLowerCase()}`;
}

/**
 * The DID document of an account. Every live key authenticates and asserts; those that may commit its money invoke
 * capabilities, unless it is frozen; its controller delegates them.
 *
 * @param withContext Whether it is to be JSON-LD.
 */
export function documentOf(parts: DocumentParts, withContext: boolean): DIDDocument {
  const { id, standing, services, alsoKnownAs } = parts;
  const did = accountDid(id);
  const controller = accountDid({ ...id, account: standing?.controller ?? id.account });
  const methods = standing === undefined ? [walletMethod(id, did)] : standing.keys.map(keyMethod(id, did));
  const all = methods.map((method) => method.id);
  const committing = methods
    .filter(({ capabilities }) => capabilities?.some(isCommitting) ?? true)
    .map((method) => method.id);
  return {
    ...(withContext ? { "@context": CONTEXT } : {}),
    id: did,
    ...(alsoKnownAs.length === 0 ? {} : { alsoKnownAs: [...alsoKnownAs] }),
    controller,
    verificationMethod: methods,
    authentication: all,
    assertionMethod: all,
    capabilityInvocation: standing?.frozen ? [] : committing,
    capabilityDelegation: [methodId(controller, standing?.controller ?? id.account)],
    ...(services.length === 0 ? {} : { service: [...services] }),
  };
}

function walletMethod(id: AccountId, did: string): AccountKeyMethod {
  return {
    id: methodId(did, id.account),
    type: METHOD_TYPE,
    controller: did,
    blockchainAccountId: blockchainAccountId(id.chainId, id.account),
  };
}

function keyMethod(id: AccountId, did: string) {
  return ({ key, expiry, capabilities }: LiveKey): AccountKeyMethod => ({
    id: methodId(did, key),
    type: METHOD_TYPE,
    controller: did,
    blockchainAccountId: blockchainAccountId(id.chainId, key),
    expires: utcOf(expiry),
    capabilities: decodeCapabilities(capabilities),
  });
}
