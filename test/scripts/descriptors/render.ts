import {
  type AbiFunction,
  decodeFunctionData,
  getAddress,
  type Hex,
  parseAbiItem,
  slice,
  toFunctionSelector,
} from "viem";
import type { DescribedField, DescribedFormat, Descriptor } from "../../../scripts/descriptors/descriptor.ts";
import { printable } from "../../../sdk/index.ts";

/** What a wallet shows: a label with the values of its field, one for each entry of a list. */
export interface Rendered {
  readonly intent: DescribedFormat["intent"];
  readonly lines: readonly (readonly [label: string, ...values: string[]])[];
}

/** What a wallet knows besides the descriptor. */
export interface Known {
  /** Tokens by their address. */
  readonly tokens: Readonly<Record<string, { readonly ticker: string; readonly decimals: number }>>;
  /** What the transaction itself pays. */
  readonly value?: bigint;
}

/** The part of a JSON document that a path such as `$.metadata.constants.usdc` names. */
function inDocument(document: unknown, path: string): unknown {
  const names = path.split(".").slice(1);
  return names.reduce((part, name) => {
    if (typeof part !== "object" || part === null || !(name in part))
      throw new Error(`${path} names nothing`);
    return (part as Record<string, unknown>)[name];
  }, document);
}

/** Every value that a field's path names in the data. */
function valuesAt(data: unknown, path: string, { value }: Known): unknown[] {
  if (path === "@.value") return [value];
  return path.split(".").reduce<unknown[]>(
    (parts, name) =>
      parts.flatMap((part) => {
        if (name === "[]") return part as unknown[];
        if (typeof part !== "object" || part === null || !(name in part))
          throw new Error(`${path}: no ${name}`);
        return [(part as Record<string, unknown>)[name]];
      }),
    [data],
  );
}

function decimal(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return `${digits.slice(0, digits.length - decimals)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A call to the same contract, by the form that its selector has. */
function innerCall(descriptor: Descriptor, data: Hex, known: Known): string {
  const key = Object.keys(descriptor.display.formats).find(
    (each) => toFunctionSelector(parseAbiItem(`function ${each}` as "function f()")) === slice(data, 0, 4),
  );
  if (key === undefined) throw new Error(`no form for the call ${slice(data, 0, 4)}`);
  const { intent, lines } = render(descriptor, key, argumentsOf(key, data), known);
  const title = typeof intent === "string" ? intent : Object.values(intent).join(", not shown: ");
  return `${title} (${lines.map(([label, ...values]) => `${label}: ${values.join(" | ")}`).join("; ")})`;
}

/** The arguments of a call by the names that its key gives them. */
export function argumentsOf(key: string, data: Hex): Readonly<Record<string, unknown>> {
  const item = parseAbiItem(`function ${key}` as "function f(uint256 a)") as unknown as AbiFunction;
  const { args = [] } = decodeFunctionData({ abi: [item], data });
  return Object.fromEntries(item.inputs.map(({ name }, index) => [name, args[index]]));
}

function shown(
  descriptor: Descriptor,
  field: Omit<DescribedField, "path">,
  value: unknown,
  known: Known,
): string {
  const { format, params = {} } = field;
  if (format === "raw") return printable(String(value));
  if (format === "addressName") return getAddress(String(value));
  if (format === "date" && params.encoding === "timestamp") {
    return new Date(Number(value) * 1_000).toISOString().slice(0, 19).replace("T", " ");
  }
  if (format === "duration") {
    const seconds = Number(value);
    const parts = [seconds / 3_600, (seconds / 60) % 60, seconds % 60];
    return parts.map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
  }
  if (format === "calldata" && params.calleePath === "@.to")
    return innerCall(descriptor, value as Hex, known);
  if (format === "amount") return `${decimal(value as bigint, 18)} ETH`;
  if (format === "unit") return `${decimal(BigInt(String(value)), Number(params.decimals))}${params.base}`;
  if (format === "enum") {
    const names = inDocument(descriptor, String(params.$ref)) as Readonly<Record<string, string>>;
    return names[String(value)] ?? `unknown: ${value}`;
  }
  if (format === "tokenAmount") {
    const token = String(inDocument(descriptor, String(params.tokenPath)));
    const { ticker, decimals } = known.tokens[token] ?? {
      ticker: `of the unknown token ${token}`,
      decimals: 0,
    };
    return `${decimal(BigInt(String(value)), decimals)} ${ticker}`;
  }
  throw new Error(`the format ${format} is unknown`);
}

/** Interprets one format of a descriptor as a wallet does. Throws for what a wallet would not understand. */
export function render(descriptor: Descriptor, key: string, data: unknown, known: Known): Rendered {
  const format = descriptor.display.formats[key];
  if (format === undefined) throw new Error(`no format for ${key}`);
  const lines = format.fields.map((field): [string, ...string[]] => {
    const { path, ...given } = field;
    const referred = given.$ref === undefined ? {} : (inDocument(descriptor, given.$ref) as object);
    const whole = { ...referred, ...given };
    return [
      whole.label,
      ...valuesAt(data, path, known).map((value) => shown(descriptor, whole, value, known)),
    ];
  });
  return { intent: format.intent, lines };
}
