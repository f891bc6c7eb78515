export type {
  ActingClient,
  CallRequest,
  ContractCall,
  Outcome,
  PreparedRequest,
  Sending,
  Target,
  Waiting,
  WriteAction,
} from "./action-types.ts";
export type { BoundAction, BoundTarget, BoundWriteAction } from "./bound-action.ts";
export { type DeploymentRecord, parseDeployment } from "./deployment/record.ts";
export { getDomain } from "./get-domain.ts";
export type { LedgerDeposit } from "./ledger-deposit.ts";
export type { ReadingClient, Signer, SigningAccount, SigningClient } from "./signer.ts";
export type { TokenApproval, TokenApprovalParameters } from "./token-approval.ts";
export type { TransferAuthorization } from "./token-authorization.ts";
export { readTokenDomain, type TokenDomain } from "./token-domain.ts";
