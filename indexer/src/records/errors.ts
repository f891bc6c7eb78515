import { quittanceAbi } from "quittance/abi";
import { type Hex, toFunctionSelector } from "viem";
import { formatAbiItem } from "viem/utils";

/** Names of the contract's errors by selector. */
const names = new Map(
  quittanceAbi.flatMap((item) =>
    item.type === "error" ? [[toFunctionSelector(formatAbiItem(item)), item.name as string] as const] : [],
  ),
);

/** The name of the contract's error with this selector; null when it has none such. */
export function errorNameOf(selector: Hex): string | null {
  return names.get(selector) ?? null;
}
