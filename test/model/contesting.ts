import { spend } from "./accounts.ts";
import type { ActionOf } from "./actions.ts";
import { commitmentRules, keyOf, keySignatureRules } from "./authorization.ts";
import { earnsByQuorum, intervalOf, isShared, movedInto } from "./book.ts";
import { payoutFor } from "./money.ts";
import { isAuthorized, type Outcome, type Rule, unless } from "./outcome.ts";
import { arbiterOf, credit, provisionalOf, roundEnd, settledByRound } from "./provisional.ts";
import {
  bondBack,
  bondOf,
  type LiveMilestone,
  onLiveMilestone,
  onMilestone,
  withMilestone,
} from "./settling.ts";
import { credited, payingRules, received, tokenRefusals } from "./token.ts";
import { balanceRules, taken } from "./treasury.ts";
import {
  type BondShare,
  bondLeft,
  type DealLife,
  type MilestoneLife,
  type Objection,
  objectionsOf,
  type SecondRound,
  type World,
} from "./world.ts";

const WHOLE = 10_000;

export function contest(world: World, action: ActionOf<"contest">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { deal, life, index } = found;
    const { contester, payer, payout, sender, signedBy } = action;
    const { buyer, seller, disputes } = deal.terms;
    const provisional = provisionalOf(deal, life);
    const stands = provisional !== undefined && now >= provisional.since;
    const round = life.second === undefined ? 2 : 3;
    const bond = disputes?.bond ?? 0n;
    const rules: Rule[] = [
      [contester === buyer || contester === seller, "Quittance_NotAParty"],
      [stands, "Quittance_NoProvisionalPayout"],
      [provisional === undefined || provisional.isContestable, "Quittance_NoFurtherRound"],
      [!stands || payout === provisional.payout, "Quittance_ProvisionalPayoutMismatch"],
      [!stands || now < provisional.end, "Quittance_ContestWindowEnded"],
      [payout !== (contester === buyer ? 0 : WHOLE), "Quittance_NothingToGain"],
      ...keySignatureRules(world, contester, payout === 0 || payout === WHOLE ? undefined : "settle", {
        ...{ sender, word: signedBy, now, isOfThis: action.round === round },
      }),
      ...bondRules(world, found, action, round, now),
    ];
    return unless(rules, () => {
      const objection: Objection = {
        by: contester === buyer ? "buyer" : "seller",
        ...{ contester, payer, fromWallet: action.fromWallet, payout, at: now },
      };
      const paid = action.fromWallet ? received(world, payer, bond) : taken(world, payer, bond);
      const opened = round === 2 ? { second: { objection, ballots: [] } } : { appeal: objection };
      const spent = spend(paid, payer, bond, now, {
        ...{ ...bondOf(deal, index), key: keyOf(action.payerSignedBy) },
      });
      const isEarned = earnsByQuorum(deal, life, now);
      const isCredited = isEarned && !isShared(deal.terms);
      const paidPanel = credited(
        spent,
        deal.terms.panelAccount,
        isCredited ? deal.terms.verificationFee : 0n,
      );
      const earned = isEarned ? { feeEarned: true } : {};
      return { world: withMilestone(paidPanel, deal, index, { ...life, ...opened, ...earned }) };
    });
  });
}

/** A wallet that contests pays by the signature of its contest, where it names itself as the payer. */
function bondRules(
  world: World,
  { deal, index }: LiveMilestone,
  action: ActionOf<"contest">,
  opens: 2 | 3,
  now: number,
): Rule[] {
  const { payer, contester, sender, fromWallet, validBefore, payerSignedBy: word, round } = action;
  const bond = deal.terms.disputes?.bond ?? 0n;
  const isOfThis = round === opens;
  if (!fromWallet) {
    const isNamed = payer === contester && !world.accounts.has(payer);
    const { counterparties: payees, category } = bondOf(deal, index);
    const committing = { account: payer, amount: bond, capability: "commit", category, payees } as const;
    return [
      ...(isNamed ? [] : commitmentRules(world, committing, { sender, word, now, isOfThis })),
      ...balanceRules(world, payer, bond),
    ];
  }
  return [
    ...payingRules(world, payer, bond),
    [now < validBefore, tokenRefusals.expired],
    [word !== undefined, tokenRefusals.noSignature],
    [word === undefined || (word === payer && isOfThis), tokenRefusals.signature],
  ];
}

export function rule(world: World, action: ActionOf<"rule">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { deal, life } = found;
    const { payout, sender, signedBy, evidence } = action;
    const { appeal } = life;
    const arbiter = arbiterOf(deal);
    if (appeal === undefined || arbiter === undefined) return { refusals: ["Quittance_NoRulingDue"] };
    const isOfEvidence = signedBy === undefined || evidence === (life.delivered ?? life.verdict)?.evidence;
    const rules: Rule[] = [
      [now < appeal.at + (deal.terms.disputes?.rulingWindow ?? 0), "Quittance_RulingWindowEnded"],
      [payout <= WHOLE, "Quittance_PayoutTooLarge"],
      [isAuthorized(arbiter, sender, signedBy) && isOfEvidence, "Quittance_InvalidSignature"],
    ];
    return unless(rules, () => {
      const share = { account: arbiter, amount: deal.terms.disputes?.bond ?? 0n };
      const ruled = { ...life, isRuled: true, appeal: { ...appeal, released: [share] } };
      return {
        world: settledByRound(credit(world, share), { ...found, life: ruled }, "ruling", payout, now),
      };
    });
  });
}

/** A bond goes where it goes once its instance is over. */
export function releaseBond(world: World, action: ActionOf<"releaseBond">, now: number): Outcome {
  return onMilestone(world, action, (found) => {
    const { deal, life, index } = found;
    const objection = objectionsOf(life).find(({ round }) => round === action.round);
    if (objection === undefined || objection.released !== undefined)
      return { refusals: ["Quittance_NoBond"] };
    const { second, parting } = life;
    const isOver =
      action.round === 3
        ? parting !== undefined || now >= objection.at + (deal.terms.disputes?.rulingWindow ?? 0)
        : second !== undefined && (now >= roundEnd(deal, second.objection) || isCutShort(found));
    const isJurorReward = action.round === 2 && isEarnedByPanel(deal, life);
    const isPanel = !isJurorReward || samePanel(second?.panel ?? [], action.panel);
    const rules: Rule[] = [
      [isOver, "Quittance_BondNotDue"],
      [isPanel, "Quittance_PanelMismatch"],
    ];
    return unless(rules, () => {
      const { round, ...plain } = objection;
      const bond = bondLeft(deal, life, round);
      const isReturned = round === 3 || !isEarnedByPanel(deal, life);
      const released = isReturned ? [{ account: plain.payer, amount: bond }] : sharesOf(found, bond);
      const done =
        round === 2 && second !== undefined
          ? { second: { ...second, objection: { ...plain, released } } }
          : { appeal: { ...plain, released } };
      const after = withMilestone(world, deal, index, { ...life, ...done });
      if (!isReturned) return { world: released.reduce(credit, after) };
      return { world: released.reduce((paid, share) => bondBack(paid, found, round, share, now), after) };
    });
  });
}

/** The milestone ended by other means than its second round, before that round did. */
export function isCutShort({ life }: LiveMilestone): boolean {
  return life.parting !== undefined && life.second?.verdict === undefined;
}

export function samePanel(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((juror, position) => juror === other[position]);
}

/** The parties ended the second round after its draw, before its time and before it decided. */
function isEndedEarly(deal: DealLife, { second, endedAt }: MilestoneLife): boolean {
  if (second?.panel === undefined || second.verdict !== undefined || endedAt === undefined) return false;
  return endedAt < roundEnd(deal, second.objection);
}

/** Whether the drawn panel gets the bond of round 2, and not its payer. */
export function isEarnedByPanel(deal: DealLife, life: MilestoneLife): boolean {
  return (life.second?.ballots.length ?? 0) > 0 || isEndedEarly(deal, life);
}

/**
 * Equal parts for everybody near the interval, for all who voted without one, for the whole panel of a round that the parties
 * ended early; the first takes what division leaves.
 */
function sharesOf({ deal, life }: LiveMilestone, bond: bigint): BondShare[] {
  const { second } = life;
  if (second === undefined) return [];
  const everyone = (second.panel ?? []).map((_, position) => ({ position }));
  const earners = isEndedEarly(deal, life) ? everyone : earnersOf(second, deal.terms);
  const part = bond / BigInt(earners.length);
  const rest = bond - part * BigInt(earners.length);
  return earners.map(({ position }, index) => {
    const account = second.panel?.[position];
    if (account === undefined) throw new RangeError(`nobody sits at ${position}`);
    return { account, amount: index === 0 ? part + rest : part };
  });
}

function earnersOf({ ballots, panel = [] }: SecondRound, rule: Parameters<typeof payoutFor>[1]) {
  const byPosition = ballots.toSorted((a, b) => a.position - b.position);
  const interval = intervalOf(ballots, panel.length, rule);
  if (interval === undefined) return byPosition;
  return byPosition.filter(({ score }) => {
    const own = payoutFor(score, rule);
    return Math.abs(movedInto(own, interval) - own) <= rule.payoutStep;
  });
}
