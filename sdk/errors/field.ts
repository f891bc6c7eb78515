import { BaseError, type BaseErrorOptions } from "./base.ts";
import { couldHoldSecret } from "./secrets.ts";

const LONGEST = 120;

/** A value as a person can read it in one line; never more than the start of something long. */
export function describeValue(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") {
    return value.length > LONGEST
      ? `"${value.slice(0, LONGEST)}…" (${value.length} characters)`
      : `"${value}"`;
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

/** Whether a value looks like a private key, a seed or a seed's words, or a text that holds one. */
function couldBeSecret(value: unknown): boolean {
  return (typeof value === "string" || typeof value === "bigint") && couldHoldSecret(String(value));
}

/** Thrown when an input is refused before anything is signed or sent. `field` is its path and `value` what it was. */
export class InvalidFieldError extends BaseError {
  override readonly name = "InvalidFieldError";
  /** Path of the input, such as `terms.milestones[0].amount`. */
  readonly field: string;
  /** The value as text; `(not shown)` where it could be a secret. */
  readonly value: string;

  constructor(input: {
    readonly field: string;
    readonly value: unknown;
    /** What is wrong with it, as it follows the field's name: "must be …". */
    readonly problem: string;
    readonly remedy: string;
    readonly docsPage?: BaseErrorOptions["docsPage"];
    /** True when the value may be a secret, such as anything given in place of an account. */
    readonly secret?: boolean;
    /** True when a hash belongs there; otherwise 32 bytes are not shown, as they could be a private key. */
    readonly hash?: boolean;
  }) {
    const { field, problem, remedy, docsPage } = input;
    const isSecret = input.secret || (!input.hash && couldBeSecret(input.value));
    const value = isSecret ? "(not shown)" : describeValue(input.value);
    super(`${field} ${problem}; it is ${value}.`, {
      remedy,
      ...(docsPage === undefined ? {} : { docsPage }),
    });
    this.field = field;
    this.value = value;
  }
}
