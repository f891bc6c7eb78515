import type { Address } from "viem";
import type { Vote } from "../jury/panel.ts";
import type { Kept } from "./kept.ts";

/** Keeps the reasons of those ballots that went on the chain, by the hashes that the ballots name. */
export async function keepReasons(
  kept: Kept,
  votes: readonly Vote[],
  counted: readonly Address[],
): Promise<void> {
  for (const { ballot, reasons } of votes) {
    if (counted.includes(ballot.juror)) await kept.keep(`reasons-${ballot.reasons}.json`, reasons);
  }
}
