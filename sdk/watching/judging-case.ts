import type { Address, Hex } from "viem";
import { isSameAddress } from "../protocol/address.ts";
import type { Terms } from "../protocol/terms.ts";
import { type DutyFacts, dutiesOf } from "./duties.ts";

/** What a juror has to judge now: one delivery, in one round, and the time it has. Times are unix seconds. */
export interface JudgingCase {
  readonly dealId: Hex;
  readonly milestone: number;
  /** 1: the panel that the terms name. 2: the one that was drawn. */
  readonly round: 1 | 2;
  /** The evidence hash that the ballot is about. */
  readonly evidence: Hex;
  /** Where the seller says that it is; undefined where it was not delivered on-chain. It is a stranger's text. */
  readonly evidenceUri: string | undefined;
  readonly terms: Terms;
  /** The whole panel, in order. */
  readonly panel: readonly Address[];
  /** Of the delivery, or in round 2 of the contest. */
  readonly from: number;
  /** Exclusive: no ballot counts from then on. */
  readonly until: number;
  /** When the panel of round 2 was drawn; undefined in round 1. */
  readonly drawnAt: number | undefined;
}

/** What a juror has to judge about a milestone now; undefined when it has nothing to do, or its score is on record. */
export function judgingCaseOf(
  input: DutyFacts & { readonly juror: Address; readonly now: number },
): Omit<JudgingCase, "evidenceUri"> | undefined {
  const { juror, ...given } = input;
  const { terms, dealId, milestone, facts, contests = [], drawn = [], now } = given;
  const duty = dutiesOf({ ...given, account: juror }).find(
    ({ action, role, must, from, until }) =>
      action === "ballot" && role === "juror" && must && (from ?? now) <= now && until !== undefined,
  );
  const { evidence } = facts;
  if (duty?.until === undefined || evidence === undefined) return undefined;
  const about = { dealId, milestone, evidence, terms, until: duty.until };
  if (duty.round === 1) {
    const { deliveredAt } = facts;
    if (deliveredAt === undefined) return undefined;
    return { ...about, round: 1, panel: terms.panel, from: deliveredAt, drawnAt: undefined };
  }
  const opened = contests.find(({ round }) => round === 2)?.openedAt;
  if (opened === undefined || !drawn.some((each) => isSameAddress(each, juror))) return undefined;
  return { ...about, round: 2, panel: drawn, from: opened, drawnAt: facts.drawnAt };
}
