import type { Hex } from "viem";
import type { ContractErrorName } from "./contract-error.ts";
import { contractErrorAbi } from "./contract-errors.ts";

/** The name of a contract's error by its 4-byte selector; undefined for one this package does not know. */
export function errorNameOf(selector: Hex): ContractErrorName | undefined {
  return contractErrorAbi(selector)?.name;
}
