import { getAddress, isAddress } from "viem";
import { timeText, usdcText } from "../../../protocol/explaining/formats.ts";
import type { Terms } from "../../../protocol/terms.ts";

/** A field of terms that is otherwise than in the first offer, for people. */
export interface TermsChange {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

const ABSENT = "none";
const AMOUNT = /(^|\.)(amount|verificationFee|bond|remainder)$/;
const TIME = /(^|\.)(deadline|openBy)$/;

/** What differs between two terms, field by field. */
export function changesBetween(before: Terms, after: Terms): readonly TermsChange[] {
  const [one, other] = [flat(before), flat(after)];
  const fields = [...new Set([...one.keys(), ...other.keys()])];
  return fields.flatMap((field) => {
    const [was, is] = [one.get(field) ?? ABSENT, other.get(field) ?? ABSENT];
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

function flat(value: unknown, path = "", found = new Map<string, string>()): Map<string, string> {
  if (typeof value !== "object" || value === null) {
    if (value !== undefined) found.set(path, shown(path, value));
    return found;
  }
  for (const [name, part] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    flat(part, at, found);
  }
  return found;
}

function shown(path: string, value: unknown): string {
  const text = String(value);
  if (AMOUNT.test(path)) return usdcText(BigInt(text));
  if (TIME.test(path)) return timeText(Number(text));
  return isAddress(text, { strict: false }) ? getAddress(text.toLowerCase()) : text;
}
