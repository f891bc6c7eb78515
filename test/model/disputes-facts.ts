import { concatHex, keccak256, zeroAddress, zeroHash } from "viem";
import { isEarnedByPanel } from "./contesting.ts";
import { payoutFor } from "./money.ts";
import { arbiterOf, roundEnd } from "./provisional.ts";
import { bondLeft, type DealLife, type MilestoneLife, objectionsOf } from "./world.ts";

/** Verdicts of both rounds. */
export function verdictFacts(deal: DealLife) {
  const { terms } = deal;
  return deal.milestones.flatMap((life, milestone) => {
    const { verdict, second, late = [] } = life;
    const evidence = evidenceOf(life);
    const about = { dealId: deal.id, milestone, evidence };
    const first = verdict && {
      ...{ ...about, round: 1, payout: verdict.payout, settled: terms.contestWindow === 0 },
      ballotCount: verdict.ballots.length + late.length,
    };
    const next = second?.verdict && {
      ...{ ...about, round: 2, payout: second.verdict.payout, settled: arbiterOf(deal) === undefined },
      ballotCount: second.ballots.length,
    };
    return [first, next].filter((fact) => fact !== undefined);
  });
}

function evidenceOf({ delivered, verdict }: MilestoneLife) {
  return delivered?.evidence ?? verdict?.evidence;
}

/** Ballots of both rounds, as the indexer keeps them. */
export function ballotFacts(deal: DealLife) {
  return judgedBallots(deal).map(({ agrees: _, ...facts }) => facts);
}

/** Ballots of both rounds: whether each agrees with its verdict, what each alone would pay, whether it came after round 1's verdict, and what it earned of the bond. */
export function judgedBallots(deal: DealLife) {
  const { terms } = deal;
  return deal.milestones.flatMap(({ verdict, second, book, late = [] }, milestone) => {
    const about = { dealId: deal.id, milestone };
    const inTime = verdict?.ballots ?? book ?? [];
    const first = [...inTime, ...late].map(({ position, score }, index) => {
      const payout = payoutFor(score, terms);
      // What comes after the verdict could copy it.
      const isLate = verdict !== undefined && index >= inTime.length;
      const juror = terms.panel[position];
      const agrees = !isLate && payout === verdict?.payout;
      return { ...about, round: 1, position, juror, score, payout, late: isLate, earned: 0n, agrees };
    });
    const next = (second?.ballots ?? []).map(({ position, score }) => {
      const juror = second?.panel?.[position];
      const earned = second?.objection.released?.find(({ account }) => account === juror)?.amount ?? 0n;
      const payout = payoutFor(score, terms);
      const agrees = payout === second?.verdict?.payout;
      return { ...about, round: 2, position, juror, score, payout, late: false, earned, agrees };
    });
    return [...first, ...next];
  });
}

export function panelFacts(deal: DealLife) {
  return deal.milestones.flatMap(({ second }, milestone) =>
    second?.panel === undefined ? [] : [{ dealId: deal.id, milestone, round: 2, jurors: second.panel }],
  );
}

/** Contests, and where their bonds went. */
export function contestFacts(deal: DealLife) {
  const bond = deal.terms.disputes?.bond ?? 0n;
  return deal.milestones.flatMap((life, milestone) =>
    objectionsOf(life).map((objection) => {
      const { round, contester, by, payout, payer, fromWallet, at, released } = objection;
      const left = bondLeft(deal, life, round);
      const isEarned = round === 2 ? isEarnedByPanel(deal, life) : life.isRuled === true;
      const paid = life.parting?.reimbursements.find((reimbursement) => reimbursement.round === round);
      const end = round === 2 ? roundEnd(deal, objection) : at + (deal.terms.disputes?.rulingWindow ?? 0);
      return {
        ...{ dealId: deal.id, milestone, round, contester, side: by, payout, payer, bond },
        paidFrom: fromWallet ? "wallet" : "ledger",
        draw: bond - left,
        held: released === undefined ? left : 0n,
        returned: released !== undefined && !isEarned ? left : 0n,
        earned: released !== undefined && isEarned ? left : 0n,
        reimbursed: paid?.amount ?? 0n,
        ...{ openedAt: BigInt(at), windowEnd: BigInt(end) },
      };
    }),
  );
}

/** Everything that a bond became in somebody's ledger balance, and what was paid for having paid one. */
export function bondCreditFacts(deal: DealLife) {
  return deal.milestones.flatMap((life, milestone) => {
    const about = { dealId: deal.id, milestone };
    const released = objectionsOf(life).flatMap(({ round, released: shares = [] }) => {
      const isEarned = round === 2 ? isEarnedByPanel(deal, life) : life.isRuled === true;
      const kind = isEarned ? "earned" : "returned";
      return shares.map(({ account, amount }) => ({ ...about, round, kind, account, amount }));
    });
    const reimbursed = (life.parting?.reimbursements ?? []).map(({ round, payer, amount }) => {
      return { ...about, round, kind: "reimbursed", account: payer, amount };
    });
    const { draw } = life.second ?? {};
    const drawn = draw === undefined ? [] : [{ ...about, round: 2, kind: "draw", ...draw }];
    return [...drawn, ...released, ...reimbursed].filter(
      ({ kind, amount }) => kind === "returned" || amount > 0n,
    );
  });
}

export function rulingFacts(deal: DealLife) {
  return deal.milestones.flatMap(({ isRuled, parting, ...life }, milestone) =>
    isRuled && parting !== undefined
      ? [{ dealId: deal.id, milestone, arbiter: arbiterOf(deal) ?? zeroAddress, evidence: evidenceOf(life) }]
      : [],
  );
}

export function ratingFacts({ id, terms, ratings }: DealLife) {
  return ratings.map(({ rater, rated, score }) => {
    return { dealId: id, rater, rated, score, side: rater === terms.buyer ? "buyer" : "seller" };
  });
}

/** What the contract remembers of a milestone's second round, as `roundOf` gives it; `over` depends on the time. */
export function storedRound(life: MilestoneLife) {
  const lanes = [0n, 0n];
  for (const { position, score } of life.second?.ballots ?? []) {
    const word = position < 16 ? 0 : 1;
    lanes[word] = (lanes[word] ?? 0n) + (BigInt(score + 1) << BigInt(16 * (position % 16)));
  }
  const { panel, objection } = life.second ?? {};
  const panelHash = panel === undefined ? zeroHash : keccak256(concatHex([...panel]));
  return { panelHash, scores: lanes, openedAt: objection?.at ?? 0 };
}
