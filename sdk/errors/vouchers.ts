import type { Hex } from "viem";
import { BaseError } from "./base.ts";

/** Thrown when a voucher is of a tab that the book does not keep. */
export class TabNotInBookError extends BaseError {
  override readonly name = "TabNotInBookError";
  readonly tab: Hex;

  constructor(tab: Hex) {
    super(`Tab ${tab} is not in this book.`, {
      remedy: "Read the tab's state with getTab and add the tab to the book before taking its vouchers.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.tab = tab;
  }
}

/** Thrown when a voucher is for no more than is owed already: it was taken before, or is an old one. */
export class VoucherNotIncreasingError extends BaseError {
  override readonly name = "VoucherNotIncreasingError";
  readonly tab: Hex;
  /** USDC base units of the latest voucher, or of what was redeemed. */
  readonly latest: bigint;
  readonly amount: bigint;

  constructor(tab: Hex, latest: bigint, amount: bigint) {
    super(`The voucher of tab ${tab} is of ${amount}, and ${latest} is owed already.`, {
      remedy: "Ask for a voucher of all that is owed so far, what is to be paid now included.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.tab = tab;
    this.latest = latest;
    this.amount = amount;
  }
}

/** Thrown when a voucher adds less than the price. */
export class VoucherBelowPriceError extends BaseError {
  override readonly name = "VoucherBelowPriceError";
  readonly tab: Hex;
  /** USDC base units to be paid now. */
  readonly price: bigint;
  /** USDC base units that the voucher adds. */
  readonly added: bigint;

  constructor(tab: Hex, price: bigint, added: bigint) {
    super(`The voucher of tab ${tab} adds ${added} where ${price} is to be paid.`, {
      remedy: "Ask for a voucher of all that is owed so far, what is to be paid now included.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.tab = tab;
    this.price = price;
    this.added = added;
  }
}

/** Thrown when a voucher is for more than its tab reserves. The rest would never be paid. */
export class VoucherAboveReserveError extends BaseError {
  override readonly name = "VoucherAboveReserveError";
  readonly tab: Hex;
  readonly reserve: bigint;
  readonly amount: bigint;

  constructor(tab: Hex, reserve: bigint, amount: bigint) {
    super(`The voucher of tab ${tab} is of ${amount}, and the tab reserves ${reserve}.`, {
      remedy: "Open another tab for what comes on top.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.tab = tab;
    this.reserve = reserve;
    this.amount = amount;
  }
}

/** Thrown when a voucher comes so late that there may be no time left to redeem it. */
export class VoucherTooLateError extends BaseError {
  override readonly name = "VoucherTooLateError";
  readonly tab: Hex;
  /** Unix seconds; vouchers are taken while now < until. */
  readonly until: number;
  readonly now: number;

  constructor(tab: Hex, until: number, now: number) {
    super(`Vouchers of tab ${tab} are taken only before ${until}; it is ${now}.`, {
      remedy: "Redeem the latest voucher, and ask the payer to open another tab.",
      docsSection: "errors-before-anything-is-sent",
    });
    this.tab = tab;
    this.until = until;
    this.now = now;
  }
}
