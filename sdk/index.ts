export { accountsBytecode } from "./abi/accounts-bytecode.ts";
export { erc792ArbiterAbi } from "./abi/erc792-arbiter.ts";
export { erc792ArbiterBytecode } from "./abi/erc792-arbiter-bytecode.ts";
export { identityRegistryAbi } from "./abi/identity-registry.ts";
export { jurorPoolAbi } from "./abi/juror-pool.ts";
export { jurorPoolBytecode } from "./abi/juror-pool-bytecode.ts";
export { quittanceAbi } from "./abi/quittance.ts";
export { quittanceBytecode } from "./abi/quittance-bytecode.ts";
export { recourseBytecode } from "./abi/recourse-bytecode.ts";
export {
  type Actor,
  type AgentAccount,
  type ApprovalRequest,
  agentAccount,
} from "./account/agent.ts";
export * from "./account/allow-list.ts";
export {
  type BondedContest,
  bondCommitment,
  type Commitment,
  dealCommitment,
} from "./account/commitment.ts";
export * from "./account/envelope.ts";
export {
  type Headroom,
  headroomOf,
  type Limit,
  type PeriodLimit,
  type SpendingFacts,
} from "./account/headroom.ts";
export { buildPolicy, checkPolicy, type PolicyDraft } from "./account/policy.ts";
export { type AcceptParameters, accept } from "./actions/accept.ts";
export { acceptPrincipal, type HandedOverPrincipal } from "./actions/accept-principal.ts";
export type { KeyGrant } from "./actions/accounts-in.ts";
export { type AgreeParameters, agree } from "./actions/agree.ts";
export {
  type ApproveDepositParameters,
  approveDeposit,
  type DepositApproval,
} from "./actions/approve-deposit.ts";
export { type Authorized, authorize, requireSpeaker } from "./actions/authorize.ts";
export { type CancelParameters, cancel } from "./actions/cancel.ts";
export { type CheckedCommitment, checkCommitment } from "./actions/check-commitment.ts";
export { type ClosedTab, type CloseTabParameters, closeTab } from "./actions/close-tab.ts";
export { type ConcedeParameters, concede } from "./actions/concede.ts";
export { type BondPayment, type ContestParameters, contest, type OpenedContest } from "./actions/contest.ts";
export { type DeliverParameters, deliver, type PostedDelivery } from "./actions/deliver.ts";
export { type DepositParameters, deposit, type LedgerDeposit } from "./actions/deposit.ts";
export {
  type DepositWithAuthorizationParameters,
  depositWithAuthorization,
} from "./actions/deposit-with-authorization.ts";
export { type DrawnPanel, drawPanel } from "./actions/draw-panel.ts";
export { type FreezeParameters, type FrozenAccounts, freeze } from "./actions/freeze.ts";
export { freezeAll, type PrincipalOf } from "./actions/freeze-all.ts";
export { type AccountFacts, getAccount } from "./actions/get-account.ts";
export { getAccountAddress } from "./actions/get-account-address.ts";
export { getBondNonce } from "./actions/get-bond-nonce.ts";
export { type ContestFacts, getContest, getContests } from "./actions/get-contest.ts";
export { type DealFacts, getDeal } from "./actions/get-deal.ts";
export { getDealId } from "./actions/get-deal-id.ts";
export { getDomain } from "./actions/get-domain.ts";
export { getHeadroom } from "./actions/get-headroom.ts";
export { getKey } from "./actions/get-key.ts";
export { getLedgerBalance } from "./actions/get-ledger-balance.ts";
export { getMilestone, type MilestoneFacts, type MilestoneStatus } from "./actions/get-milestone.ts";
export { getOrderId } from "./actions/get-order-id.ts";
export { getPhase } from "./actions/get-phase.ts";
export { getPrincipal, type PrincipalFacts } from "./actions/get-principal.ts";
export { getRating, type RatingFacts } from "./actions/get-rating.ts";
export { getRefused } from "./actions/get-refused.ts";
export { getRound, type RoundFacts } from "./actions/get-round.ts";
export { getTab, type TabFacts } from "./actions/get-tab.ts";
export { getTabId } from "./actions/get-tab-id.ts";
export { getUsdc } from "./actions/get-usdc.ts";
export { isOrderUsed } from "./actions/is-order-used.ts";
export type { MilestoneOf } from "./actions/milestone.ts";
export * from "./actions/move-funds.ts";
export * from "./actions/offer-principal.ts";
export * from "./actions/open-accounts.ts";
export { type OpenDealParameters, type OpenedDeal, openDeal } from "./actions/open-deal.ts";
export { type OpenedTab, type OpenTabParameters, openTab } from "./actions/open-tab.ts";
export {
  type PaidOrder,
  type PaidOrders,
  type PayParameters,
  pay,
  type SubmittedOrder,
} from "./actions/pay.ts";
export { type DealRating, type RateParameters, rate } from "./actions/rate.ts";
export { type ReclaimParameters, reclaim } from "./actions/reclaim.ts";
export { type RecordBallotsParameters, type RecordedVote, recordBallots } from "./actions/record-ballots.ts";
export {
  type RecordEquivocationParameters,
  type RecordedEquivocation,
  recordEquivocation,
} from "./actions/record-equivocation.ts";
export {
  type RedeemedVouchers,
  type RedeemVouchersParameters,
  redeemVouchers,
  type VoucherRefusal,
} from "./actions/redeem-vouchers.ts";
export { type ReleaseBondParameters, type ReleasedBond, releaseBond } from "./actions/release-bond.ts";
export { type RetryRefusedParameters, retryRefused } from "./actions/retry-refused.ts";
export { type RevokedOrder, type RevokeOrderParameters, revokeOrder } from "./actions/revoke-order.ts";
export { type RuledSettlement, type RuleParameters, rule } from "./actions/rule.ts";
export { type ChangedKeys, type SetKeysParameters, setKeys } from "./actions/set-keys.ts";
export { type ChangedPolicy, type SetPolicyParameters, setPolicy } from "./actions/set-policy.ts";
export { settle } from "./actions/settle.ts";
export type { Bonds, Credit, DealEnd, MilestoneSettlement, Payouts } from "./actions/settlement.ts";
export { type SubmitVerdictParameters, submitVerdict, type Verdict } from "./actions/submit-verdict.ts";
export { type ThawedAccounts, type ThawParameters, thaw } from "./actions/thaw.ts";
export { thawAll } from "./actions/thaw-all.ts";
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
} from "./actions/verb-types.ts";
export { type LedgerWithdrawal, type WithdrawParameters, withdraw } from "./actions/withdraw.ts";
export { type WithdrawFromParameters, withdrawFrom } from "./actions/withdraw-from.ts";
export { type CollectBondParameters, type CollectedBond, collectBond } from "./adapters/collect-bond.ts";
export {
  type DisputeMilestoneParameters,
  disputeMilestone,
  type OpenedDispute,
} from "./adapters/dispute-milestone.ts";
export { type EnforcedRuling, enforceRuling } from "./adapters/enforce-ruling.ts";
export { type DisputeFacts, getDispute } from "./adapters/get-dispute.ts";
export type { EngineName } from "./crypto/engine.ts";
export { type FastSigner, fastSigner } from "./crypto/fast-signer.ts";
export { identityRegistryActions, jurorPoolActions, quittanceActions } from "./decorator.ts";
export {
  type DeploymentRecord,
  parseDeployment,
  readDeployment,
  writeDeployment,
} from "./deployment/record.ts";
export type { AccountKeyMethod } from "./did/document.ts";
export { type AccountDid, type AccountId, accountDid, parseAccountDid } from "./did/identifier.ts";
export { type JudgeSignatureParameters, judgeSignature, type SignatureJudgement } from "./did/judge.ts";
export type { DidNetwork } from "./did/network.ts";
export { getResolver } from "./did/resolver.ts";
export * from "./errors/index.ts";
export {
  buildDelivery,
  encodeDeliveryProof,
  hashDelivery,
  parseDelivery,
  type SignedDelivery,
  signDelivery,
  verifyDelivery,
} from "./evidence/delivery.ts";
export { checkEvidence, hashEvidence } from "./evidence/hash.ts";
export {
  ACCOUNT_METADATA_KEY,
  type AccountLink,
  accountMetadata,
  didService,
  verifyAccountLink,
} from "./identity/account-link.ts";
export {
  type DomainVerdict,
  domainFile,
  type PrincipalDomain,
  verifyAgentDomain,
  verifyPrincipalDomain,
  wellKnownUrl,
} from "./identity/domain-binding.ts";
export { type AgentFacts, getAgent, getAgentMetadata } from "./identity/get-agent.ts";
export type { AgentMetadata } from "./identity/metadata.ts";
export type { PublicFetch, PublicFileOptions } from "./identity/public-file.ts";
export {
  type RegisterAgentParameters,
  type RegisteredAgent,
  registerAgent,
} from "./identity/register-agent.ts";
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
} from "./identity/registration-file.ts";
export {
  type AgentRegistry,
  agentRegistryOf,
  identityRegistries,
  identityRegistryOf,
} from "./identity/registries.ts";
export {
  type AgentMetadataEntry,
  type SetAgentMetadataParameters,
  setAgentMetadata,
} from "./identity/set-agent-metadata.ts";
export { type AgentUri, type SetAgentUriParameters, setAgentUri } from "./identity/set-agent-uri.ts";
export {
  type AgentWallet,
  type SetAgentWalletParameters,
  setAgentWallet,
  unsetAgentWallet,
} from "./identity/set-agent-wallet.ts";
export {
  type AgentWalletProof,
  getIdentityDomain,
  hashAgentWallet,
  type IdentityRegistryDomain,
  signAgentWallet,
} from "./identity/wallet-proof.ts";
export { toJson } from "./json/parse.ts";
export {
  type BallotDraft,
  buildBallot,
  hashBallot,
  hashReasons,
  parseBallot,
  type SignedBallot,
  signBallot,
  verifyBallot,
} from "./jury/ballot.ts";
export { hashBallotBatch, signBallotBatch } from "./jury/batch.ts";
export { hashBallotStruct } from "./jury/batch-hash.ts";
export { type Choice, chooseBallots, type Equivocation, findEquivocations } from "./jury/choose.ts";
export { type PayoutRule, payoutOf, type Split, splitOf } from "./jury/payout.ts";
export { type Tally, tallyScores } from "./jury/tally.ts";
export { adviseTerms, corruptionCost, type PoolSize, type Warning } from "./ladder/advice.ts";
export { type DealExit, type ExitPath, latestExits, type MilestoneExit } from "./ladder/exits.ts";
export { type Phase, type PhaseAction, type PhaseName, phaseOf } from "./ladder/phase.ts";
export {
  acceptOffer,
  checkOfferAcceptance,
  type OfferAcceptance,
  parseOfferAcceptance,
} from "./negotiation/acceptance.ts";
export { checkOffer, type OfferSurroundings } from "./negotiation/check.ts";
export { counterOffer } from "./negotiation/counter.ts";
export {
  buildOffer,
  hashOffer,
  type Offer,
  parseOffer,
  type SignedOffer,
  signOffer,
} from "./negotiation/offer.ts";
export { canonicalJson } from "./pact/canonical.ts";
export { hashPact } from "./pact/hash.ts";
export { type NonceSeries, nonceSeries } from "./payments/nonces.ts";
export {
  buildOrder,
  checkOrder,
  type Order,
  type OrderDraft,
  type OrderSurroundings,
  orderIdOf,
  orderTotal,
  type Payment,
  parseOrder,
} from "./payments/order.ts";
export { signOrder, verifyOrder } from "./payments/sign-order.ts";
export { approveStake } from "./pool/approve-stake.ts";
export { type ChangedKey, type ChangeKeyParameters, changeKey } from "./pool/change-key.ts";
export { type CollectedReward, type CollectRewardParameters, collectReward } from "./pool/collect-reward.ts";
export { getPool, type PoolFacts } from "./pool/get-pool.ts";
export { getPoolReward } from "./pool/get-pool-reward.ts";
export { getSeat, getSeats, type SeatFacts } from "./pool/get-seat.ts";
export { getSeedBlock } from "./pool/get-seed-block.ts";
export { type ClosedSeat, leaveSeat, type SeatOf } from "./pool/leave-seat.ts";
export type { Penalties, Penalty } from "./pool/penalties.ts";
export { type PinnedSeed, type PinSeedParameters, pinSeed } from "./pool/pin-seed.ts";
export { type ReportAbsenceParameters, reportAbsence } from "./pool/report-absence.ts";
export { type ReportEquivocationParameters, reportEquivocation } from "./pool/report-equivocation.ts";
export { type TakenSeats, type TakeSeatsParameters, takeSeats } from "./pool/take-seats.ts";
export { type ReturnedStake, withdrawStake } from "./pool/withdraw-stake.ts";
export { type BookedTab, parseBookedTabs } from "./tabs/booked-tab.ts";
export { hashTabClosing, signTabClosing, verifyTabClosing } from "./tabs/sign-closing.ts";
export {
  signTab,
  signTabPayment,
  tabAuthorizationOf,
  verifyTab,
  verifyTabPayment,
} from "./tabs/sign-tab.ts";
export {
  buildTab,
  checkTab,
  parseTab,
  type Tab,
  type TabClosing,
  type TabDraft,
  type TabSurroundings,
  tabIdOf,
} from "./tabs/tab.ts";
export {
  hashVoucher,
  parseVoucher,
  type SignedVoucher,
  signVoucher,
  type Voucher,
  verifyVoucher,
} from "./tabs/voucher.ts";
export { type TakenVoucher, type VoucherBook, voucherBook } from "./tabs/voucher-book.ts";
export { type VoucherMaker, voucherMaker } from "./tabs/voucher-maker.ts";
export { decodeVouchers, encodeVouchers, type RedeemableVoucher } from "./tabs/wire.ts";
export { minimumBond } from "./terms/bond.ts";
export { bounds } from "./terms/bounds.ts";
export {
  buildTerms,
  parseTerms,
  type RecourseDraft,
  randomSalt,
  sortPanel,
  type TermsDraft,
} from "./terms/build.ts";
export { checkTerms, type TermsSurroundings } from "./terms/check.ts";
export { accountAddressOf } from "./typed-data/account-address.ts";
export * from "./typed-data/approval.ts";
export {
  type BallotEntry,
  decodeBallotEntries,
  decodeBallots,
  encodeBallots,
  type SignedBallotEntry,
} from "./typed-data/ballots-wire.ts";
export { type BondOf, bondAuthorizationOf, signBondPayment } from "./typed-data/bond-payment.ts";
export * from "./typed-data/capabilities.ts";
export { compactSignature } from "./typed-data/compact.ts";
export * from "./typed-data/consents.ts";
export { dealIdOf, hashEngagement } from "./typed-data/deal-id.ts";
export {
  type JurorPoolDomain,
  jurorPoolDomain,
  type QuittanceDomain,
  quittanceDomain,
} from "./typed-data/domain.ts";
export {
  decodePanel,
  decodeRecordedBallots,
  decodeVerdict,
  encodePanel,
  milestonesIn,
  type RecordedBallots,
  type SettlementCause,
  settlementCauseOf,
  settlementCauses,
  type VerdictParts,
} from "./typed-data/events.ts";
export type {
  AccountMessage,
  Agreement,
  ApprovalMessage,
  Ballot,
  BallotBatchMessage,
  BondMessage,
  Cancellation,
  ContestMessage,
  Delivery,
  Deposit,
  MilestoneName,
  OfferMessage,
  RatingMessage,
  RulingMessage,
  SeatKeyMessage,
} from "./typed-data/messages.ts";
export {
  type Authorization,
  authorizationOf,
  depositNonce,
  signDeposit,
  signPayment,
  verifyPayment,
} from "./typed-data/payment.ts";
export * from "./typed-data/policy.ts";
export * from "./typed-data/recourse-consents.ts";
export { signTerms, verifyTerms } from "./typed-data/sign-terms.ts";
export type { ReadingClient, Signer, SigningAccount, SigningClient } from "./typed-data/signing.ts";
export { decodePayments, decodeRedemptions, type Redemption } from "./typed-data/spending-events.ts";
export { type Milestone, type Recourse, type Terms, totalOf } from "./typed-data/terms.ts";
export { decodeTerms, encodeBriefTerms, encodeHead, encodeTerms } from "./typed-data/terms-wire.ts";
export { readTokenDomain, type TokenDomain } from "./typed-data/token-domain.ts";
export { tokenTypes, typedDataTypes } from "./typed-data/types.ts";
