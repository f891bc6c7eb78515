import { type Hex, isHex, size } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { ADDRESS_REMEDY, isEncodable, NO_ADDRESS } from "../json/addresses.ts";
import { timeRemedy } from "../json/remedies.ts";

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
    const problem = element === undefined ? problemOf(type, value) : listProblem(value);
    if (problem !== undefined) {
      throw new InvalidFieldError({ field, value, address: type === "address", ...problem });
    }
    if (element === undefined || !Array.isArray(value)) continue;
    value.forEach((each: object, index) => {
      checkMessage(`${field}[${index}]`, element, each, types);
    });
  }
}

function listProblem(value: unknown): { problem: string; remedy: string } | undefined {
  const isList =
    Array.isArray(value) && value.every((each: unknown) => typeof each === "object" && each !== null);
  return isList ? undefined : { problem: "must be an array of objects", remedy: "Pass a list." };
}

/** What is wrong with a value for a Solidity type, and what to do; undefined when nothing is. */
function problemOf(type: string, value: unknown): { problem: string; remedy: string } | undefined {
  const uint = /^uint(\d+)$/.exec(type);
  if (uint !== null) return uintProblem(Number(uint[1]), value);
  if (type === "bytes32" && !(isHex(value) && size(value as Hex) === 32)) {
    return {
      problem: "must be 32 bytes in hex",
      remedy: "Give 0x and 64 hex digits, such as a keccak256 hash.",
    };
  }
  if (type === "address" && !isEncodable(value)) return { problem: NO_ADDRESS, remedy: ADDRESS_REMEDY };
  if (type === "string" && typeof value !== "string") {
    return { problem: "must be a string", remedy: "Give text." };
  }
  return undefined;
}

function uintProblem(bits: number, value: unknown): { problem: string; remedy: string } | undefined {
  if (bits === TIME_BITS) return timeProblem(value);
  const wide = bits > 48;
  const remedy = wide ? "Give a bigint, such as 1000000n." : "Give a whole number.";
  const typed = wide ? typeof value === "bigint" : Number.isSafeInteger(value);
  if (!typed) return { problem: `must be a ${wide ? "bigint" : "whole number"}`, remedy };
  const whole = BigInt(value as bigint | number);
  if (whole < 0n || whole >= 1n << BigInt(bits)) return { problem: `must fit uint${bits}`, remedy };
  return undefined;
}

function timeProblem(value: unknown): { problem: string; remedy: string } | undefined {
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 2 ** TIME_BITS) return undefined;
  return { problem: "must be a whole number of unix seconds", remedy: timeRemedy(value) };
}
