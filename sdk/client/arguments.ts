import { type AbiFunction, type AbiParameter, getAbiItem } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { type Problem, problemOfValue } from "../protocol/check-message.ts";
import type { ContractCall } from "./action-types.ts";

const NO_LIST: Problem = { problem: "must be an array", remedy: "Pass a list." };

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
  if (type.endsWith("]")) return Array.isArray(value) ? undefined : NO_LIST;
  if (type === "tuple") {
    const fits = typeof value === "object" && value !== null;
    return fits ? undefined : { problem: "must be an object", remedy: "Pass all its fields." };
  }
  // Salts, ids and seats may be numbers, which the encoder takes as well.
  const isId = Number.isSafeInteger(value) && /^uint(64|128|256)$/.test(type);
  return problemOfValue(type, isId ? BigInt(value as number) : value);
}
