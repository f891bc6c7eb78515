import { expect } from "chai";
import { BaseError, InvalidFieldError } from "../../../sdk/index.ts";

/** What an action threw; fails the test when it threw nothing. */
export async function errorOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** The error of one class that an action threw, telling what to do about it. */
export async function refusalOf<Refusal extends BaseError>(
  errorClass: abstract new (...input: never) => Refusal,
  action: () => unknown,
): Promise<Refusal> {
  const error = await errorOf(action);
  if (!(error instanceof errorClass)) throw error;
  expect(error).to.be.instanceOf(BaseError);
  expect(error.remedy).to.match(/\w/);
  return error;
}

/** Expects an input to be refused by the name of its field, with its value and a remedy. */
export async function expectRefusedField(field: string, value: string | RegExp, action: () => unknown) {
  const error = await refusalOf(InvalidFieldError, action);
  expect(error.field).to.equal(field);
  if (value instanceof RegExp) expect(error.value).to.match(value);
  else expect(error.value).to.equal(value);
  expect(error.message).to.include(error.field).and.to.include("What to do");
}
