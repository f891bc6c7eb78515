import type { ContractErrorClass } from "./contract-errors.ts";
import * as ratings from "./ratings.ts";

/** Every class of an error that only ratings fail with. */
export const ratingErrorClasses: readonly ContractErrorClass[] = [
  ratings.RatingTooLargeError,
  ratings.NotRateableError,
  ratings.RatingWindowEndedError,
  ratings.AlreadyRatedError,
];
