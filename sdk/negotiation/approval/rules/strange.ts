import type { Address } from "viem";
import { toJson } from "../../../json/parse.ts";
import { isSameAddress } from "../../../protocol/address.ts";
import { timeText } from "../../../protocol/explaining/formats.ts";
import type { Terms } from "../../../protocol/terms.ts";
import type { Committed } from "../committed.ts";
import type { ApprovalFacts } from "../facts.ts";
import type { ApprovalLimits } from "../limits.ts";
import type { ReviewReason } from "../review.ts";

/** Someone with whom no deal has settled yet. */
export function newCounterparty(
  { counterparty }: Committed,
  limits: ApprovalLimits,
  { commitments, known }: ApprovalFacts,
): ReviewReason[] {
  if (limits.newCounterparty === "allow") return [];
  const settled = commitments.filter(({ state }) => state === "settled").map((one) => one.counterparty);
  if ([...known, ...settled].some((one) => isSameAddress(one, counterparty))) return [];
  const text = `No deal with ${counterparty} has settled yet. Put it into facts.known, or set newCounterparty to "allow".`;
  return [{ rule: "new-counterparty", text }];
}

/** What is agreed beside prices, times, panel and pact, under the names of terms. */
const RULES = [
  "passingScore",
  "payoutStep",
  "silencePayout",
  "verificationFee",
  "marketplaceFee",
  "marketplace",
  "panelAccount",
  "verdictWindow",
  "contestWindow",
  "disputes",
  "category",
] as const satisfies readonly (keyof Terms)[];

/** Another rule of payment, fee, window or court than was first spoken of. */
export function changedRules({ terms, first }: Committed, limits: ApprovalLimits): ReviewReason[] {
  if (limits.changedRules === "allow" || first === undefined) return [];
  const changed = RULES.filter((name) => textOf(first[name]) !== textOf(terms[name]));
  if (changed.length === 0) return [];
  const text = `Other than in the first offer: ${changed.join(", ")}. Set changedRules to "allow" to take it.`;
  return [{ rule: "rules-changed", text }];
}

const textOf = (value: Terms[(typeof RULES)[number]]) =>
  value === undefined ? "" : toJson(value).toLowerCase();

/** Another pact or panel than was first spoken of. */
export function changedTerms(
  { terms, first }: Committed,
  limits: ApprovalLimits,
  { listing }: ApprovalFacts,
): ReviewReason[] {
  const reasons: ReviewReason[] = [];
  const told = (against: string, setting: string) =>
    `another one than that of ${against}. Set ${setting} to "allow" to take it.`;
  if (limits.changedPact === "ask") {
    const against = differsFrom({
      ...{ ofFirst: first !== undefined && first.pact.toLowerCase() !== terms.pact.toLowerCase() },
      ofListing: listing?.pact !== undefined && listing.pact.toLowerCase() !== terms.pact.toLowerCase(),
    });
    if (against !== undefined)
      reasons.push({
        rule: "pact-changed",
        text: `The pact is ${terms.pact}, ${told(against, "changedPact")}`,
      });
  }
  if (limits.changedPanel === "ask") {
    const against = differsFrom({
      ...{ ofFirst: first !== undefined && !isSamePanel(first.panel, terms.panel) },
      ofListing: listing?.panel !== undefined && !isSamePanel(listing.panel, terms.panel),
    });
    if (against !== undefined) {
      const panel = `The panel of ${terms.panel.length} is`;
      reasons.push({ rule: "panel-changed", text: `${panel} ${told(against, "changedPanel")}` });
    }
  }
  return reasons;
}

function differsFrom(from: { readonly ofFirst: boolean; readonly ofListing: boolean }): string | undefined {
  if (from.ofFirst && from.ofListing) return "the first offer and of the listing";
  if (from.ofFirst) return "the first offer";
  return from.ofListing ? "the listing" : undefined;
}

const isSamePanel = (one: readonly Address[], other: readonly Address[]) =>
  one.length === other.length && one.every((juror) => other.some((each) => isSameAddress(each, juror)));

/** An hour at which the principal's agents do not usually work. */
export function oddHour({ now }: Committed, { hours }: ApprovalLimits): ReviewReason[] {
  if (hours === "any") return [];
  const { from, until, timeZone } = hours;
  const hour = hourIn(timeZone, now);
  const isUsual = from <= until ? hour >= from && hour < until : hour >= from || hour < until;
  if (isUsual) return [];
  const text = `It is ${timeText(now)}, hour ${hour} in ${timeZone}, outside of ${from} to ${until}. Wider hours allow it, or "any".`;
  return [{ rule: "odd-hour", text }];
}

function hourIn(timeZone: string, seconds: number): number {
  const format = new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" });
  const part = format.formatToParts(seconds * 1_000).find(({ type }) => type === "hour");
  return Number(part?.value);
}
