export type {
  ActingClient,
  CallRequest,
  ContractCall,
  Outcome,
  PreparedRequest,
  Sending,
  Target,
  Verb,
  Waiting,
} from "./action-types.ts";
export type { BoundAction, BoundTarget, BoundVerb } from "./bound-action.ts";
export { type DeploymentRecord, parseDeployment } from "./deployment/record.ts";
export { getDomain } from "./get-domain.ts";
export type { LedgerDeposit } from "./ledger-deposit.ts";
export type { ReadingClient, Signer, SigningAccount, SigningClient } from "./signer.ts";
export type { TokenApproval, TokenApprovalParameters } from "./token-approval.ts";
export type { Authorization } from "./token-authorization.ts";
export { readTokenDomain, type TokenDomain } from "./token-domain.ts";
