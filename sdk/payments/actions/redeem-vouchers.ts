import type { Address, Hex, Log } from "viem";
import { redeemFunction, voucherRefusedEvent, vouchersRedeemedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn, eventsIn } from "../../client/logs.ts";
import type { ContractErrorName } from "../../errors/contract-error.ts";
import { paymentErrorClasses } from "../../errors/payment-error-classes.ts";
import { errorNameOf } from "../../errors/selectors.ts";
import { decodeRedemptions, type Redemption } from "../../protocol/spending-events.ts";
import { encodeVouchers, type RedeemableVoucher } from "../tabs/vouchers-codec.ts";

export interface RedeemVouchersParameters {
  /** At least one, all of one payee; the latest of each tab, such as `due` of a `voucherBook` gives. */
  readonly vouchers: readonly RedeemableVoucher[];
}

/** A voucher that was left out. */
export interface VoucherRefusal {
  readonly tabId: Hex;
  /** The contract's error that it alone would have failed with; undefined for one this package does not know. */
  readonly reason: ContractErrorName | undefined;
}

/** Vouchers that were redeemed to their payee's ledger balance. */
export interface RedeemedVouchers {
  readonly payee: Address;
  /** USDC base units in all. */
  readonly paid: bigint;
  /** What each tab paid now. */
  readonly redemptions: readonly Redemption[];
  /** Those of several that could not be redeemed. */
  readonly refused: readonly VoucherRefusal[];
}

function redeemedIn(logs: readonly Log[], from: Address): RedeemedVouchers {
  const { payee, redemptions: packed } = eventIn(logs, from, vouchersRedeemedEvent).args;
  const redemptions = decodeRedemptions(packed);
  const refused = eventsIn(logs, from, voucherRefusedEvent).map(({ args }) => ({
    tabId: args.tabId,
    reason: errorNameOf(args.reason),
  }));
  return { payee, paid: redemptions.reduce((sum, { amount }) => sum + amount, 0n), redemptions, refused };
}

/**
 * Redeems the latest vouchers of tabs to their payee's ledger balance, many tabs in one transaction. Anyone may send it. One
 * voucher that cannot be redeemed fails with the reason; among several it is skipped and listed in `refused`.
 *
 * @throws TabUnknownError, TabAlreadyClosedError, TabEndedError, VoucherInvalidError, VoucherAlreadyRedeemedError;
 * NothingRedeemedError when there are several and none pays.
 * @example
 * import { redeemVouchers, signVoucher } from "quittance";
 * import { openExampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer } = stack;
 * const { tab, tabId } = await openExampleTab(stack, { voucherKey: buyer.address });
 * const amount = 250_000n;
 * const signature = await signVoucher({ domain, tab: tabId, amount, account: buyer });
 * const vouchers = [{ tab, amount, signature }];
 * console.log((await redeemVouchers(stack.walletClient, { address, vouchers })).paid); // 250000n
 * await stack.stop();
 */
export const redeemVouchers = /* @__PURE__ */ defineAction<RedeemVouchersParameters, RedeemedVouchers>({
  name: "redeemVouchers",
  fields: "vouchers",
  errors: paymentErrorClasses,
  call: ({ vouchers }) => {
    const packed = encodeVouchers(vouchers);
    const payee = vouchers[0]?.tab.payee ?? "0x";
    return contractCall(redeemFunction, [payee, packed]);
  },
  extract: redeemedIn,
});
