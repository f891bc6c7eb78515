const HIDDEN = "(not shown)";

/** Digits of a whole key in groups, some zeros in front left out. */
const GROUPED = 60;
/** Different digits that a random key has at least; zeros and fillings have fewer. */
const VARIED = 6;
/** How often a key in base64 or base58 changes between capitals, small letters and digits, at the very least. */
const MIXED = 10;

/** An address, which is never secret. */
const ADDRESS = /^0x[0-9a-f]{40}$/i;
const ADDRESSES = /0x[0-9a-f]{40}(?![0-9a-f])/gi;
/** An address, or what could be a key in hex, base64 or base58, with what it is glued to. */
const RUNS =
  /(?<![0-9a-z])0x[0-9a-f]{40}(?![0-9a-z])|(?:(?!(?<![0-9a-z])0x[0-9a-f]{40}(?![0-9a-z]))[0-9a-z+/_%-]){40,}={0,2}/gi;
/** Hex digits in groups, between them spaces, colons and the like, also as JSON writes them. */
const GROUPS = /(?<![0-9a-f])(?:0x)?[0-9a-f]+(?:(?:\\[nrt]|[\s:,;._/"'-]){1,4}(?:0x)?[0-9a-f]+)+/gi;

const SECRETS: readonly RegExp[] = [
  // A private key or a seed: 32 bytes in hex that stand alone, with or without 0x.
  /(?<![0-9a-z])(?:0x)?[0-9a-f]{64}(?![0-9a-z])/gi,
  // The same, or a part of it, as a list of numbers, or as the object that JSON makes of bytes.
  /(?<![\d.])(?:\\{0,3}["']?\d{1,4}\\{0,3}["']?\s*:\s*)?\d{1,3}(?:\s*,\s*(?:\\{0,3}["']?\d{1,4}\\{0,3}["']?\s*:\s*)?\d{1,3}){19,}/g,
  // The same, or a part of it, as bytes in hex, each with its 0x.
  /0x[0-9a-f]{1,2}(?:[\s,;:]{1,3}0x[0-9a-f]{1,2}){19,}/gi,
  // The same as one number.
  /(?<![0-9a-z])\d{70,}(?![0-9a-z])/gi,
  // An extended private key (BIP-32).
  /\b[xyztuv]prv[1-9A-HJ-NP-Za-km-z]{60,}/g,
  // The words of a seed (BIP-39): 12, 15, 18, 21 or 24, which are the whole text or stand in quotes.
  /(?<=^\s*|["'`]\s*)[a-z]{3,8}(?:[\s,]+[a-z]{3,8}){2}(?:(?:[\s,]+[a-z]{3,8}){3}){3,7}(?=\s*$|\s*["'`])/gi,
];

/** Whether a text holds what looks like a private key, a seed or a seed's words. Hashes look the same. */
export function couldHoldSecret(text: string): boolean {
  return withoutSecrets(text) !== text;
}

/**
 * A text from elsewhere (an account, a library, a command line) without what looks like a private key, a seed or a seed's
 * words, whole or with digits too few or too many. Hashes look the same and are left out, too, so this is only for texts in
 * which none is needed.
 *
 * @example
 * import { withoutSecrets } from "quittance";
 *
 * console.log(withoutSecrets(`unknown option --key=0x${"ab".repeat(32)}`)); // unknown option --key=(not shown)
 */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
    .replaceAll(RUNS, (run) => (isKeyLike(run) ? HIDDEN : run))
    .replaceAll(GROUPS, (groups) => (isGroupedKey(groups) ? HIDDEN : groups));
}

/** Whether a run of letters and digits holds what looks like a key in hex, base64 or base58. */
function isKeyLike(run: string): boolean {
  if (ADDRESS.test(run)) return false;
  const inHex = run.match(/[0-9a-f]{40,}/gi) ?? [];
  if (inHex.some(isVaried)) return true;
  const kinds = run.replaceAll(/[^0-9a-z]/gi, "").match(/[a-z]+|[A-Z]+|\d+/g) ?? [];
  return kinds.length > MIXED && !/^[0-9a-fx]*$/i.test(run);
}

function isGroupedKey(groups: string): boolean {
  // Addresses may stand beside each other, and beside numbers.
  const digits = groups.replaceAll(ADDRESSES, "").replaceAll(/0x|\\[nrt]|[^0-9a-f]/gi, "");
  return digits.length >= GROUPED && isVaried(digits);
}

function isVaried(digits: string): boolean {
  return new Set(digits.toLowerCase()).size >= VARIED;
}
