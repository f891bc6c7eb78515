import type { Use } from "./document.ts";
import type { Variables } from "./given.ts";
import { nullsOf } from "./order.ts";

/** What of a request's variables makes its statement another; the values themselves are parameters of it. */
export function shapeOf(variables: Variables, uses: ReadonlyMap<string, Use>): string {
  return Object.entries(variables)
    .map(([name, value]) => {
      const use = uses.get(name);
      if (use === "value") return `${name}=${JSON.stringify(value)}`;
      return use === "cursor" ? `${name}@${kindOf(value)}${nullsOf(value)}` : `${name}:${kindOf(value)}`;
    })
    .join(";");
}

function kindOf(value: unknown): string {
  if (value === null) return "0";
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const isOfFilters = value.some((each) => each !== null && typeof each === "object");
    return isOfFilters ? `[${value.map(kindOf).join()}]` : "[]";
  }
  if (typeof value !== "object") return "1";
  const parts = Object.entries(value).map(([name, part]) => `${name}:${kindOf(part)}`);
  return `{${parts.join()}}`;
}
