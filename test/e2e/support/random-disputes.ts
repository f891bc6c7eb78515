import { type Address, zeroHash } from "viem";
import type { Action } from "../../model/actions.ts";
import { waitsToBeShared } from "../../model/book.ts";
import { arbiterOf, provisionalOf } from "../../model/provisional.ts";
import { amountOf, type DealLife, type MilestoneLife } from "../../model/world.ts";
import { authorization, holderOf, type OfMilestone, type Situation, withFault } from "./random-actions.ts";
import { voiceOf } from "./random-policies.ts";

/** Where the draws of a run are kept. */
export function drawKey(dealId: string, milestone: number): string {
  return `${dealId} ${milestone}`;
}

/** Something that can happen to what stands or is contested, right or wrong. */
export function randomDisputesAction(situation: Situation, deal: DealLife, of: OfMilestone): Action {
  const life = deal.milestones[of.milestone] ?? {};
  const { second, appeal, parting } = life;
  const isRunning = second !== undefined && parting === undefined;
  const kind = situation.dice.weighted({
    contest: parting !== undefined ? 1 : isRunning && second.verdict === undefined ? 12 : 50,
    drawPanel: isRunning ? (second.panel === undefined ? 40 : 2) : 1,
    recordBallots: second?.panel === undefined ? 1 : 40,
    recordLateBallots: waitsToBeShared(deal, life, situation.now) ? 6 : 1,
    rule: appeal === undefined || parting !== undefined ? 1 : 90,
    releaseBond: second === undefined ? 1 : parting === undefined ? 12 : 60,
  });
  switch (kind) {
    case "contest":
      return randomContest(situation, deal, of, life);
    case "drawPanel": {
      const answer = situation.draws.get(drawKey(deal.id, of.milestone));
      return { ...of, kind, answer };
    }
    case "recordBallots":
      return randomBallots(situation, deal, of, life);
    case "recordLateBallots":
      return randomLateBallots(situation, deal, of, life);
    case "rule":
      return randomRuling(situation, deal, of, life);
    case "releaseBond":
      return randomRelease(situation, of, life);
  }
}

function randomContest(situation: Situation, deal: DealLife, of: OfMilestone, life: MilestoneLife): Action {
  const { dice, people, world, now } = situation;
  const { buyer, seller, disputes } = deal.terms;
  const provisional = provisionalOf(deal, life)?.payout ?? dice.between(0, 10_000);
  const gaining = provisional === 0 ? [seller] : provisional === 10_000 ? [buyer] : [buyer, seller];
  const party = dice.pick(dice.chance(0.95) ? gaining : [buyer, seller]);
  const contester = dice.chance(0.97) ? party : dice.pick(people.all).address;
  const opens = life.second === undefined ? 2 : 3;
  const bond = disputes?.bond ?? 0n;
  const able = people.traders.filter(({ address }) => amountOf(world.balances, address) >= bond);
  const helper = dice.chance(0.3)
    ? holderOf(new Map([...world.balances].filter(([row]) => world.accounts.has(row))), dice, buyer)
    : dice.pick(able.length > 0 && dice.chance(0.8) ? able : people.traders).address;
  const payer = dice.chance(0.5) ? contester : helper;
  const isAccount = world.accounts.has(payer);
  const fromWallet = isAccount
    ? false
    : amountOf(world.balances, payer) < bond
      ? dice.chance(0.9)
      : dice.chance(0.3);
  const signing = isAccount ? authorization(situation, payer) : payer;
  const payerSigned = isAccount || fromWallet || payer !== contester ? signing : undefined;
  return {
    ...of,
    kind: "contest",
    contester,
    payout: dice.chance(0.96) ? provisional : dice.between(0, 10_000),
    round: dice.chance(0.97) ? opens : opens === 2 ? 3 : 2,
    signedBy: authorization(situation, contester),
    ...{ payer, fromWallet },
    validBefore: now + dice.pick([600, 600, 600, 600, 600, 1, 0]),
    payerSignedBy: isAccount || dice.chance(0.93) ? payerSigned : authorization(situation, payer),
  };
}

/** Some of the drawn, of one opinion or of several; the same may come twice. */
function randomBallots(
  situation: Situation,
  deal: DealLife,
  of: OfMilestone,
  { second, verdict, delivered }: MilestoneLife,
): Action {
  const { dice, people } = situation;
  const drawn = second?.panel ?? deal.terms.panel;
  const panel = dice.chance(0.03) ? drawn.slice(1) : drawn;
  const count = dice.between(1, Math.max(1, panel.length));
  const positions = dice.draw([...panel.keys()], Math.min(count, panel.length)).sort((a, b) => a - b);
  const opinion = dice.pick([0, deal.terms.passingScore, 10_000, dice.between(0, 10_000)]);
  const scatter = dice.pick([0, 0, 10, 800]);
  const score = () => Math.min(10_000, Math.max(0, opinion + dice.between(-scatter, scatter)));
  const signer = (position: number): Address =>
    dice.chance(0.01) ? dice.pick(people.all).address : (panel[position] ?? people.outsider.address);
  const ballots = positions.map((position) => ({ position, score: score(), signedBy: signer(position) }));
  const evidence = (delivered ?? verdict)?.evidence ?? zeroHash;
  return {
    ...of,
    kind: "recordBallots",
    panel,
    evidence: dice.chance(0.98) ? evidence : zeroHash,
    ballots: withFault(
      dice,
      ballots.length > 0 ? ballots : [{ position: 0, score: 0, signedBy: people.outsider.address }],
      panel.length,
    ),
  };
}

function randomLateBallots(
  { dice, people }: Situation,
  { terms }: DealLife,
  of: OfMilestone,
  { delivered, verdict }: MilestoneLife,
): Action {
  const { panel } = terms;
  const ballots = panel.flatMap((juror, position) => {
    const signedBy = dice.chance(0.99) ? juror : people.outsider.address;
    return dice.chance(0.5) ? [{ position, score: dice.between(0, 10_000), signedBy }] : [];
  });
  const evidence = (delivered ?? verdict)?.evidence ?? zeroHash;
  return {
    ...of,
    kind: "recordLateBallots",
    evidence: dice.chance(0.98) ? evidence : zeroHash,
    ballots: withFault(dice, ballots, panel.length),
  };
}

function randomRuling(
  situation: Situation,
  deal: DealLife,
  of: OfMilestone,
  { verdict, delivered }: MilestoneLife,
): Action {
  const { dice, people } = situation;
  const arbiter = arbiterOf(deal) ?? dice.pick(people.arbiters).address;
  const isCalling = dice.chance(0.3);
  return {
    ...of,
    kind: "rule",
    sender: isCalling ? arbiter : of.sender,
    evidence: dice.chance(0.96) ? ((delivered ?? verdict)?.evidence ?? zeroHash) : zeroHash,
    payout: dice.pick([0, 10_000, dice.between(0, 10_000), dice.between(0, 10_000), 10_001]),
    signedBy: isCalling ? undefined : authorization(situation, arbiter),
  };
}

function randomRelease({ dice }: Situation, of: OfMilestone, { second }: MilestoneLife): Action {
  const panel = second?.panel ?? [];
  return {
    ...of,
    kind: "releaseBond",
    round: dice.pick([2, 2, 2, 3, 3, 1, 4]),
    panel: dice.chance(0.94) ? panel : panel.slice(1),
  };
}

/** One side's word about the other, about a deal of any age. */
export function randomRating(situation: Situation, deal: DealLife): Action {
  const { dice, people } = situation;
  const { buyer, seller } = deal.terms;
  const rater = dice.chance(0.95) ? dice.pick([buyer, seller]) : dice.pick(people.all).address;
  return {
    kind: "rate",
    sender: dice.pick([people.outsider.address, ...[buyer, seller].map((side) => voiceOf(situation, side))]),
    dealId: deal.id,
    rater,
    score: dice.chance(0.95) ? dice.between(0, 100) : dice.between(101, 255),
    signedBy: authorization(situation, rater),
  };
}
