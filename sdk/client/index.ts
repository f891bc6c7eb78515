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
export {
  type DeploymentRecord,
  parseDeployment,
  readDeployment,
  writeDeployment,
} from "./deployment/record.ts";
export { getDomain } from "./get-domain.ts";
export type { ReadingClient, Signer, SigningAccount, SigningClient } from "./signing.ts";
export type { TokenApproval, TokenApprovalParameters } from "./token-approval.ts";
export type { Authorization } from "./token-authorization.ts";
export { readTokenDomain, type TokenDomain } from "./token-domain.ts";
