const LONGEST = 120;

/**
 * A text without characters that a terminal obeys or that turn the direction of writing: each is written as its code.
 *
 * @param kept Such characters that stay all the same.
 *
 * @example
 * import { printable } from "quittance";
 *
 * console.log(printable("paid\u001b[2J")); // paid\u001b[2J
 */
export function printable(text: string, kept = ""): string {
  // What is no text may be nested too deep to be written as one.
  const written = typeof text === "object" ? "" : String(text);
  return written.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    kept.includes(character) ? character : `\\u${digitsOf(character)}`,
  );
}

/** The code of a character as JavaScript writes it: four digits, or braces around more. */
function digitsOf(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
  return digits.length > 4 ? `{${digits}}` : digits;
}

/** The start of a text that is too long for one line, and whether it goes on. */
export function startOf(
  text: string,
  longest = LONGEST,
): { readonly start: string; readonly isCut: boolean } {
  const isCut = text.length > longest;
  return { start: printable(isCut ? text.slice(0, longest) : text), isCut };
}
