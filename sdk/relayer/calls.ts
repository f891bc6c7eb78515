import { type AbiFunction, decodeAbiParameters, type Hex, slice, toFunctionSelector } from "viem";
import { quittanceAbi } from "../abi/quittance.ts";
import { lazily } from "../errors/lazily.ts";

/** A call of the contract, with its arguments in order. */
export interface DecodedCall {
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** viem hashes the signatures of an ABI at each call that it decodes; a relayer decodes hundreds of calls in a second. */
const functions = /* @__PURE__ */ lazily(
  () =>
    new Map(
      (quittanceAbi as readonly { readonly type: string }[])
        .filter((item): item is AbiFunction => item.type === "function")
        .map((item) => [toFunctionSelector(item), item]),
    ),
);

/** The selector of a function; no two of the contract have one name. */
export function selectorOf(name: string): Hex {
  const [selector] = [...functions()].find(([, item]) => item.name === name) ?? [];
  if (selector === undefined) throw new TypeError(`the contract has no function ${name}`);
  return selector;
}

/** The name of the function that calldata calls; undefined where the contract has none of it. */
export const functionNameOf = (data: Hex): string | undefined => functions().get(slice(data, 0, 4))?.name;

/**
 * Reads a call of the contract. Undefined for a function that it does not have.
 *
 * @throws What viem throws for arguments that do not fit the function.
 */
export function decodeCall(data: Hex): DecodedCall | undefined {
  const item = functions().get(slice(data, 0, 4));
  if (item === undefined) return undefined;
  const args = item.inputs.length === 0 ? [] : decodeAbiParameters(item.inputs, slice(data, 4));
  return { functionName: item.name, args };
}
