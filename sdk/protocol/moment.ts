import { InvalidFieldError } from "../errors/field.ts";
import { problemOfValue } from "./check-message.ts";

/**
 * A moment in unix seconds, of a number or of a block's bigint. Refuses what is none, such as milliseconds or NaN: compared with
 * a deadline, that is never late, or always.
 */
export function requireMoment(field: string, moment: number | bigint): number {
  const problem = problemOfValue("uint40", moment);
  if (problem === undefined) return Number(moment);
  throw new InvalidFieldError({ field, value: moment, ...problem });
}

/** A moment that was given, or this machine's clock. */
export function momentOrClock(field: string, moment: number | bigint | undefined): number {
  return moment === undefined ? Math.floor(Date.now() / 1000) : requireMoment(field, moment);
}
