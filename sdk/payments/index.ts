export { type ClosedTab, type CloseTabParameters, closeTab } from "./actions/close-tab.ts";
export { getOrderId } from "./actions/get-order-id.ts";
export { getTab, type TabFacts } from "./actions/get-tab.ts";
export { getTabId } from "./actions/get-tab-id.ts";
export { isOrderUsed } from "./actions/is-order-used.ts";
export { type OpenedTab, type OpenTabParameters, openTab } from "./actions/open-tab.ts";
export {
  type PaidOrder,
  type PaidOrders,
  type PayParameters,
  pay,
  type SubmittedOrder,
} from "./actions/pay.ts";
export {
  type RedeemedVouchers,
  type RedeemVouchersParameters,
  redeemVouchers,
  type VoucherRefusal,
} from "./actions/redeem-vouchers.ts";
export {
  type RevokedOrder,
  type RevokeOrderParameters,
  revokeOrder,
} from "./actions/revoke-order.ts";
export { approveDeposit } from "./ledger/approve-deposit.ts";
export { type ClaimPayoutParameters, claimPayout } from "./ledger/claim-payout.ts";
export { type ApprovedDepositParameters, type DepositParameters, deposit } from "./ledger/deposit.ts";
export {
  type DepositWithAuthorizationParameters,
  depositWithAuthorization,
} from "./ledger/deposit-with-authorization.ts";
export { getLedgerBalance } from "./ledger/get-ledger-balance.ts";
export { getSaltUse, type SaltUse } from "./ledger/get-salt-use.ts";
export { getUnclaimedPayout } from "./ledger/get-unclaimed-payout.ts";
export { getUsdc } from "./ledger/get-usdc.ts";
export type { SaltedParameters } from "./ledger/salt.ts";
export { depositNonce, signDeposit } from "./ledger/sign-deposit.ts";
export { withdraw } from "./ledger/withdraw.ts";
export { type WithdrawFromParameters, withdrawFrom } from "./ledger/withdraw-from.ts";
export type { LedgerWithdrawal, WithdrawParameters } from "./ledger/withdrawal.ts";
export { type NonceSeries, nonceSeries } from "./nonces.ts";
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
} from "./order.ts";
export { signOrder, verifyOrder } from "./sign-order.ts";
export { type BookedTab, parseBookedTabs } from "./tabs/booked-tab.ts";
export { type ClosingOf, hashTabClosing, signTabClosing, verifyTabClosing } from "./tabs/sign-closing.ts";
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
export { decodeVouchers, encodeVouchers, type RedeemableVoucher } from "./tabs/vouchers-codec.ts";
