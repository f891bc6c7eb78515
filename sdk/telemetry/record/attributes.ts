import type { Attributes } from "@opentelemetry/api";
import type { StepEvent } from "../steps/step.ts";

/** Amounts stay texts of base units: a number would lose digits. */
const UNNAMED = new Set(["id", "at", "step", "negotiation", "deal"]);

/** What a step says, as attributes: `quittance.price`, `quittance.by` and so on. */
export function attributesOf(event: StepEvent): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(event) as [string, unknown][]) {
    if (UNNAMED.has(name) || value === undefined) continue;
    attributes[`quittance.${name}`] =
      typeof value === "number" || typeof value === "string" ? value : String(value);
  }
  return attributes;
}
