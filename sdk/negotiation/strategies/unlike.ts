import type { Terms } from "../../protocol/terms.ts";
import type { EndReason } from "../messages/end.ts";
import type { Side } from "../record/tree.ts";
import { ISSUES, type IssueName } from "./issues.ts";
import { isSplitAs } from "./milestones.ts";

/** Fields that an offer may change without asking: they bind the side that they belong to, or neither. */
const FREE: ReadonlySet<string> = new Set(["salt", "openBy"]);
/** Where the other side's own money comes from and goes to is its own choice. */
const OF_SIDE: Readonly<Record<Side, ReadonlySet<string>>> = {
  buyer: new Set(["fundedFromLedger", "buyerToLedger"]),
  seller: new Set(["sellerToLedger"]),
};
const OF_JURY: ReadonlySet<string> = new Set([
  "panel",
  "panelAccount",
  "disputes",
  "verificationFee",
  "verdictWindow",
  "contestWindow",
  "silencePayout",
]);
const OF_POLICY: ReadonlySet<string> = new Set(["marketplace", "marketplaceFee", "openBy"]);

/**
 * What an offer has otherwise than the terms that a side is ready to sign, beside the issues and what each side may choose: the reason
 * for which it cannot be accepted; undefined when there is none. A stranger wrote the offer: a field that is not looked at here would
 * be signed unseen.
 */
export function unlikeness(
  offered: Terms,
  {
    terms,
    issues,
    side,
  }: { readonly terms: Terms; readonly issues: readonly IssueName[]; readonly side: Side },
): EndReason | undefined {
  const wanted = issues.reduce(
    (changed, name) => ISSUES[name].write(changed, ISSUES[name].read(offered)),
    terms,
  );
  const theirs = OF_SIDE[side === "buyer" ? "seller" : "buyer"];
  const fields = new Set([...Object.keys(wanted), ...Object.keys(offered)]) as ReadonlySet<keyof Terms>;
  for (const field of fields) {
    if (FREE.has(field) || theirs.has(field) || field === "milestones") continue;
    if (isSame(wanted[field], offered[field])) continue;
    if (OF_JURY.has(field)) return "jury";
    return OF_POLICY.has(field) ? "policy" : "scope";
  }
  if (!isSplitAs(wanted.milestones, offered.milestones)) return "scope";
  const isPriced = issues.includes("price");
  for (const [index, { amount, deadline }] of wanted.milestones.entries()) {
    const given = offered.milestones[index];
    if (deadline !== given?.deadline) return "deadline";
    if (!isPriced && amount !== given.amount) return "price";
  }
  return offered.openBy > terms.openBy ? "policy" : undefined;
}

/** Values of fields of terms, in which addresses and hashes may be written in either case. */
function isSame(one: unknown, other: unknown): boolean {
  return written(one) === written(other);
}

const written = (value: unknown) =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return part.toString();
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([first], [second]) => (first < second ? -1 : 1)));
  })?.toLowerCase();
