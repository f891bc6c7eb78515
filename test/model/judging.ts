import { stringToBytes, zeroHash } from "viem";
import type { ActionOf } from "./actions.ts";
import { decide, portion } from "./money.ts";
import { consents, type Outcome, type Rule, unless } from "./outcome.ts";
import { type LiveMilestone, onLiveMilestone, part, withMilestone } from "./settling.ts";
import { credited } from "./token.ts";
import type { ReachedVerdict, World } from "./world.ts";

const LONGEST_LOCATOR = 512;
const WHOLE = 10_000;

export function deliver(world: World, action: ActionOf<"deliver">, now: number): Outcome {
  return onLiveMilestone(world, action, ({ deal, index, life, deadline }) => {
    const { sender, evidence, locator, signedBy } = action;
    const length = stringToBytes(locator).length;
    const rules: Rule[] = [
      [evidence !== zeroHash, "Quittance_EvidenceZero"],
      [length >= 1 && length <= LONGEST_LOCATOR, "Quittance_LocatorLengthInvalid"],
      [life.delivered === undefined && life.verdict === undefined, "Quittance_AlreadyDelivered"],
      [now <= deadline, "Quittance_DeadlinePassed"],
      [consents(deal.terms.seller, sender, signedBy), "Quittance_InvalidSignature"],
    ];
    return unless(rules, () => ({
      world: withMilestone(world, deal, index, { ...life, delivered: { at: now, evidence } }),
    }));
  });
}

export function submitVerdict(world: World, action: ActionOf<"submitVerdict">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { deal } = found;
    const { evidence, ballots } = action;
    const scores = ballots.map(({ score }) => score);
    const decision = decide(scores, deal.terms.panel.length, deal.terms);
    const rules: Rule[] = [
      [evidence !== zeroHash, "Quittance_EvidenceZero"],
      ...timeRules(found, action, now),
      ...ballotRules(found, action),
    ];
    if (decision.payout === undefined)
      return unless([...rules, [false, decision.refusal]], () => ({ world }));
    const { payout } = decision;
    return unless([...rules, [isProven(found, action, payout), "Quittance_DeliveryUnproven"]], () => ({
      world: judged(world, found, { at: now, evidence, payout, ballots }),
    }));
  });
}

/** Before the deadline, or, once delivered, before the verdict window ends and for that evidence only; once. */
function timeRules(
  { deal, life, deadline }: LiveMilestone,
  action: ActionOf<"submitVerdict">,
  now: number,
): Rule[] {
  if (life.verdict !== undefined) return [[false, "Quittance_AlreadyJudged"]];
  if (life.delivered === undefined) return [[now <= deadline, "Quittance_DeadlinePassed"]];
  return [
    [life.delivered.evidence === action.evidence, "Quittance_EvidenceMismatch"],
    [now < life.delivered.at + deal.terms.verdictWindow, "Quittance_VerdictWindowEnded"],
  ];
}

function ballotRules({ deal }: LiveMilestone, { ballots }: ActionOf<"submitVerdict">): Rule[] {
  const { panel } = deal.terms;
  return ballots.flatMap(({ position, score, signedBy }, index): Rule[] => [
    [position < panel.length, "Quittance_JurorUnknown"],
    [score <= WHOLE, "Quittance_ScoreOutOfRange"],
    [index === 0 || position > (ballots[index - 1]?.position ?? 0), "Quittance_BallotsOutOfOrder"],
    [position >= panel.length || signedBy === panel[position], "Quittance_InvalidBallotSignature"],
  ]);
}

/** Full payment needs nobody's word; less needs the seller's, on-chain or along with the ballots. */
function isProven({ deal, life }: LiveMilestone, action: ActionOf<"submitVerdict">, payout: number): boolean {
  return payout === WHOLE || life.delivered !== undefined || action.deliverySignedBy === deal.terms.seller;
}

function judged(world: World, found: LiveMilestone, verdict: ReachedVerdict): World {
  const { terms } = found.deal;
  const paidPanel = credited(world, terms.panelAccount, terms.verificationFee);
  const life = { ...found.life, verdict: { ...verdict, ballots: verdict.ballots.map(counted) } };
  if (terms.contestWindow !== 0) return withMilestone(paidPanel, found.deal, found.index, life);
  return part(paidPanel, { ...found, life }, "verdict", portion(found.amount, verdict.payout));
}

function counted({ position, score }: ReachedVerdict["ballots"][number]) {
  return { position, score };
}

/** What stands settles once its window has run: a verdict, or else the silence that followed a delivery. */
export function settle(world: World, action: ActionOf<"settle">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { terms } = found.deal;
    const { verdict, delivered } = found.life;
    const standing =
      verdict !== undefined
        ? { cause: "verdict" as const, since: verdict.at, payout: verdict.payout }
        : delivered !== undefined
          ? {
              cause: "silence" as const,
              since: delivered.at + terms.verdictWindow,
              payout: terms.silencePayout,
            }
          : undefined;
    if (standing === undefined) return { refusals: ["Quittance_NothingStands"] };
    return unless([[now >= standing.since + terms.contestWindow, "Quittance_WindowOpen"]], () => ({
      world: part(world, found, standing.cause, portion(found.amount, standing.payout)),
    }));
  });
}
