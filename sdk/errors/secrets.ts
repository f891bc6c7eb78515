const HIDDEN = "(not shown)";

const SECRETS: readonly RegExp[] = [
  // A private key or a seed: 32 bytes in hex that stand alone, with or without 0x.
  /(?<![0-9a-z])(?:0x)?[0-9a-f]{64}(?![0-9a-z])/gi,
  // The same as a list of numbers.
  /(?<![\d.])\d{1,3}(?:\s*,\s*\d{1,3}){31,}/g,
  // The same as one number.
  /(?<![0-9a-z])\d{70,}(?![0-9a-z])/gi,
  // An extended private key (BIP-32).
  /\b[xyztuv]prv[1-9A-HJ-NP-Za-km-z]{60,}/g,
  // The words of a seed (BIP-39): 12, 15, 18, 21 or 24, which are the whole text or stand in quotes.
  /(?<=^\s*|["'`]\s*)[a-z]{3,8}(?:\s+[a-z]{3,8}){2}(?:(?:\s+[a-z]{3,8}){3}){3,7}(?=\s*$|\s*["'`])/g,
];

/** Whether a text holds what looks like a private key, a seed or a seed's words. Hashes look the same. */
export function couldHoldSecret(text: string): boolean {
  return withoutSecrets(text) !== text;
}

/**
 * A text from elsewhere (an account, a library, a command line) without what looks like a private key, a seed or a seed's
 * words. Hashes look the same and are left out, too, so this is only for texts in which none is needed.
 *
 * @example
 * import { withoutSecrets } from "quittance";
 *
 * console.log(withoutSecrets(`unknown option --key=0x${"ab".repeat(32)}`)); // unknown option --key=(not shown)
 */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
}
