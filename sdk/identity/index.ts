export { type AccountDid, type AccountId, accountDid, parseAccountDid } from "../protocol/account-did.ts";
export {
  ACCOUNT_METADATA_KEY,
  type AccountLink,
  accountMetadata,
  didService,
  verifyAccountLink,
} from "./account-link.ts";
export type { AccountKeyMethod } from "./did/document.ts";
export {
  type JudgeSignatureParameters,
  judgeSignature,
  type SignatureJudgement,
} from "./did/judge.ts";
export type { DidNetwork } from "./did/network.ts";
export { getResolver } from "./did/resolver.ts";
export {
  type DomainVerdict,
  domainFile,
  type PrincipalDomain,
  verifyAgentDomain,
  verifyPrincipalDomain,
  wellKnownUrl,
} from "./domain-binding.ts";
export { type AgentFacts, getAgent, getAgentMetadata } from "./get-agent.ts";
export type { AgentMetadata } from "./metadata.ts";
export type { PublicFetch, PublicFileOptions } from "./public-file.ts";
export {
  type RegisterAgentParameters,
  type RegisteredAgent,
  registerAgent,
} from "./register-agent.ts";
export {
  type AgentRegistration,
  type AgentService,
  buildRegistrationFile,
  encodeRegistrationUri,
  parseRegistrationFile,
  REGISTRATION_TYPE,
  type RegistrationDraft,
  type RegistrationFile,
  readRegistrationFile,
  registrationJson,
} from "./registration-file.ts";
export {
  type AgentRegistry,
  agentRegistryOf,
  identityRegistries,
  identityRegistryOf,
} from "./registries.ts";
export {
  type AgentMetadataEntry,
  type SetAgentMetadataParameters,
  setAgentMetadata,
} from "./set-agent-metadata.ts";
export { type AgentUri, type SetAgentUriParameters, setAgentUri } from "./set-agent-uri.ts";
export {
  type AgentWallet,
  type SetAgentWalletParameters,
  setAgentWallet,
  unsetAgentWallet,
} from "./set-agent-wallet.ts";
export { type SkippedEntry, skippedEntries } from "./skipped-entries.ts";
export {
  type AgentWalletProof,
  getIdentityDomain,
  hashAgentWallet,
  type IdentityRegistryDomain,
  signAgentWallet,
} from "./wallet-proof.ts";
