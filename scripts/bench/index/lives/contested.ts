import { zeroAddress } from "viem";
import {
  contest,
  dealIdOf,
  drawPanel,
  hashReasons,
  recordBallots,
  releaseBond,
  rule,
  settle,
  signBallot,
} from "../../../../sdk/index.ts";
import { usd } from "../../../../test/support/usdc.ts";
import { keyOf, opening, ratings, verdict } from "./deals.ts";
import { DAY, drawTerms, evidenceOf, type Life, MINUTE, type Scene, step, WINDOW } from "./life.ts";

/** Longer than from a contest to the block whose hash seeds its draw; the chain forgets that hash an hour later. */
const SEED_SECONDS = 30 * 12;
const FIRST = 6_000;
const SECOND = 8_000;
const MILESTONE = 0;

/** A verdict that the buyer contests: a drawn panel judges again, and an arbiter after it where the terms name one. */
export async function* contestedDeal(scene: Scene): Life {
  const { ground, dice } = scene;
  const { address, domain, pool, bond, people } = ground;
  const hasArbiter = dice.chance(0.5);
  const arbiter = hasArbiter ? people.arbiter.address : zeroAddress;
  const terms = drawTerms(scene, [usd(5 + dice.below(20))], {
    contestWindow: WINDOW,
    fundedFromLedger: true,
    disputes: { bond, pool, arbiter, rulingWindow: hasArbiter ? DAY : 0 },
  });
  const deal = dealIdOf({ domain, terms });
  const of = { address, terms, milestone: MILESTONE };
  const relayer = people.relayer.address;
  yield await opening(scene, terms);
  yield await verdict(scene, terms, { milestone: MILESTONE, score: FIRST, count: 2, isDelivered: false });
  if (dice.chance(0.4)) {
    // It is not contested.
    yield step(relayer, settle.call(of), ground.now() + WINDOW + MINUTE);
    return;
  }
  yield step(terms.buyer, contest.call({ ...of, contester: terms.buyer, payout: FIRST }));
  const drawn = yield step(relayer, drawPanel.call(of), ground.now() + SEED_SECONDS);
  const { panel } = drawPanel.extractEvent(drawn, { address });
  const ballots = [];
  for (const juror of panel) {
    const claim = { deal, milestone: MILESTONE, evidence: evidenceOf(deal, MILESTONE) };
    const said = { round: 2, score: SECOND, reasons: hashReasons(`again ${juror} ${deal}`) } as const;
    ballots.push(await signBallot({ domain, account: keyOf(ground, juror), ...claim, ...said }));
  }
  yield step(relayer, recordBallots.call({ address, terms, panel, ballots }));
  if (hasArbiter && dice.chance(0.5)) {
    yield step(terms.buyer, contest.call({ ...of, contester: terms.buyer, payout: SECOND }));
    yield step(people.arbiter.address, rule.call({ ...of, payout: 7_000 }));
  } else if (hasArbiter) {
    yield step(relayer, settle.call(of), ground.now() + WINDOW + MINUTE);
  }
  yield* ratings(scene, terms);
  // Late ballots may still come before.
  yield step(relayer, releaseBond.call({ ...of, round: 2, panel }), ground.now() + 2 * WINDOW);
}
