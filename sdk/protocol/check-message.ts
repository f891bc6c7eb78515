import { InvalidFieldError } from "../errors/field.ts";
import { ADDRESS_REMEDY, isEncodable, NO_ADDRESS } from "../json/addresses.ts";
import { requireOptions } from "../json/options.ts";
import { timeRemedy } from "../json/remedies.ts";
import { isBytes } from "./hex-parts.ts";

/** Every uint40 of the typed data is a time. */
const TIME_BITS = 40;

interface FieldType {
  readonly name: string;
  readonly type: string;
}

/**
 * Refuses a message whose fields do not fit their types.
 *
 * @param types The structs that fields may be lists of; lists of others are the encoder's.
 */
export function checkMessage(
  subject: string,
  fields: readonly FieldType[],
  message: object,
  types: Readonly<Record<string, readonly FieldType[]>> = {},
): void {
  const values = new Map<string, unknown>(Object.entries(message));
  for (const { name, type } of fields) {
    const value = values.get(name);
    const field = `${subject}.${name}`;
    const element = type.endsWith("[]") ? types[type.slice(0, -2)] : undefined;
    const problem = element === undefined ? problemOfValue(type, value) : listProblem(value);
    if (problem !== undefined) {
      throw new InvalidFieldError({ field, value, address: type === "address", ...problem });
    }
    if (element === undefined || !Array.isArray(value)) continue;
    value.forEach((each: object, index) => {
      requireOptions(each, namesOf(element), `${field}[${index}]`);
      checkMessage(`${field}[${index}]`, element, each, types);
    });
  }
}

/** The names of the fields of a type, in one text. */
export function namesOf(fields: readonly FieldType[]): string {
  return fields.map(({ name }) => name).join(" ");
}

/** What is wrong with a value, and what is to be done about it. */
export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

function listProblem(value: unknown): Problem | undefined {
  const isList =
    Array.isArray(value) && value.every((each: unknown) => typeof each === "object" && each !== null);
  return isList ? undefined : { problem: "must be an array of objects", remedy: "Pass a list." };
}

/** What is wrong with a value for a Solidity type that is no list and no struct; undefined when nothing is. */
export function problemOfValue(type: string, value: unknown): Problem | undefined {
  const uint = /^uint(\d+)$/.exec(type);
  if (uint !== null) return uintProblem(Number(uint[1]), value);
  const refuseUnless = (fits: boolean, problem: string, remedy: string) =>
    fits ? undefined : { problem, remedy };
  if (type === "address") return refuseUnless(isEncodable(value), NO_ADDRESS, ADDRESS_REMEDY);
  if (type === "bool")
    return refuseUnless(typeof value === "boolean", "must be true or false", "Pass a boolean.");
  if (type === "string") return refuseUnless(typeof value === "string", "must be a string", "Give text.");
  const length = /^bytes(\d*)$/.exec(type)?.[1];
  if (length === undefined) return undefined;
  const fits = isBytes(value, length === "" ? undefined : Number(length));
  const remedy =
    length === "32"
      ? "Give 0x and 64 hex digits, such as a keccak256 hash."
      : "Give 0x and two hex digits for each byte.";
  return refuseUnless(fits, `must be ${length === "" ? "" : `${length} `}bytes in hex`, remedy);
}

function uintProblem(bits: number, value: unknown): Problem | undefined {
  if (bits === TIME_BITS) return timeProblem(value);
  const wide = bits > 48;
  const remedy = wide ? "Give a bigint, such as 1000000n." : "Give a whole number.";
  const typed = typeof value === "bigint" || (!wide && Number.isSafeInteger(value));
  if (!typed) return { problem: `must be a ${wide ? "bigint" : "whole number"}`, remedy: remedy };
  const whole = BigInt(value as bigint | number);
  if (whole < 0n || whole >= 1n << BigInt(bits)) return { problem: `must fit uint${bits}`, remedy: remedy };
  return undefined;
}

function timeProblem(value: unknown): Problem | undefined {
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  if (isWhole && Number(value) >= 0 && Number(value) < 2 ** TIME_BITS) return undefined;
  return { problem: "must be a whole number of unix seconds", remedy: timeRemedy(value) };
}
