import { jurorPoolAbi, quittanceAbi } from "quittance/abi";
import { decodeTerms, formatUsdc, totalOf } from "quittance/protocol";
import { type AbiFunction, type AbiParameter, decodeFunctionData, erc20Abi, type Hex } from "viem";
import type { Labels } from "../output/names.ts";
import { strangersLine, timeOf } from "../output/text.ts";
import { CommandRefusal, ExitCode } from "../refusal.ts";
import { intents } from "./intents.ts";

/** A call, decoded. */
export interface DecodedCall {
  readonly functionName: string;
  readonly intent: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Calls inside a batch. */
  readonly calls: readonly DecodedCall[];
}

const functions = [...quittanceAbi, ...jurorPoolAbi, ...erc20Abi].filter(
  (item): item is Extract<typeof item, { type: "function" }> => item.type === "function",
);
/** A batch holds calls, and no batch. */
const DEEPEST = 2;
const MOST_CALLS = 256;

const AMOUNTS = new Set(["amount", "toSeller", "remainder", "reserve", "value", "_value"]);
const TIMES = new Set(["validUntil", "validBefore", "openBy", "end", "deadline"]);

/** What a call of Quittance, its juror pool or the token asks for. */
export function decodeCall(data: Hex, depth = 0): DecodedCall {
  const { functionName, args } = decoded(data);
  const item = functions.find(
    ({ name, inputs }) => name === functionName && inputs.length === (args?.length ?? 0),
  ) as AbiFunction | undefined;
  const names = item?.inputs ?? [];
  const values = Object.fromEntries(
    names.map((input, index) => [nameOf(input, index), readable(nameOf(input, index), args?.[index])]),
  );
  const inner: unknown = functionName === "batch" ? args?.[0] : [];
  const calls = depth < DEEPEST && Array.isArray(inner) ? inner.slice(0, MOST_CALLS) : [];
  return {
    functionName,
    intent: intents[functionName] ?? "It reads, and changes nothing.",
    values,
    calls: calls.map((call) => decodeCall(call as Hex, depth + 1)),
  };
}

const nameOf = ({ name }: AbiParameter, index: number) =>
  name === undefined || name === "" ? String(index) : name;

function decoded(data: Hex): {
  readonly functionName: string;
  readonly args?: readonly unknown[] | undefined;
} {
  try {
    return decodeFunctionData({ abi: functions, data });
  } catch {
    throw new CommandRefusal(
      "It is no call of Quittance, its juror pool or the token. Do not send it before you know what it is.",
      ExitCode.foreign,
    );
  }
}

/** Packed terms as terms, where they are whole. */
function readable(name: string, value: unknown): unknown {
  if (name !== "terms" && name !== "newTerms" && name !== "oldTerms") return value;
  try {
    return decodeTerms(value as Hex);
  } catch {
    return value;
  }
}

/** A decoded call in lines. */
export function callText(call: DecodedCall, labels: Labels, indent = ""): string[] {
  return [
    `${indent}${call.intent} (${call.functionName})`,
    ...Object.entries(call.values).flatMap(([name, value]) => valueLines(name, value, labels, `${indent}  `)),
    ...call.calls.flatMap((inner, index) => [
      `${indent}  Call ${index}:`,
      ...callText(inner, labels, `${indent}    `),
    ]),
  ];
}

function valueLines(name: string, value: unknown, labels: Labels, indent: string): string[] {
  if (name === "calls") return [];
  if (isTerms(value)) {
    const { buyer, seller, milestones } = value;
    return [
      `${indent}${name}: ${formatUsdc(totalOf(value))} USDC in ${milestones.length} milestones`,
      `${indent}  buyer: ${labels.whole(buyer)}`,
      `${indent}  seller: ${labels.whole(seller)}`,
    ];
  }
  if (Array.isArray(value))
    return value.flatMap((each, index) => valueLines(`${name} ${index}`, each, labels, indent));
  if (typeof value === "object" && value !== null) {
    return [
      `${indent}${name}:`,
      ...Object.entries(value).flatMap(([inner, each]) => valueLines(inner, each, labels, `${indent}  `)),
    ];
  }
  return [`${indent}${name}: ${plain(name, value, labels)}`];
}

type Terms = ReturnType<typeof decodeTerms>;

const isTerms = (value: unknown): value is Terms =>
  typeof value === "object" && value !== null && "milestones" in value && "pact" in value;

function plain(name: string, value: unknown, labels: Labels): string {
  if (typeof value === "bigint" && AMOUNTS.has(name)) return `${formatUsdc(value)} USDC`;
  if (typeof value === "number" && TIMES.has(name)) return timeOf(value);
  if (name === "payout" && typeof value === "number") return `${value / 100} %`;
  if (typeof value !== "string") return String(value);
  if (/^0x[0-9a-f]{40}$/i.test(value)) return labels.whole(value);
  return /^0x/i.test(value) ? strangersLine(value) : JSON.stringify(strangersLine(value));
}
