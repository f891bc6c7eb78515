import { BaseError } from "quittance";

/** Why the contract, or the SDK in its place, refused something. */
export interface Refusal {
  /** Name of the contract's error. */
  readonly error: string;
  /** Its values, such as limit, requested and remaining. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Does something that must be refused, and returns why it was.
 *
 * @throws Error when it was not refused, or for another reason than a rule of the contract.
 */
export async function refusalOf(act: () => Promise<unknown>): Promise<Refusal> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof BaseError) || !("contractError" in error)) throw error;
    return { error: String(error.contractError), values: "values" in error ? Object(error.values) : {} };
  }
  throw new Error("what had to be refused was done");
}
