import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import { list, must, record, type Schema, text, uint } from "../json/fields.ts";

/** Clause kinds that a profile or a draw names. */
export const MOST_MEASURES = 32;
export const MOST_LANGUAGES = 64;
const LONGEST_NAME = 100;

/** Text of one line: no control character, no mark that turns the direction of what follows, 1 to `longest` characters. */
export function line(longest = LONGEST_NAME): Schema<string> {
  const isLine = (value: string) =>
    value.length > 0 && value.length <= longest && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(value);
  return text(isLine, `must be one line of 1 to ${longest} characters, without control characters`);
}

/** Names of clause kinds, each once. */
export function measures(): Schema<string[]> {
  const measure = text(
    (value) => /^[a-z][a-z0-9-]{0,39}$/.test(value),
    "must be a clause kind, such as coverage",
  );
  return list(measure, { entries: "clause kinds", maximum: MOST_MEASURES }).check(
    must((all) => isDistinct(all), "must name each clause kind once"),
  );
}

/** Language tags (BCP 47), each once in any letter case. */
export function languages(): Schema<string[]> {
  const tag = text(
    (value) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$/.test(value),
    "must be a language tag (BCP 47), such as en or pt-BR",
  );
  return list(tag, { entries: "language tags", maximum: MOST_LANGUAGES }).check(
    must((all) => isDistinct(all.map((one) => one.toLowerCase())), "must name each language once"),
  );
}

/** A number of a block. */
export function blockNumber(): Schema<number> {
  return uint(48);
}

/** A literal format name. */
export function format<const Name extends string>(name: Name): Schema<Name> {
  return z.literal(name, { error: `must be "${name}"` });
}

/** A model that a juror says it judges with. */
export interface JurorModel {
  /** Such as `anthropic`, or the host that serves it. */
  readonly provider: string;
  /** Such as `claude` or `llama`. */
  readonly family: string;
  readonly name: string;
}

export function model(): Schema<JurorModel> {
  return record({ provider: line(), family: line(), name: line() });
}

const isDistinct = (values: readonly string[]) => new Set(values).size === values.length;

/** The lower case of an address or a hash, by which they are compared and put in order. */
export function keyOf(value: Address | Hex): string {
  return value.toLowerCase();
}
