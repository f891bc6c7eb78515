import {
  type AbiFunction,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  getAbiItem,
  type Hex,
  numberToHex,
  size,
  stringToHex,
  toFunctionSelector,
} from "viem";
import type { ContractCall } from "./action-types.ts";
import { requireArguments } from "./arguments.ts";

const WORD = 32;
const STATIC = /^(u?int\d+|address|bool|bytes\d+)$/;
const DYNAMIC = /^(bytes|string)$/;

/**
 * ABI-encodes a call without the zeros that pad one byte string up to the next: each argument says where it starts,
 * so decoders need no padding there, and every byte of calldata is paid for. The last one keeps its padding, for
 * decoders that read whole words. Calls with other types of arguments are encoded as usual.
 */
export function encodeCall(call: ContractCall): Hex {
  const item = getAbiItem({ abi: call.abi, name: call.functionName, args: call.args } as never) as
    | AbiFunction
    | undefined;
  const inputs = item?.inputs ?? [];
  requireArguments(call);
  if (item === undefined || !inputs.every(({ type }) => STATIC.test(type) || DYNAMIC.test(type))) {
    return encodeFunctionData(call);
  }
  // Refuses arguments that are not what the ABI says, as for any other call.
  encodeFunctionData(call);
  const heads: Hex[] = [];
  const tails: Hex[] = [];
  let end = inputs.length * WORD;
  inputs.forEach(({ type }, index) => {
    const argument = call.args?.[index];
    if (!DYNAMIC.test(type)) {
      heads.push(encodeAbiParameters([{ type }], [argument]));
      return;
    }
    const bytes = type === "string" ? stringToHex(argument as string) : (argument as Hex);
    const length = size(bytes);
    heads.push(numberToHex(end, { size: WORD }));
    tails.push(numberToHex(length, { size: WORD }), bytes);
    end += WORD + length;
  });
  const last = tails.at(-1);
  const padding = last === undefined ? 0 : (WORD - (size(last) % WORD)) % WORD;
  return concat([toFunctionSelector(item), ...heads, ...tails, `0x${"00".repeat(padding)}`]);
}
