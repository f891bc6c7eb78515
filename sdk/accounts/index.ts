export { accountAddressOf } from "../protocol/account-address.ts";
export { acceptPrincipal, type HandedOverPrincipal } from "./actions/accept-principal.ts";
export type { AccountUpdate } from "./actions/account-updates.ts";
export type { KeyGrant } from "./actions/accounts-in.ts";
export { type Authorized, authorize, requireAuthorizedSigner } from "./actions/authorize.ts";
export { type CheckedCommitment, checkCommitment } from "./actions/check-commitment.ts";
export { type FreezeParameters, type FrozenAccounts, freeze } from "./actions/freeze.ts";
export { freezeAll, type PrincipalOf } from "./actions/freeze-all.ts";
export * from "./actions/freeze-with-signature.ts";
export { type AccountFacts, getAccount } from "./actions/get-account.ts";
export { getAccountAddress } from "./actions/get-account-address.ts";
export { getAccountNonce } from "./actions/get-account-nonce.ts";
export { getKey } from "./actions/get-key.ts";
export { getPrincipal, type PrincipalFacts } from "./actions/get-principal.ts";
export { getRemainingLimits } from "./actions/get-remaining-limits.ts";
export * from "./actions/move-funds.ts";
export * from "./actions/offer-principal.ts";
export * from "./actions/open-accounts.ts";
export * from "./actions/revoke-key.ts";
export { type ChangedKeys, type SetKeysParameters, setKeys } from "./actions/set-keys.ts";
export { type ChangedPolicy, type SetPolicyParameters, setPolicy } from "./actions/set-policy.ts";
export { type UnfreezeParameters, type UnfrozenAccounts, unfreeze } from "./actions/unfreeze.ts";
export { unfreezeAll } from "./actions/unfreeze-all.ts";
export {
  type UpdateAccountsParameters,
  type UpdatedAccount,
  type UpdatedAccounts,
  updateAccounts,
} from "./actions/update-accounts.ts";
export { type Actor, type AgentAccount, type ApprovalRequest, agentAccount } from "./agent.ts";
export { type AllowList, allowCategories, allowCounterparties } from "./allow-list.ts";
export * from "./approval.ts";
export {
  type BondedContest,
  bondCommitment,
  type Commitment,
  dealCommitment,
  orderCommitment,
  tabCommitment,
} from "./commitment.ts";
export * from "./envelope.ts";
export { buildPolicy, checkPolicy, type PolicyDraft } from "./policy.ts";
export {
  type Limit,
  type PeriodLimit,
  type RemainingLimits,
  remainingLimitsOf,
  type SpendingFacts,
  type TreasuryFacts,
} from "./remaining-limits.ts";
export * from "./sign-guard.ts";
