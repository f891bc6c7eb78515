/** Characters of one text among the arguments of an event; of a longer one the beginning is kept. */
export const LONGEST_TEXT = 16_384;

/** An argument of an event, or what a packed one has in it. */
export type Argument =
  | string
  | number
  | bigint
  | boolean
  | readonly Argument[]
  | { readonly [name: string]: Argument };

/** Arguments as JSON: whole numbers as text, since some do not fit a number of JSON. */
export function argumentsText(args: Readonly<Record<string, Argument>>): string {
  return JSON.stringify(args, (_, value: Argument) => {
    if (typeof value === "number" || typeof value === "bigint") return String(value);
    if (typeof value !== "string" || value.length <= LONGEST_TEXT) return value;
    return { cut: value.slice(0, LONGEST_TEXT), length: value.length };
  });
}
