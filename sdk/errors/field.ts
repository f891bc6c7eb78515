import { BaseError, type BaseErrorOptions } from "./base.ts";
import { startOf } from "./printable.ts";
import { couldHoldSecret, withoutSecrets } from "./secrets.ts";

const HIDDEN = "(not shown)";
/** Characters of an address. What is longer where one belongs could be a key in any form. */
const ADDRESS_LENGTH = 42;
/** Larger numbers than any amount, such as a key is. */
const LARGEST_SHOWN = 0x100000000000000000000000000000000000000000000000000n;

/** A value as a person can read it in one line; never more than the start of something long. */
export function describeValue(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") {
    const { start, isCut } = startOf(value);
    return isCut ? `"${start}…" (${value.length} characters)` : `"${start}"`;
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return "an object";
  const { start, isCut } = startOf(String(value));
  return isCut ? `${start}…` : start;
}

/** `describeValue`, but nothing of what could be a key; a hash only where one belongs. */
export function describeSafely(value: unknown, hash = false): string {
  return isShown({ value, hash }) ? describeValue(value) : HIDDEN;
}

/** The name of a field, which may come from elsewhere: in one line, and without what looks like a key. */
export function describeField(field: string): string {
  const { start, isCut } = startOf(withoutSecrets(String(field)));
  return isCut ? `${start}…` : start;
}

/** Whether a value looks like a private key, a seed or a seed's words, or a text that holds one. */
function couldBeSecret(value: unknown): boolean {
  if (typeof value === "bigint") return value >= LARGEST_SHOWN || value <= -LARGEST_SHOWN;
  return (typeof value === "string" || typeof value === "symbol") && couldHoldSecret(textOf(value));
}

const textOf = (value: string | symbol): string =>
  typeof value === "symbol" ? (value.description ?? "") : value;

const isDomainName = (value: unknown): boolean =>
  typeof value === "string" && /^[^\s.]+(\.[^\s.]+)+$/.test(value);
const RESOLVE_FIRST =
  "Names are not resolved here: ask getEnsAddress of viem for the address, and pass that.";

const isHash = (value: unknown): boolean => typeof value === "string" && /^0x[0-9a-f]{64}$/i.test(value);

const isLongerThanAddress = (value: unknown): boolean =>
  (typeof value === "string" || typeof value === "symbol") && textOf(value).length > ADDRESS_LENGTH;

/** What is refused, and why. */
interface Refusal {
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
  /** True when an address belongs there: nothing longer than one is shown, as it could be a private key in any form. */
  readonly address?: boolean;
  /** True when there is no such field, so that its value does not matter. */
  readonly unknown?: boolean;
  /** The value as an earlier error told it, in the place of the value. */
  readonly told?: string;
}

/** Thrown when an input is refused before anything is signed or sent. `field` is its path and `value` what it was. */
export class InvalidFieldError extends BaseError {
  override readonly name = "InvalidFieldError";
  /** Path of the input, such as `terms.milestones[0].amount`. */
  readonly field: string;
  /** The value as text; `(not shown)` where it could be a secret, or there is no such field. */
  readonly value: string;
  readonly #told: Omit<Refusal, "field" | "value">;

  constructor(input: Refusal) {
    const { problem, docsPage, unknown = false } = input;
    const isName = input.address === true && isDomainName(input.value);
    const remedy = isName ? RESOLVE_FIRST : input.remedy;
    const field = describeField(input.field);
    const value = input.told ?? (!unknown && isShown(input) ? describeValue(input.value) : HIDDEN);
    super(unknown ? `${field} ${problem}.` : `${field} ${problem}; it is ${value}.`, {
      remedy,
      ...(docsPage === undefined ? { docsSection: "errors-before-anything-is-sent" } : { docsPage }),
    });
    this.field = field;
    this.value = value;
    // Without the value itself, which may be a key.
    this.#told = { problem, remedy, docsPage, unknown, told: value };
  }

  /** The same of a field that has another path: `from`, with which it starts, is `to`. */
  renamed(from: string, to: string): InvalidFieldError {
    if (!this.field.startsWith(from)) return this;
    const field = to + this.field.slice(from.length);
    return new InvalidFieldError({ ...this.#told, field, value: undefined });
  }
}

/** Runs a check of one entry of a list, and names the entry in what it refuses: `from` in its paths is `to`. */
export function inEntry<Result>(from: string, to: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw error instanceof InvalidFieldError ? error.renamed(from, to) : error;
  }
}

/** What a function throws for a field that it does not know. `owner` is the path of the object that has it. */
export function unknownField(owner: string, name: string, remedy: string): InvalidFieldError {
  return new InvalidFieldError({
    // Alone first: glued to another name, a key or a seed may look like neither.
    field: `${owner}.${describeField(name)}`,
    value: undefined,
    unknown: true,
    problem: `is not a field of ${describeField(owner)}`,
    remedy,
  });
}

function isShown(input: {
  readonly value: unknown;
  readonly secret?: boolean;
  readonly hash?: boolean;
  readonly address?: boolean;
}): boolean {
  if (input.secret) return false;
  if (input.hash && isHash(input.value)) return true;
  return !couldBeSecret(input.value) && !(input.address && isLongerThanAddress(input.value));
}
