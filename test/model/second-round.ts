import { type Address, zeroAddress, zeroHash } from "viem";
import type { Terms } from "../../sdk/protocol/terms.ts";
import type { ActionOf } from "./actions.ts";
import { isCutShort, samePanel } from "./contesting.ts";
import { ballotRules, counted } from "./judging.ts";
import { decide } from "./money.ts";
import { type Outcome, type Rule, unless } from "./outcome.ts";
import { arbiterOf, credit, roundEnd, settledByRound } from "./provisional.ts";
import { type LiveMilestone, onLiveMilestone, onMilestone, withMilestone } from "./settling.ts";
import type { World } from "./world.ts";

/** The round's own rules: it runs from the contest, and ends early with a milestone that ends without it. */
function roundRules({ deal, life }: LiveMilestone, now: number): Rule[] {
  const { second } = life;
  if (second === undefined) return [[false, "Quittance_NoRound"]];
  return [[now < roundEnd(deal, second.objection), "Quittance_RoundEnded"]];
}

export function drawPanel(world: World, action: ActionOf<"drawPanel">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { deal, life, index } = found;
    const { answer } = action;
    const { second } = life;
    const rules: Rule[] = [
      ...roundRules(found, now),
      [life.appeal === undefined, "Quittance_NoRound"],
      [second?.panel === undefined, "Quittance_PanelAlreadyDrawn"],
      [answer !== undefined, "Quittance_PoolSilent"],
    ];
    return unless(rules, () => {
      if (second === undefined || answer === undefined) return { world };
      requirePanel(found, answer);
      const bond = deal.terms.disputes?.bond ?? 0n;
      const draw = { account: action.sender, amount: bond / BigInt(2 * deal.terms.panel.length + 2) };
      const after = { ...life, second: { ...second, panel: answer, drawnAt: now, draw } };
      return { world: withMilestone(credit(world, draw), deal, index, after) };
    });
  });
}

/** The addresses that the terms name; nothing done after a contest changes them. */
export function excludedBy(terms: Terms): Address[] {
  const { buyer, seller, panel, marketplace, panelAccount, disputes } = terms;
  const optional = [marketplace, panelAccount, ...(disputes ? [disputes.pool, disputes.arbiter] : [])];
  return [buyer, seller, ...panel, ...optional.filter((address) => address !== zeroAddress)];
}

/** What protocol and pool promise of a drawn panel. A panel that breaks it is a fault, not a refusal. */
function requirePanel({ deal }: LiveMilestone, panel: readonly string[]): void {
  const { terms } = deal;
  const barred: readonly string[] = excludedBy(terms);
  const isFit =
    panel.length % 2 === 1 &&
    panel.length >= terms.panel.length &&
    panel.length <= 2 * terms.panel.length + 1 &&
    panel.every((juror, position) => position === 0 || juror > (panel[position - 1] ?? "")) &&
    panel.every((juror) => !barred.includes(juror));
  if (!isFit) throw new Error(`the pool drew ${panel.join(", ")} for deal ${deal.id}`);
}

export function recordBallots(world: World, action: ActionOf<"recordBallots">, now: number): Outcome {
  return onMilestone(world, action, (found) => {
    const { deal, life } = found;
    const { second } = life;
    const drawn = second?.panel;
    const known = new Set(second?.ballots.map(({ position }) => position));
    const added = action.ballots.filter(({ position }) => !known.has(position)).map(counted);
    const rules: Rule[] = [
      ...roundRules(found, now),
      [!isCutShort(found), "Quittance_NoRound"],
      [drawn !== undefined, "Quittance_PanelNotDrawn"],
      [drawn === undefined || samePanel(drawn, action.panel), "Quittance_PanelMismatch"],
      ...ballotRules(action.panel, action, known),
      [added.length === 0 || action.evidence === evidenceOf(found), "Quittance_InvalidBallotSignature"],
    ];
    return unless([...rules, [added.length > 0, "Quittance_NoNewBallots"]], () => {
      if (second === undefined || drawn === undefined) return { world };
      const ballots = [...second.ballots, ...added];
      const after = { ...found, life: { ...life, second: { ...second, ballots } } };
      const scores = ballots.map(({ score }) => score);
      const { payout } = decide(scores, drawn.length, deal.terms);
      if (second.verdict !== undefined || payout === undefined) {
        return { world: withMilestone(world, deal, found.index, after.life) };
      }
      const verdict = { at: now, payout };
      const decided = { ...after, life: { ...after.life, second: { ...second, ballots, verdict } } };
      if (arbiterOf(deal) === undefined) {
        return { world: settledByRound(world, decided, "verdict", payout, now) };
      }
      return { world: withMilestone(world, deal, found.index, decided.life) };
    });
  });
}

/** What every round judges. */
function evidenceOf({ life }: LiveMilestone) {
  return (life.delivered ?? life.verdict)?.evidence ?? zeroHash;
}
