import type { ContractErrorClass } from "./contract-errors.ts";
import * as rulings from "./rulings.ts";

/** Every class of an error that only rulings fail with. */
export const rulingErrorClasses: readonly ContractErrorClass[] = [
  rulings.NoRulingDueError,
  rulings.RulingWindowEndedError,
  rulings.PayoutTooLargeError,
];
