import type { AbiFunction, AbiParameter } from "viem";
import { erc792ArbiterAbi } from "../../sdk/abi/erc792-arbiter.ts";
import { jurorPoolAbi } from "../../sdk/abi/juror-pool.ts";
import { quittanceAbi } from "../../sdk/abi/quittance.ts";
import { capabilityNames } from "../../sdk/protocol/capabilities.ts";
import {
  type DescribedField,
  type DescribedFormat,
  type Descriptor,
  described,
  descriptor,
} from "./descriptor.ts";
import { argumentWords, innerCalls, intents } from "./words.ts";

type Entry = AbiFunction | { readonly type: string };

/** The functions of an ABI that change something. */
export function changing(abi: readonly Entry[]): AbiFunction[] {
  return abi.filter(
    (entry): entry is AbiFunction =>
      entry.type === "function" &&
      "stateMutability" in entry &&
      ["payable", "nonpayable"].includes(entry.stateMutability),
  );
}

/** A parameter as a signature with names has it: a struct by its members. */
function parameterText(parameter: AbiParameter): string {
  const type =
    "components" in parameter
      ? parameter.type.replace("tuple", `(${parameter.components.map(parameterText).join(",")})`)
      : parameter.type;
  return `${type} ${parameter.name}`;
}

const signatureOf = ({ name, inputs }: AbiFunction): string =>
  `${name}(${inputs.map(parameterText).join(",")})`;

interface Arguments {
  readonly shown: readonly DescribedField[];
  readonly packed: readonly string[];
}

function argumentsIn(call: string, parameters: readonly AbiParameter[], before = ""): Arguments {
  const parts = parameters.map((parameter): Arguments => {
    const name = parameter.name ?? "";
    const path = `${before}${name}${parameter.type.endsWith("[]") ? ".[]" : ""}`;
    if ("components" in parameter) return argumentsIn(call, parameter.components, `${path}.`);
    const inner = innerCalls[`${call}.${name}`];
    if (inner !== undefined) return { shown: [innerCall(path, inner)], packed: [] };
    if (parameter.type.startsWith("bytes") && !parameter.type.startsWith("bytes32")) {
      return { shown: [], packed: [path] };
    }
    const [label, format] = argumentWords[`${call}.${name}`] ?? argumentWords[name] ?? [];
    if (label === undefined || format === undefined) {
      throw new Error(`${call}: the argument ${name} has no words. Add them to scripts/descriptors/words.ts`);
    }
    return { shown: [argument(path, label, format)], packed: [] };
  });
  return { shown: parts.flatMap(({ shown }) => shown), packed: parts.flatMap(({ packed }) => packed) };
}

/** Calls of this contract inside a call: a wallet shows each by its own form. */
function innerCall(path: string, label: string): DescribedField {
  return { path, label, format: "calldata", params: { calleePath: "@.to" } };
}

function argument(path: string, label: string, format: string): DescribedField {
  if (format !== "capabilities") return described(path, label, format);
  return { path, label, format: "enum", params: { $ref: "$.metadata.enums.capabilities" } };
}

function formatOf(call: AbiFunction): DescribedFormat {
  const intent = intents[call.name];
  if (intent === undefined) {
    throw new Error(`${call.name} has no intent. Add it to scripts/descriptors/words.ts`);
  }
  const { shown, packed } = argumentsIn(call.name, call.inputs);
  const paid = { path: "@.value", label: "Fee of the court", format: "amount" };
  const fields = call.stateMutability === "payable" ? [...shown, paid] : shown;
  const required = fields.map(({ path }) => path);
  if (packed.length === 0) return { intent, fields, required };
  // A wallet cannot read packed bytes, and says so.
  const unread = packed.map((path) => path.replaceAll(".[]", "")).join(", ");
  return { intent: { Action: intent, "Packed, not shown": unread }, fields, required, excluded: packed };
}

/** Every set of capabilities, by its bits. */
function capabilitySets(): Record<string, string> {
  const sets = Array.from({ length: 1 << capabilityNames.length }, (_, bits) => {
    const names = capabilityNames.filter((_name, index) => ((bits >> index) & 1) === 1);
    return [String(bits), bits === 0 ? "what any key may" : names.join(", ")];
  });
  return Object.fromEntries(sets);
}

function calls(name: string, abi: readonly Entry[]): Descriptor {
  const functions = changing(abi);
  const formats = functions.map((call): [string, DescribedFormat] => [signatureOf(call), formatOf(call)]);
  const usesCapabilities = formats.some(([, { fields }]) => fields.some(({ format }) => format === "enum"));
  const enums: Record<string, Record<string, string>> = usesCapabilities
    ? { capabilities: capabilitySets() }
    : {};
  return descriptor(
    { $id: name, contract: { abi: functions, deployments: [] } },
    enums,
    Object.fromEntries(formats),
  );
}

export const moneyCalls = (): Descriptor => calls("Quittance", quittanceAbi);
export const poolCalls = (): Descriptor => calls("Quittance JurorPool", jurorPoolAbi);
export const courtCalls = (): Descriptor => calls("Quittance Erc792Arbiter", erc792ArbiterAbi);
