import { InvalidFieldError } from "../../errors/field.ts";

/** What a whole number must be within, and what to do when it is not. */
interface Span {
  readonly least: number;
  readonly most?: number;
  readonly remedy: string;
  /** True for what is never shown, not even to the one who gave it: errors end in logs. */
  readonly secret?: boolean;
}

/** @throws InvalidFieldError for what is no whole number within a span. */
export function requireWhole(
  field: string,
  value: unknown,
  { least, most, remedy, secret = false }: Span,
): void {
  const isWhole = typeof value === "number" && Number.isSafeInteger(value);
  if (isWhole && value >= least && (most === undefined || value <= most)) return;
  const problem =
    most === undefined
      ? `must be a whole number from ${least} on`
      : `must be a whole number from ${least} to ${most}`;
  throw new InvalidFieldError({ field, value, problem, remedy, secret });
}

/** @throws InvalidFieldError for what is none of some texts. */
export function requireOneOf(field: string, value: unknown, texts: readonly string[]): void {
  if (typeof value === "string" && texts.includes(value)) return;
  const listed = texts.map((text) => `"${text}"`).join(", ");
  throw new InvalidFieldError({
    field,
    value,
    problem: `must be one of ${listed}`,
    remedy: `Give one of ${listed}.`,
  });
}
