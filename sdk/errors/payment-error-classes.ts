import type { ContractErrorClass } from "./contract-errors.ts";
import * as payments from "./payments.ts";
import * as tabs from "./tabs.ts";

/** Every class of an error that only tabs and orders fail with. */
export const paymentErrorClasses: readonly ContractErrorClass[] = [
  payments.OrderUsedError,
  payments.PaymentCountOutOfRangeError,
  payments.PayeeRefusedError,
  payments.PaymentAmountZeroError,
  payments.LengthMismatchError,
  tabs.TabAlreadyOpenedError,
  tabs.TabUnknownError,
  tabs.TabAlreadyClosedError,
  tabs.TabFieldInvalidError,
  tabs.TabAddressRefusedError,
  tabs.TabEndedError,
  tabs.TabRunningError,
  tabs.VoucherInvalidError,
  tabs.VoucherAlreadyRedeemedError,
  tabs.VouchersMalformedError,
  tabs.NothingRedeemedError,
];
