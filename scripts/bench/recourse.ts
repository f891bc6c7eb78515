import type { Hex } from "viem";
import {
  contest,
  dealIdOf,
  drawPanel,
  hashEvidence,
  hashReasons,
  rate,
  recordBallots,
  releaseBond,
  settle,
  signBallot,
  signContest,
  signDelivery,
  signRating,
  submitVerdict,
  type Terms,
} from "../../sdk/index.ts";
import { usd } from "../../test/support/usdc.ts";
import { type Cost, type FigureName, sumOf } from "./figures.ts";
import { open, termsOf } from "./lives.ts";
import type { Stage } from "./stage.ts";

/** Figures of a contested life. */
export type RecourseFigure = Extract<
  FigureName,
  "contest" | "draw_7" | "verdict_7" | "recourse_round2" | "rate"
>;

const DAY = 86_400;
const MILESTONE = 0;
/** More blocks than lie between a contest and the hash that seeds its draw. */
const SEED_BLOCKS = 27;
const FIRST_SCORE = 6_000;
const SECOND_SCORE = 8_000;
/** Days after the start of the chain, when the other lives are over. */
const STARTS = [30, 60] as const;

/** Measures the figures of a contested milestone after one that went the same way: rows, seats and accounts are known. */
export async function measureRecourse(stage: Stage): Promise<Record<RecourseFigure, Cost>> {
  const [warmUp, measured] = STARTS;
  await contestedLife(stage, stage.start + warmUp * DAY);
  return contestedLife(stage, stage.start + measured * DAY);
}

/** A verdict of three, contested by the buyer, judged again by seven, settled and rated. Unix seconds. */
async function contestedLife(stage: Stage, from: number): Promise<Record<RecourseFigure, Cost>> {
  const { address, domain, buyer, relayer, pool, bond, arbiter } = stage;
  stage.setTime(from);
  const terms: Terms = {
    ...termsOf(stage, { route: "ledger", amounts: [usd(180)], salt: BigInt(from) }),
    milestones: [{ amount: usd(180), deadline: from + 7 * DAY }],
    contestWindow: DAY,
    recourse: { bond, pool, arbiter: arbiter.address, rulingWindow: DAY },
    openBy: from + 6 * DAY,
  };
  const deal = dealIdOf({ domain, terms });
  await open(stage, terms);
  await judgeFirst(stage, terms, deal);

  const claim = { domain, deal, milestone: MILESTONE };
  const objection = { round: 2 as const, payout: FIRST_SCORE, payer: buyer.address };
  const signature = await signContest({ ...claim, ...objection, account: buyer });
  const objecting = { address, terms, milestone: MILESTONE, contester: buyer.address, payout: FIRST_SCORE };
  const contested = await stage.send(relayer, contest.call({ ...objecting, signature }));

  await stage.mine(SEED_BLOCKS);
  const drawn = await stage.send(relayer, drawPanel.call({ address, terms, milestone: MILESTONE }));
  const { panel } = drawPanel.extractEvent(drawn.logs, { address });
  if (panel.length !== 7) throw new Error(`a panel of ${panel.length} was drawn, not of 7`);
  const ballots = await ballotsOf(stage, deal, panel, 2, SECOND_SCORE);
  const voted = await stage.send(relayer, recordBallots.call({ address, terms, panel, ballots }));

  // Settled once nobody can contest it any more; the bond is shared, so that jurors have rows from the first life on.
  stage.setTime(from + 3 * DAY);
  await stage.send(relayer, settle.call({ address, terms, milestone: MILESTONE }));
  await stage.send(relayer, releaseBond.call({ address, terms, milestone: MILESTONE, round: 2, panel }));
  const opinion = { score: 90, reasons: hashReasons(`rating ${deal}`) };
  const rating = await signRating({ domain, deal, ...opinion, account: buyer });
  const rated = await stage.send(
    relayer,
    rate.call({ address, terms, rater: buyer.address, ...opinion, signature: rating }),
  );
  return {
    contest: contested,
    draw_7: drawn,
    verdict_7: voted,
    recourse_round2: sumOf([contested, drawn, voted]),
    rate: rated,
  };
}

/** Two of three agree, with the seller's word for the evidence. */
async function judgeFirst(stage: Stage, terms: Terms, deal: Hex): Promise<void> {
  const { address, domain, seller, relayer, jurors } = stage;
  const evidence = evidenceOf(deal);
  const signers = jurors.slice(0, 2).map(({ address: juror }) => juror);
  const ballots = await ballotsOf(stage, deal, signers, 1, FIRST_SCORE);
  const claim = { deal, milestone: MILESTONE, evidence, locator: `ipfs://${evidence.slice(2)}` };
  const delivery = await signDelivery({ domain, account: seller, ...claim });
  await stage.send(relayer, submitVerdict.call({ address, terms, ballots, delivery }));
}

async function ballotsOf(stage: Stage, deal: Hex, panel: readonly string[], round: number, score: number) {
  const { domain, jurors, poolJurors } = stage;
  return Promise.all(
    panel.map((juror) => {
      const account = [...jurors, ...poolJurors].find((known) => known.address === juror);
      if (account === undefined) throw new Error(`nobody has the key of juror ${juror}`);
      const reasons = hashReasons(`reasons ${juror} ${deal}`);
      const claim = { deal, milestone: MILESTONE, evidence: evidenceOf(deal) };
      return signBallot({ domain, account, ...claim, round, score, reasons });
    }),
  );
}

function evidenceOf(deal: Hex): Hex {
  return hashEvidence(`evidence ${deal} ${MILESTONE}`);
}
