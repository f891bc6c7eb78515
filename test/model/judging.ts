import { type Address, stringToBytes, zeroHash } from "viem";
import type { ActionOf } from "./actions.ts";
import { keySignatureRules } from "./authorization.ts";
import { isShared, waitsToBeShared } from "./book.ts";
import { decide, portion } from "./money.ts";
import { type Outcome, type Rule, unless } from "./outcome.ts";
import { type LiveMilestone, onLiveMilestone, part, withMilestone } from "./settling.ts";
import { credited } from "./token.ts";
import type { ReachedVerdict, World } from "./world.ts";

const LONGEST_EVIDENCE_URI = 512;
const WHOLE = 10_000;

export function deliver(world: World, action: ActionOf<"deliver">, now: number): Outcome {
  return onLiveMilestone(world, action, ({ deal, index, life, deadline }) => {
    const { sender, evidence, evidenceUri, signedBy } = action;
    const length = stringToBytes(evidenceUri).length;
    const rules: Rule[] = [
      [evidence !== zeroHash, "Quittance_EvidenceZero"],
      [length >= 1 && length <= LONGEST_EVIDENCE_URI, "Quittance_EvidenceUriLengthInvalid"],
      [life.delivered === undefined && life.verdict === undefined, "Quittance_AlreadyDelivered"],
      [now <= deadline, "Quittance_DeadlinePassed"],
      ...keySignatureRules(world, deal.terms.seller, "deliver", { sender, word: signedBy, now }),
    ];
    return unless(rules, () => ({
      world: withMilestone(world, deal, index, { ...life, delivered: { at: now, evidence } }),
    }));
  });
}

export function submitVerdict(world: World, action: ActionOf<"submitVerdict">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { deal } = found;
    if (found.life.delivered !== undefined) return submitDelivered(world, found, action, now);
    const { evidence, ballots } = action;
    const scores = ballots.map(({ score }) => score);
    const decision = decide(scores, deal.terms.panel.length, deal.terms);
    const rules: Rule[] = [
      [evidence !== zeroHash, "Quittance_EvidenceZero"],
      ...timeRules(found, action, now),
      ...ballotRules(deal.terms.panel, action),
    ];
    if (decision.payout === undefined)
      return unless([...rules, [false, decision.refusal]], () => ({ world }));
    const { payout } = decision;
    return unless([...rules, ...proofRules(world, found, action, payout, now)], () => ({
      world: judged(world, found, { at: now, evidence, payout, ballots }),
    }));
  });
}

/** On evidence that is on-chain: ballots go on record until they decide, and the first of each juror counts. */
function submitDelivered(
  world: World,
  found: LiveMilestone,
  action: ActionOf<"submitVerdict">,
  now: number,
): Outcome {
  const { deal, life, index } = found;
  const { book = [] } = life;
  const { evidence } = action;
  const known = new Set(book.map(({ position }) => position));
  const added = action.ballots.filter(({ position }) => !known.has(position)).map(counted);
  const rules: Rule[] = [
    [evidence !== zeroHash, "Quittance_EvidenceZero"],
    ...timeRules(found, action, now),
    ...ballotRules(deal.terms.panel, action, known),
    [added.length > 0, action.ballots.length === 0 ? "Quittance_TooFewBallots" : "Quittance_NoNewBallots"],
  ];
  return unless(rules, () => {
    const ballots = [...book, ...added];
    const scores = ballots.map(({ score }) => score);
    const { payout } = decide(scores, deal.terms.panel.length, deal.terms);
    return payout === undefined
      ? { world: withMilestone(world, deal, index, { ...life, book: ballots }) }
      : { world: judged(world, found, { at: now, evidence, payout, ballots }) };
  });
}

/** After the round, until the milestone settles: jurors who share the fee put their ballots on record. */
export function recordLateBallots(world: World, action: ActionOf<"recordLateBallots">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { deal, life, index } = found;
    if (!waitsToBeShared(deal, life, now)) return { refusals: ["Quittance_NoSharedFee"] };
    const { verdict, book = [], late = [] } = life;
    const known = new Set([...(verdict?.ballots ?? book), ...late].map(({ position }) => position));
    const added = action.ballots.filter(({ position }) => !known.has(position)).map(counted);
    const judged = (life.delivered ?? verdict)?.evidence;
    const rules: Rule[] = [
      ...ballotRules(deal.terms.panel, action, known),
      [added.length === 0 || action.evidence === judged, "Quittance_InvalidBallotSignature"],
      [added.length > 0, action.ballots.length === 0 ? "Quittance_TooFewBallots" : "Quittance_NoNewBallots"],
    ];
    return unless(rules, () => ({
      world: withMilestone(world, deal, index, { ...life, late: [...late, ...added] }),
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
    [life.second?.verdict === undefined, "Quittance_AlreadyJudged"],
    [life.delivered.evidence === action.evidence, "Quittance_EvidenceMismatch"],
    [now < life.delivered.at + deal.terms.verdictWindow, "Quittance_VerdictWindowEnded"],
  ];
}

/** One ballot a position, in their order, each by the juror that sits there. Those on record are not looked into. */
export function ballotRules(
  panel: readonly Address[],
  { ballots }: Pick<ActionOf<"submitVerdict">, "ballots">,
  onRecord: ReadonlySet<number> = new Set(),
): Rule[] {
  return ballots.flatMap(({ position, score, signedBy }, index): Rule[] => {
    const isKnown = onRecord.has(position);
    const isSeated = position >= panel.length || signedBy === panel[position];
    return [
      [position < panel.length, "Quittance_JurorUnknown"],
      [isKnown || score <= WHOLE, "Quittance_ScoreOutOfRange"],
      [index === 0 || position > (ballots[index - 1]?.position ?? 0), "Quittance_BallotsOutOfOrder"],
      [isKnown || isSeated, "Quittance_InvalidBallotSignature"],
    ];
  });
}

/**
 * Full payment at once needs nobody's word; less, and whatever is to stand, needs the seller's, on-chain or along with the
 * ballots: a later instance may lower what stands, and judges the same evidence.
 */
function proofRules(
  world: World,
  { deal, life }: LiveMilestone,
  { sender, deliverySignedBy: word }: ActionOf<"submitVerdict">,
  payout: number,
  now: number,
): Rule[] {
  const isFinal = deal.terms.contestWindow === 0;
  if (life.delivered !== undefined || (payout === WHOLE && isFinal)) return [];
  if (word === undefined) return [[false, "Quittance_DeliveryUnproven"]];
  const { seller } = deal.terms;
  return keySignatureRules(world, seller, "deliver", { sender, word, now }, "Quittance_DeliveryUnproven");
}

function judged(world: World, found: LiveMilestone, verdict: ReachedVerdict): World {
  const { terms } = found.deal;
  const life = { ...found.life, verdict: { ...verdict, ballots: verdict.ballots.map(counted) } };
  // Jurors who share the fee have it when the milestone settles.
  const paidPanel = isShared(terms) ? world : credited(world, terms.panelAccount, terms.verificationFee);
  if (terms.contestWindow !== 0) return withMilestone(paidPanel, found.deal, found.index, life);
  return part(
    paidPanel,
    { ...found, life },
    {
      cause: "verdict",
      toSeller: portion(found.amount, verdict.payout),
      at: verdict.at,
    },
  );
}

/** What counts of a ballot. */
export function counted({ position, score }: ReachedVerdict["ballots"][number]) {
  return { position, score };
}
