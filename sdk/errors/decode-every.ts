import type { Hex } from "viem";
import type { BaseError } from "./base.ts";
import { bridgeErrorClasses } from "./bridge-error-classes.ts";
import { type ContractErrorClass, knowErrors, quittanceErrorClasses } from "./contract-errors.ts";
import { decodeError as decodeKnownError, decodeRevert as decodeKnownRevert } from "./decode.ts";
import { paymentErrorClasses } from "./payment-error-classes.ts";
import { poolErrorClasses } from "./pool-error-classes.ts";
import { ratingErrorClasses } from "./rating-error-classes.ts";
import { rulingErrorClasses } from "./ruling-error-classes.ts";

/** Every class of a contract error; a test holds this list against the ABIs. */
export const contractErrorClasses: readonly ContractErrorClass[] =
  /* @__PURE__ */ quittanceErrorClasses.concat(
    paymentErrorClasses,
    ratingErrorClasses,
    rulingErrorClasses,
    poolErrorClasses,
    bridgeErrorClasses,
  );

/**
 * Turns the error of a call or a transaction into one of this package's errors.
 *
 * The error of the layer below is not attached: its messages repeat the node's URL, which may hold an API key.
 *
 * @example
 * import { decodeError } from "quittance";
 * import { createPublicClient, http } from "viem";
 *
 * const offline = createPublicClient({ transport: http("http://127.0.0.1:9", { retryCount: 0 }) });
 * const failure = await offline.getChainId().catch(decodeError);
 * console.log(failure); // NodeUnreachableError
 */
export function decodeError(error: unknown): BaseError {
  knowErrors(contractErrorClasses);
  return decodeKnownError(error);
}

/**
 * Turns revert data into an error: one of the contracts' own, the token's, or an unknown one.
 *
 * @example
 * import { AmountZeroError, decodeRevert, quittanceAbi } from "quittance";
 * import { encodeErrorResult } from "viem";
 *
 * const data = encodeErrorResult({ abi: quittanceAbi, errorName: "Quittance_AmountZero" });
 * console.log(decodeRevert(data) instanceof AmountZeroError); // true
 */
export function decodeRevert(data: Hex): BaseError {
  knowErrors(contractErrorClasses);
  return decodeKnownRevert(data);
}
