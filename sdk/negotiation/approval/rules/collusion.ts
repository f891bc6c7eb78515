import { type Address, zeroAddress } from "viem";
import { isSameAddress } from "../../../protocol/address.ts";
import { durationText, formatUsdc, percentText } from "../../../protocol/explaining/formats.ts";
import type { Committed } from "../committed.ts";
import { type ApprovalFacts, ownersIn } from "../facts.ts";
import type { CollusionLimits } from "../limits.ts";
import type { ReviewReason } from "../review.ts";

const FULL = 10_000n;

/** What looks as if both sides, or a side and its jurors, worked together against the principal or the market. */
export function collusive(
  committed: Committed,
  limits: CollusionLimits,
  facts: ApprovalFacts,
): ReviewReason[] {
  return [
    ...concentrated(committed, limits, facts),
    ...unrotated(committed, limits, facts),
    ...inOneGroup(committed, limits),
    ...(limits.distinctOwners ? ofOneOwner(committed, facts) : []),
  ];
}

function concentrated(
  { counterparty, value, now, negotiation }: Committed,
  { window, mostVolume, mostShare }: CollusionLimits,
  { commitments }: ApprovalFacts,
): ReviewReason[] {
  const counted = commitments.filter(
    (one) => one.at > now - window && one.state !== "lapsed" && one.negotiation !== negotiation,
  );
  const sum = (of: typeof counted) => of.reduce((total, one) => total + one.value, value);
  const own = sum(counted.filter((one) => isSameAddress(one.counterparty, counterparty)));
  const all = sum(counted);
  const span = durationText(window);
  const reasons: ReviewReason[] = [];
  if (mostVolume !== undefined && own > mostVolume) {
    const text = `With it, ${formatUsdc(own)} USDC went to ${counterparty} within ${span}, more than ${formatUsdc(mostVolume)} USDC. A higher collusion.mostVolume allows it.`;
    reasons.push({ rule: "counterparty-volume", text });
  }
  if (
    mostShare !== undefined &&
    counted.length + 1 >= mostShare.from &&
    own * FULL > all * BigInt(mostShare.share)
  ) {
    const share = percentText(Number((own * FULL) / all));
    const text = `With it, ${share} of the volume within ${span} are with ${counterparty}, more than ${percentText(mostShare.share)}. A higher collusion.mostShare allows it.`;
    reasons.push({ rule: "counterparty-share", text });
  }
  return reasons;
}

function unrotated(
  { counterparty, terms, negotiation }: Committed,
  { rotation }: CollusionLimits,
  { commitments }: ApprovalFacts,
): ReviewReason[] {
  if (rotation === undefined) return [];
  const { last, counterparty: mostWith, juror: mostJudged } = rotation;
  const before = commitments
    .filter((one) => one.state !== "lapsed" && one.negotiation !== negotiation)
    .sort((one, other) => other.at - one.at)
    .slice(0, last - 1);
  const reasons: ReviewReason[] = [];
  const withSame = 1 + before.filter((one) => isSameAddress(one.counterparty, counterparty)).length;
  if (mostWith !== undefined && withSame > mostWith) {
    const text = `${withSame} of the last ${before.length + 1} deals are with ${counterparty}, more than ${mostWith} of ${last}. A higher collusion.rotation.counterparty allows it.`;
    reasons.push({ rule: "counterparty-repeated", text });
  }
  if (mostJudged === undefined) return reasons;
  for (const juror of terms.panel) {
    const judged = 1 + before.filter(({ jurors }) => jurors.some((one) => isSameAddress(one, juror))).length;
    if (judged <= mostJudged) continue;
    const text = `${judged} of the last ${before.length + 1} deals have the juror ${juror}, more than ${mostJudged} of ${last}. A higher collusion.rotation.juror allows it.`;
    reasons.push({ rule: "juror-repeated", text });
  }
  return reasons;
}

/** All who have a role in the deal, with the name of the role. */
function rolesIn({ terms }: Committed): { readonly role: string; readonly who: Address }[] {
  const arbiter = terms.disputes?.arbiter ?? zeroAddress;
  return [
    { role: "the buyer", who: terms.buyer },
    { role: "the seller", who: terms.seller },
    ...terms.panel.map((who) => ({ role: "the juror", who })),
    ...(isSameAddress(arbiter, zeroAddress) ? [] : [{ role: "the arbiter", who: arbiter }]),
  ];
}

function inOneGroup(committed: Committed, { related }: CollusionLimits): ReviewReason[] {
  const roles = rolesIn(committed);
  return related.flatMap((group, index) => {
    const members = roles.filter(({ who }) => group.some((one) => isSameAddress(one, who)));
    if (members.length < 2) return [];
    const text = `${named(members)} are both of group ${index} of collusion.related. Correct that list if they are not.`;
    return [{ rule: "related-parties", text }];
  });
}

function ofOneOwner(committed: Committed, facts: ApprovalFacts): ReviewReason[] {
  const ownerOf = ownersIn(facts);
  const roles = rolesIn(committed);
  const unknown = roles.filter(({ who }) => ownerOf(who) === undefined);
  const reasons: ReviewReason[] = [];
  if (unknown.length > 0) {
    const text = `It is not known to whom ${named(unknown)} belong. Give facts.owners, or switch collusion.distinctOwners off.`;
    reasons.push({ rule: "owner-unknown", text });
  }
  const owners = new Set(roles.flatMap(({ who }) => ownerOf(who) ?? []));
  for (const owner of owners) {
    const members = roles.filter(({ who }) => ownerOf(who) === owner);
    if (members.length < 2) continue;
    const text = `${named(members)} belong to one owner, ${owner}. Switch collusion.distinctOwners off to allow it.`;
    reasons.push({ rule: "same-owner", text });
  }
  return reasons;
}

/** "the buyer 0x…, the juror 0x…", of long lists the start. */
function named(members: readonly { readonly role: string; readonly who: Address }[]): string {
  const most = 4;
  const start = members.slice(0, most).map(({ role, who }) => `${role} ${who}`);
  return [...start, ...(members.length > most ? [`${members.length - most} more`] : [])].join(", ");
}
