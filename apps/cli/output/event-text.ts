import { formatUsdc } from "quittance/protocol";
import type { ContractEvent } from "../session/contract-event.ts";
import type { Labels } from "./names.ts";
import { strangersLine, timeOf } from "./text.ts";

/** Fields of events that are USDC base units. */
const AMOUNTS = new Set([
  ...["amount", "bond", "moved", "paidIn", "paidBack", "toBuyer", "toSeller", "reserve", "returned"],
  ...["stake", "penalty"],
]);
/** Fields that are unix seconds. */
const TIMES = new Set(["openBy", "end", "expiry", "stakeUntil"]);
/** Fields in basis points. */
const PARTS = new Set(["payout"]);

/** An event on one line: texts of strangers are quoted and cut, and cannot end it. */
export function eventText(event: ContractEvent, labels: Labels): string {
  const values = Object.entries(event.values).map(([name, value]) => valueText(name, value, labels));
  return `block ${event.block}  ${timeOf(event.timestamp)}  ${event.event}  ${values.join(", ")}`.trimEnd();
}

function valueText(name: string, value: unknown, labels: Labels): string {
  if (Array.isArray(value)) {
    return `${name} ${value.map((each) => valueText("", each, labels).trim()).join(" ")}`;
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([inner, each]) => valueText(inner, each, labels))
      .join(", ");
  }
  return `${name} ${plainText(name, value, labels)}`;
}

function plainText(name: string, value: unknown, labels: Labels): string {
  if (typeof value === "bigint" && AMOUNTS.has(name)) return `${formatUsdc(value)} USDC`;
  if (TIMES.has(name) && typeof value === "number") return timeOf(value);
  if (PARTS.has(name) && typeof value === "number") return `${value / 100} %`;
  if (typeof value !== "string") return String(value);
  if (/^0x[0-9a-f]{40}$/i.test(value)) return labels.short(value);
  return /^0x[0-9a-f]*$/i.test(value) ? strangersLine(value) : JSON.stringify(strangersLine(value));
}
