import type { Address, Hex } from "viem";
import type { Terms } from "../protocol/terms.ts";
import type { AuditItem } from "./items.ts";
import type { MoneySummary } from "./money.ts";
import type { TimelineEntry } from "./timeline.ts";

/** What an audit of a deal came to. */
export interface AuditReport {
  readonly format: "quittance/audit/1";
  /** `holds` when nothing that was checked fails. */
  readonly verdict: "holds" | "fails";
  /** The first thing that does not hold. */
  readonly failure?: AuditItem | undefined;
  readonly counts: { readonly holds: number; readonly fails: number; readonly notChecked: number };
  readonly dealId: Hex;
  readonly chainId: number;
  /** The Quittance contract. */
  readonly contract: Address;
  readonly token: Address;
  /** The last block that was looked at. */
  readonly asOf: { readonly block: bigint; readonly hash: Hex; readonly time: number };
  readonly terms: Terms;
  /** The deals that this one replaced, the nearest first. */
  readonly replaced: readonly Hex[];
  /** What is the node's word, and was not recomputed. */
  readonly trusted: readonly string[];
  readonly items: readonly AuditItem[];
  /** How each milestone stands, in words. */
  readonly outcomes: readonly string[];
  readonly timeline: readonly TimelineEntry[];
  readonly money: MoneySummary;
}
