import { expect } from "chai";
import type { BaseError } from "../../../sdk/index.ts";

/** Fails unless the promise is refused with an error of exactly this class, which says what to do. @returns the error. */
export async function expectRefusal<Refusal extends BaseError>(
  attempt: Promise<unknown>,
  refusal: new (...args: never) => Refusal,
  what = refusal.name,
): Promise<Refusal> {
  const outcome: unknown = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome, what).to.be.instanceOf(refusal);
  const error = outcome as Refusal;
  expect(error.constructor, what).to.equal(refusal);
  expect(error.remedy, what).to.be.a("string");
  return error;
}
