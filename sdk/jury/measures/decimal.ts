/** A decimal number: digits × 10^exponent, exactly. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const FORM = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const LONGEST = 100;
const TEN = 10n;

/** Reads a decimal: text of the form, or a JSON number by the shortest text that JavaScript writes for it. */
export function decimalOf(value: unknown): Decimal | undefined {
  const text = typeof value === "number" && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  const [, sign = "", whole, fraction = "", power = "0"] = FORM.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return { digits: BigInt(`${sign}${whole}${fraction}`), exponent: Number(power) - fraction.length };
}

/** |value − reference| ≤ absolute, or ≤ relative × |reference|. */
export function isWithin(
  value: Decimal,
  reference: Decimal,
  tolerance: { readonly absolute: Decimal; readonly relative: Decimal },
): boolean {
  const far = magnitude(minus(value, reference));
  if (isAtMost(far, tolerance.absolute)) return true;
  const { digits, exponent } = tolerance.relative;
  return isAtMost(far, {
    digits: digits * magnitude(reference).digits,
    exponent: exponent + reference.exponent,
  });
}

function minus(one: Decimal, other: Decimal): Decimal {
  const exponent = Math.min(one.exponent, other.exponent);
  return { digits: scaled(one, exponent) - scaled(other, exponent), exponent };
}

function isAtMost(one: Decimal, other: Decimal): boolean {
  const exponent = Math.min(one.exponent, other.exponent);
  return scaled(one, exponent) <= scaled(other, exponent);
}

function magnitude({ digits, exponent }: Decimal): Decimal {
  return { digits: digits < 0n ? -digits : digits, exponent };
}

/** Its digits as a multiple of 10^exponent, which is no larger than its own exponent. */
function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * TEN ** BigInt(exponent - to);
}
