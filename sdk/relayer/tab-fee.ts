import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireObject, requireOptions } from "../json/options.ts";
import { checkTab, type Tab, tabIdOf } from "../payments/tabs/tab.ts";
import type { SignedVoucher } from "../payments/tabs/voucher.ts";
import type { VoucherMaker } from "../payments/tabs/voucher-maker.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";

/** A fee that is paid by the vouchers of one tab, which is open for the relayer's payee. */
export interface TabFee {
  readonly tab: Tab;
  /** Signs the vouchers. Only one process at a time may have a maker for the tab. */
  readonly vouchers: VoucherMaker;
  /**
   * Stores the total of a voucher, USDC base units, before the voucher leaves. After a restart, `owed` of `voucherMaker` takes
   * the latest.
   */
  readonly keep?: ((owed: bigint) => void | Promise<void>) | undefined;
  /** USDC base units for one intent. */
  readonly most: bigint;
}

/** A voucher with its tab, as it goes to the relayer. */
export interface TabPayment {
  readonly tab: Tab;
  readonly voucher: SignedVoucher;
}

/** Whether a fee is paid by a tab. */
export const isFeeByTab = (fee: object): fee is TabFee =>
  typeof fee === "object" && fee !== null && "tab" in fee;

/** Refuses what is no fee by tab. */
export function requireTabFee(fee: TabFee): void {
  requireOptions(fee, "tab vouchers keep most", "fee");
  checkTab(fee.tab);
  requireObject("fee.vouchers", fee.vouchers, "Pass what voucherMaker made for the tab.");
  if (typeof fee.vouchers.owe !== "function") {
    refuse("vouchers", "an object", "must be a voucher maker", "Pass what voucherMaker made for the tab.");
  }
  if (fee.keep === undefined || typeof fee.keep === "function") return;
  refuse("keep", fee.keep, "must be a function", "Pass a function that stores the total that it is given.");
}

/**
 * A voucher for what the relayer asks for on top of all that was owed before. The total is the maker's own: what a relayer
 * says of it does not count.
 *
 * @throws VoucherAboveReserveError when the tab does not have that much left; nothing is owed then.
 */
export async function voucherFor(
  { tab, vouchers, keep }: TabFee,
  domain: QuittanceDomain,
  { amount, payee }: { readonly amount: bigint; readonly payee: Address },
): Promise<TabPayment> {
  if (vouchers.tabId !== tabIdOf({ domain, tab })) {
    const remedy = "Make it with voucherMaker, of this tab and the domain of this contract.";
    refuse("vouchers", vouchers.tabId, "must be of the tab, on this chain", remedy);
  }
  if (!isSameAddress(tab.payee, payee)) {
    const remedy = "Open a tab for that payee.";
    refuse("tab.payee", tab.payee, `must be the relayer's payee, ${payee}`, remedy);
  }
  const voucher = vouchers.owe(amount);
  await keep?.(voucher.amount);
  return { tab, voucher };
}

function refuse(field: string, value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field: `fee.${field}`, value, problem, remedy, docsPage: "open-tab" });
}
