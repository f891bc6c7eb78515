export { accountsBytecode } from "./abi/accounts-bytecode.ts";
export { erc792ArbiterAbi } from "./abi/erc792-arbiter.ts";
export { erc792ArbiterBytecode } from "./abi/erc792-arbiter-bytecode.ts";
export { identityRegistryAbi } from "./abi/identity-registry.ts";
export { jurorPoolAbi } from "./abi/juror-pool.ts";
export { jurorPoolBytecode } from "./abi/juror-pool-bytecode.ts";
export { quittanceAbi } from "./abi/quittance.ts";
export { quittanceBytecode } from "./abi/quittance-bytecode.ts";
export { recourseBytecode } from "./abi/recourse-bytecode.ts";
export { accountAddressOf } from "./accounts/account-address.ts";
export { acceptPrincipal, type HandedOverPrincipal } from "./accounts/actions/accept-principal.ts";
export type { KeyGrant } from "./accounts/actions/accounts-in.ts";
export { type Authorized, authorize, requireSpeaker } from "./accounts/actions/authorize.ts";
export { type CheckedCommitment, checkCommitment } from "./accounts/actions/check-commitment.ts";
export { type FreezeParameters, type FrozenAccounts, freeze } from "./accounts/actions/freeze.ts";
export { freezeAll, type PrincipalOf } from "./accounts/actions/freeze-all.ts";
export { type AccountFacts, getAccount } from "./accounts/actions/get-account.ts";
export { getAccountAddress } from "./accounts/actions/get-account-address.ts";
export { getHeadroom } from "./accounts/actions/get-headroom.ts";
export { getKey } from "./accounts/actions/get-key.ts";
export { getPrincipal, type PrincipalFacts } from "./accounts/actions/get-principal.ts";
export * from "./accounts/actions/move-funds.ts";
export * from "./accounts/actions/offer-principal.ts";
export * from "./accounts/actions/open-accounts.ts";
export { type ChangedKeys, type SetKeysParameters, setKeys } from "./accounts/actions/set-keys.ts";
export { type ChangedPolicy, type SetPolicyParameters, setPolicy } from "./accounts/actions/set-policy.ts";
export { type ThawedAccounts, type ThawParameters, thaw } from "./accounts/actions/thaw.ts";
export { thawAll } from "./accounts/actions/thaw-all.ts";
export {
  type Actor,
  type AgentAccount,
  type ApprovalRequest,
  agentAccount,
} from "./accounts/agent.ts";
export * from "./accounts/allow-list.ts";
export * from "./accounts/approval.ts";
export {
  type BondedContest,
  bondCommitment,
  type Commitment,
  dealCommitment,
} from "./accounts/commitment.ts";
export * from "./accounts/envelope.ts";
export {
  type Headroom,
  headroomOf,
  type Limit,
  type PeriodLimit,
  type SpendingFacts,
} from "./accounts/headroom.ts";
export { buildPolicy, checkPolicy, type PolicyDraft } from "./accounts/policy.ts";
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
} from "./client/action-types.ts";
export type { MilestoneOf } from "./client/caller.ts";
export {
  type DeploymentRecord,
  parseDeployment,
  readDeployment,
  writeDeployment,
} from "./client/deployment/record.ts";
export { getDomain } from "./client/get-domain.ts";
export type { ReadingClient, Signer, SigningAccount, SigningClient } from "./client/signing.ts";
export { readTokenDomain, type TokenDomain } from "./client/token-domain.ts";
export type { EngineName } from "./crypto/engine.ts";
export { type FastSigner, fastSigner } from "./crypto/fast-signer.ts";
export { type AcceptParameters, accept } from "./deals/actions/accept.ts";
export { type AgreeParameters, agree } from "./deals/actions/agree.ts";
export { type CancelParameters, cancel } from "./deals/actions/cancel.ts";
export { type ConcedeParameters, concede } from "./deals/actions/concede.ts";
export { type DeliverParameters, deliver, type PostedDelivery } from "./deals/actions/deliver.ts";
export { type DealFacts, getDeal } from "./deals/actions/get-deal.ts";
export { getDealId } from "./deals/actions/get-deal-id.ts";
export { getMilestone, type MilestoneFacts, type MilestoneStatus } from "./deals/actions/get-milestone.ts";
export { getRating, type RatingFacts } from "./deals/actions/get-rating.ts";
export { type OpenDealParameters, type OpenedDeal, openDeal } from "./deals/actions/open-deal.ts";
export { type DealRating, type RateParameters, rate } from "./deals/actions/rate.ts";
export { type ReclaimParameters, reclaim } from "./deals/actions/reclaim.ts";
export {
  type RecordEquivocationParameters,
  type RecordedEquivocation,
  recordEquivocation,
} from "./deals/actions/record-equivocation.ts";
export { settle } from "./deals/actions/settle.ts";
export type { Bonds, Credit, DealEnd, MilestoneSettlement, Payouts } from "./deals/actions/settlement.ts";
export { type SubmitVerdictParameters, submitVerdict, type Verdict } from "./deals/actions/submit-verdict.ts";
export {
  type BallotDraft,
  buildBallot,
  hashBallot,
  hashReasons,
  parseBallot,
  type SignedBallot,
  signBallot,
  verifyBallot,
} from "./deals/ballots/ballot.ts";
export { hashBallotBatch, signBallotBatch } from "./deals/ballots/batch.ts";
export { hashBallotStruct } from "./deals/ballots/batch-hash.ts";
export { type Choice, chooseBallots, type Equivocation, findEquivocations } from "./deals/ballots/choose.ts";
export {
  buildDelivery,
  encodeDeliveryProof,
  hashDelivery,
  parseDelivery,
  type SignedDelivery,
  signDelivery,
  verifyDelivery,
} from "./deals/delivery.ts";
export {
  type Authorization,
  authorizationOf,
  depositNonce,
  signDeposit,
  signPayment,
  verifyPayment,
} from "./deals/sign-payment.ts";
export * from "./deals/sign-settlements.ts";
export {
  buildTerms,
  parseTerms,
  type RecourseDraft,
  randomSalt,
  sortPanel,
  type TermsDraft,
} from "./deals/terms/build.ts";
export { checkTerms, type TermsSurroundings } from "./deals/terms/check.ts";
export { signTerms, verifyTerms } from "./deals/terms/sign-terms.ts";
export { identityRegistryActions, jurorPoolActions, quittanceActions } from "./decorator.ts";
export {
  type BondPayment,
  type ContestParameters,
  contest,
  type OpenedContest,
} from "./disputes/actions/contest.ts";
export { type DrawnPanel, drawPanel } from "./disputes/actions/draw-panel.ts";
export { getBondNonce } from "./disputes/actions/get-bond-nonce.ts";
export { type ContestFacts, getContest, getContests } from "./disputes/actions/get-contest.ts";
export { getRound, type RoundFacts } from "./disputes/actions/get-round.ts";
export {
  type RecordBallotsParameters,
  type RecordedVote,
  recordBallots,
} from "./disputes/actions/record-ballots.ts";
export {
  type ReleaseBondParameters,
  type ReleasedBond,
  releaseBond,
} from "./disputes/actions/release-bond.ts";
export { type RuledSettlement, type RuleParameters, rule } from "./disputes/actions/rule.ts";
export {
  type CollectBondParameters,
  type CollectedBond,
  collectBond,
} from "./disputes/arbitrator/collect-bond.ts";
export {
  type DisputeMilestoneParameters,
  disputeMilestone,
  type OpenedDispute,
} from "./disputes/arbitrator/dispute-milestone.ts";
export { type EnforcedRuling, enforceRuling } from "./disputes/arbitrator/enforce-ruling.ts";
export { type DisputeFacts, getDispute } from "./disputes/arbitrator/get-dispute.ts";
export { type BondOf, bondAuthorizationOf, signBondPayment } from "./disputes/bond-payment.ts";
export { approveStake } from "./disputes/pool/approve-stake.ts";
export { type ChangedKey, type ChangeKeyParameters, changeKey } from "./disputes/pool/change-key.ts";
export {
  type CollectedReward,
  type CollectRewardParameters,
  collectReward,
} from "./disputes/pool/collect-reward.ts";
export { getPool, type PoolFacts } from "./disputes/pool/get-pool.ts";
export { getPoolReward } from "./disputes/pool/get-pool-reward.ts";
export { getSeat, getSeats, type SeatFacts } from "./disputes/pool/get-seat.ts";
export { getSeedBlock } from "./disputes/pool/get-seed-block.ts";
export { type ClosedSeat, leaveSeat, type SeatOf } from "./disputes/pool/leave-seat.ts";
export type { Penalties, Penalty } from "./disputes/pool/penalties.ts";
export { type PinnedSeed, type PinSeedParameters, pinSeed } from "./disputes/pool/pin-seed.ts";
export { type ReportAbsenceParameters, reportAbsence } from "./disputes/pool/report-absence.ts";
export {
  type ReportEquivocationParameters,
  reportEquivocation,
} from "./disputes/pool/report-equivocation.ts";
export { type TakenSeats, type TakeSeatsParameters, takeSeats } from "./disputes/pool/take-seats.ts";
export { type ReturnedStake, withdrawStake } from "./disputes/pool/withdraw-stake.ts";
export * from "./disputes/sign-disputes.ts";
export * from "./errors/index.ts";
export { checkEvidence, hashEvidence } from "./evidence/hash.ts";
export {
  ACCOUNT_METADATA_KEY,
  type AccountLink,
  accountMetadata,
  didService,
  verifyAccountLink,
} from "./identity/account-link.ts";
export type { AccountKeyMethod } from "./identity/did/document.ts";
export { type AccountDid, type AccountId, accountDid, parseAccountDid } from "./identity/did/identifier.ts";
export {
  type JudgeSignatureParameters,
  judgeSignature,
  type SignatureJudgement,
} from "./identity/did/judge.ts";
export type { DidNetwork } from "./identity/did/network.ts";
export { getResolver } from "./identity/did/resolver.ts";
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
export { canonicalJson } from "./json/canonical.ts";
export { toJson } from "./json/parse.ts";
export { adviseTerms, corruptionCost, type PoolSize, type Warning } from "./lifecycle/advice.ts";
export { type DealExit, type ExitPath, latestExits, type MilestoneExit } from "./lifecycle/exits.ts";
export { getPhase } from "./lifecycle/get-phase.ts";
export { type Phase, type PhaseAction, type PhaseName, phaseOf } from "./lifecycle/phase.ts";
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
export { hashPact } from "./pact/hash.ts";
export { type ClosedTab, type CloseTabParameters, closeTab } from "./payments/actions/close-tab.ts";
export { getOrderId } from "./payments/actions/get-order-id.ts";
export { getTab, type TabFacts } from "./payments/actions/get-tab.ts";
export { getTabId } from "./payments/actions/get-tab-id.ts";
export { isOrderUsed } from "./payments/actions/is-order-used.ts";
export { type OpenedTab, type OpenTabParameters, openTab } from "./payments/actions/open-tab.ts";
export {
  type PaidOrder,
  type PaidOrders,
  type PayParameters,
  pay,
  type SubmittedOrder,
} from "./payments/actions/pay.ts";
export {
  type RedeemedVouchers,
  type RedeemVouchersParameters,
  redeemVouchers,
  type VoucherRefusal,
} from "./payments/actions/redeem-vouchers.ts";
export {
  type RevokedOrder,
  type RevokeOrderParameters,
  revokeOrder,
} from "./payments/actions/revoke-order.ts";
export {
  type ApproveDepositParameters,
  approveDeposit,
  type DepositApproval,
} from "./payments/ledger/approve-deposit.ts";
export { type DepositParameters, deposit, type LedgerDeposit } from "./payments/ledger/deposit.ts";
export {
  type DepositWithAuthorizationParameters,
  depositWithAuthorization,
} from "./payments/ledger/deposit-with-authorization.ts";
export { getLedgerBalance } from "./payments/ledger/get-ledger-balance.ts";
export { getRefused } from "./payments/ledger/get-refused.ts";
export { getUsdc } from "./payments/ledger/get-usdc.ts";
export { type RetryRefusedParameters, retryRefused } from "./payments/ledger/retry-refused.ts";
export { type LedgerWithdrawal, type WithdrawParameters, withdraw } from "./payments/ledger/withdraw.ts";
export { type WithdrawFromParameters, withdrawFrom } from "./payments/ledger/withdraw-from.ts";
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
export { type BookedTab, parseBookedTabs } from "./payments/tabs/booked-tab.ts";
export { hashTabClosing, signTabClosing, verifyTabClosing } from "./payments/tabs/sign-closing.ts";
export {
  signTab,
  signTabPayment,
  tabAuthorizationOf,
  verifyTab,
  verifyTabPayment,
} from "./payments/tabs/sign-tab.ts";
export {
  buildTab,
  checkTab,
  parseTab,
  type Tab,
  type TabClosing,
  type TabDraft,
  type TabSurroundings,
  tabIdOf,
} from "./payments/tabs/tab.ts";
export {
  hashVoucher,
  parseVoucher,
  type SignedVoucher,
  signVoucher,
  type Voucher,
  verifyVoucher,
} from "./payments/tabs/voucher.ts";
export { type TakenVoucher, type VoucherBook, voucherBook } from "./payments/tabs/voucher-book.ts";
export { type VoucherMaker, voucherMaker } from "./payments/tabs/voucher-maker.ts";
export { decodeVouchers, encodeVouchers, type RedeemableVoucher } from "./payments/tabs/wire.ts";
export {
  type BallotEntry,
  decodeBallotEntries,
  decodeBallots,
  encodeBallots,
  type SignedBallotEntry,
} from "./protocol/ballots-codec.ts";
export { minimumBond } from "./protocol/bond.ts";
export { bounds } from "./protocol/bounds.ts";
export * from "./protocol/capabilities.ts";
export { compactSignature } from "./protocol/compact-signature.ts";
export { dealIdOf, hashEngagement } from "./protocol/deal-id.ts";
export {
  type JurorPoolDomain,
  jurorPoolDomain,
  type QuittanceDomain,
  quittanceDomain,
} from "./protocol/domain.ts";
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
} from "./protocol/events.ts";
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
} from "./protocol/messages.ts";
export { type PayoutRule, payoutOf, type Split, splitOf } from "./protocol/payout.ts";
export * from "./protocol/policy.ts";
export { decodePayments, decodeRedemptions, type Redemption } from "./protocol/spending-events.ts";
export { type Tally, tallyScores } from "./protocol/tally.ts";
export { type Milestone, type Recourse, type Terms, totalOf } from "./protocol/terms.ts";
export { decodeTerms, encodeBriefTerms, encodeHead, encodeTerms } from "./protocol/terms-codec.ts";
export { tokenTypes, typedDataTypes } from "./protocol/typed-data.ts";
