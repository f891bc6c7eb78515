import { type AbiFunction, type AbiParameter, getAbiItem, isHex, size } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { ADDRESS_REMEDY, isEncodable, NO_ADDRESS } from "../json/addresses.ts";
import type { ContractCall } from "./action-types.ts";

interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

/**
 * Refuses arguments that do not fit the function's types, by their names in the ABI. Encoders refuse them as well, in words
 * that repeat the value.
 */
export function requireArguments({ abi, functionName, args }: Omit<ContractCall, "value">): void {
  const item = getAbiItem({ abi, name: functionName, args } as never) as AbiFunction | undefined;
  item?.inputs.forEach((input, index) => {
    requireArgument(input, input.name ?? `argument ${index}`, args[index]);
  });
}

function requireArgument(parameter: AbiParameter, field: string, value: unknown): void {
  const problem = problemOf(parameter, value);
  const { type } = parameter;
  if (problem !== undefined) {
    throw new InvalidFieldError({ field, value, address: type === "address", ...problem });
  }
  if (Array.isArray(value)) {
    const element = { ...parameter, type: type.replace(/\[\d*\]$/, "") };
    value.forEach((each, index) => {
      requireArgument(element, `${field}[${index}]`, each);
    });
  } else if ("components" in parameter) {
    for (const component of parameter.components) {
      const name = component.name ?? "";
      requireArgument(component, `${field}.${name}`, Reflect.get(Object(value), name));
    }
  }
}

/** What is wrong with a value for an ABI type, its parts aside; undefined when nothing is. */
function problemOf({ type }: AbiParameter, value: unknown): Problem | undefined {
  const of = (fits: boolean, problem: string, remedy: string) => (fits ? undefined : { problem, remedy });
  if (type.endsWith("]")) return of(Array.isArray(value), "must be an array", "Pass a list.");
  if (type === "tuple") {
    return of(typeof value === "object" && value !== null, "must be an object", "Pass all its fields.");
  }
  if (type === "address") {
    return of(isEncodable(value), NO_ADDRESS, ADDRESS_REMEDY);
  }
  if (type === "bool") return of(typeof value === "boolean", "must be true or false", "Pass a boolean.");
  if (type === "string") return of(typeof value === "string", "must be a string", "Give text.");
  const uint = /^uint(\d+)$/.exec(type);
  if (uint !== null) {
    const whole = typeof value === "bigint" || Number.isSafeInteger(value);
    const fits =
      whole && BigInt(value as bigint) >= 0n && BigInt(value as bigint) < 1n << BigInt(uint[1] ?? 0);
    return of(fits, `must be a whole number that fits ${type}`, "Give a bigint or a number.");
  }
  const length = /^bytes(\d*)$/.exec(type)?.[1];
  if (length === undefined) return undefined;
  const fits = isHex(value) && (length === "" || size(value) === Number(length));
  const what = length === "" ? "bytes" : `${length} bytes`;
  return of(fits, `must be ${what} in hex`, "Give 0x and two hex digits for each byte.");
}
