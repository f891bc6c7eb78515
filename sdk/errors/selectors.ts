import { type Hex, toFunctionSelector } from "viem";
import type { ContractErrorName } from "./contract-error.ts";
import { contractErrorsAbi } from "./contract-errors.ts";

let names: ReadonlyMap<string, ContractErrorName> | undefined;

/** The name of a contract's error by its 4-byte selector; undefined for one this package does not know. */
export function errorNameOf(selector: Hex): ContractErrorName | undefined {
  names ??= new Map(
    contractErrorsAbi().map(({ name, inputs }) => [
      toFunctionSelector(`${name}(${inputs.map(({ type }) => type).join(",")})`),
      name,
    ]),
  );
  return names.get(selector);
}
