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
import type { Setup } from "./setup.ts";

/** Figures of a contested life. */
export type DisputesFigure = Extract<
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
export async function measureDisputes(setup: Setup): Promise<Record<DisputesFigure, Cost>> {
  const [warmUp, measured] = STARTS;
  await contestedLife(setup, setup.start + warmUp * DAY);
  return contestedLife(setup, setup.start + measured * DAY);
}

/** A verdict of three, contested by the buyer, judged again by seven, settled and rated. Unix seconds. */
async function contestedLife(setup: Setup, from: number): Promise<Record<DisputesFigure, Cost>> {
  const { address, domain, buyer, relayer, pool, bond, arbiter } = setup;
  setup.setTime(from);
  const terms: Terms = {
    ...termsOf(setup, { destination: "ledger", amounts: [usd(180)], salt: BigInt(from) }),
    milestones: [{ amount: usd(180), deadline: from + 7 * DAY }],
    contestWindow: DAY,
    disputes: { bond, pool, arbiter: arbiter.address, rulingWindow: DAY },
    openBy: from + 6 * DAY,
  };
  const deal = dealIdOf({ domain, terms });
  await open(setup, terms);
  await judgeFirst(setup, terms, deal);

  const claim = { domain, deal, milestone: MILESTONE };
  const objection = { round: 2 as const, payout: FIRST_SCORE, bond, payer: buyer.address, fromWallet: false };
  const signature = await signContest({ ...claim, ...objection, account: buyer });
  const objecting = { address, terms, milestone: MILESTONE, contester: buyer.address, payout: FIRST_SCORE };
  const contested = await setup.send(relayer, contest.call({ ...objecting, signature }));

  await setup.mine(SEED_BLOCKS);
  const drawn = await setup.send(relayer, drawPanel.call({ address, terms, milestone: MILESTONE }));
  const { panel } = drawPanel.extractEvent(drawn.logs, { address });
  if (panel.length !== 7) throw new Error(`a panel of ${panel.length} was drawn, not of 7`);
  const ballots = await ballotsOf(setup, deal, panel, 2, SECOND_SCORE);
  const voted = await setup.send(relayer, recordBallots.call({ address, terms, panel, ballots }));

  // Settled once it can no longer be contested; the bond is shared, so that jurors have balances from the first life on.
  setup.setTime(from + 3 * DAY);
  await setup.send(relayer, settle.call({ address, terms, milestone: MILESTONE }));
  await setup.send(relayer, releaseBond.call({ address, terms, milestone: MILESTONE, round: 2, panel }));
  const opinion = { score: 90, reasons: hashReasons(`rating ${deal}`) };
  const rating = await signRating({ domain, deal, rated: terms.seller, ...opinion, account: buyer });
  const rated = await setup.send(
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
async function judgeFirst(setup: Setup, terms: Terms, deal: Hex): Promise<void> {
  const { address, domain, seller, relayer, jurors } = setup;
  const evidence = evidenceOf(deal);
  const signers = jurors.slice(0, 2).map(({ address: juror }) => juror);
  const ballots = await ballotsOf(setup, deal, signers, 1, FIRST_SCORE);
  const claim = { deal, milestone: MILESTONE, evidence, evidenceUri: `ipfs://${evidence.slice(2)}` };
  const delivery = await signDelivery({ domain, account: seller, ...claim });
  await setup.send(relayer, submitVerdict.call({ address, terms, ballots, delivery }));
}

async function ballotsOf(setup: Setup, deal: Hex, panel: readonly string[], round: number, score: number) {
  const { domain, jurors, poolJurors } = setup;
  return Promise.all(
    panel.map((juror) => {
      const account = [...jurors, ...poolJurors].find((known) => known.address === juror);
      if (account === undefined) throw new Error(`there is no key of juror ${juror}`);
      const reasons = hashReasons(`reasons ${juror} ${deal}`);
      const claim = { deal, milestone: MILESTONE, evidence: evidenceOf(deal) };
      return signBallot({ domain, account, ...claim, round, score, reasons });
    }),
  );
}

function evidenceOf(deal: Hex): Hex {
  return hashEvidence(`evidence ${deal} ${MILESTONE}`);
}
