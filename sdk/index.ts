// First, and so together in a bundle: texts that are near each other compress better.

export * from "./errors/index.ts";
export * from "./json/index.ts";

// The rest by name.

export * from "./abi/index.ts";
export * from "./accounts/index.ts";
export * from "./client/index.ts";
export type { ReadingClient, Signer, SigningAccount, SigningClient } from "./client/signer.ts";
export * from "./crypto/index.ts";
export * from "./deals/index.ts";
export {
  type IdentityRegistryActions,
  identityRegistryActions,
  type JurorPoolActions,
  jurorPoolActions,
  type QuittanceActions,
  quittanceActions,
} from "./decorator.ts";
export * from "./disputes/index.ts";
export { checkEvidence, hashEvidence } from "./evidence/hash.ts";
export * from "./identity/index.ts";
export * from "./lifecycle/index.ts";
export * from "./negotiation/offers/index.ts";
export * from "./pact/index.ts";
export * from "./payments/index.ts";
export * from "./protocol/index.ts";
