import { zeroAddress } from "viem";
import {
  dealIdOf,
  deliver,
  hashReasons,
  openDeal,
  rate,
  reclaim,
  refund,
  release,
  signBallot,
  signDelivery,
  signPayment,
  signTerms,
  submitVerdict,
  type Terms,
} from "../../../../sdk/index.ts";
import { usd } from "../../../../test/support/usdc.ts";
import { DAY, drawTerms, evidenceOf, type Life, MINUTE, type Scene, step } from "./life.ts";

/** How much of full marks a jury may give. */
const SCORES = [10_000, 10_000, 10_000, 8_000, 6_500, 2_000] as const;

/** A deal that is opened, judged milestone by milestone, and rated by both. */
export async function* judgedDeal(scene: Scene): Life {
  const { dice } = scene;
  const terms = drawTerms(scene, drawAmounts(scene), drawFees(scene));
  yield await opening(scene, terms);
  for (const milestone of terms.milestones.keys()) {
    const isDelivered = dice.chance(0.5);
    if (isDelivered) {
      const delivery = await deliveryOf(scene, terms, milestone);
      yield step(
        scene.ground.people.relayer.address,
        deliver.call({ address: scene.ground.address, terms, delivery }),
      );
    }
    const count = dice.chance(0.3) ? 3 : 2;
    yield await verdict(scene, terms, { milestone, score: dice.pick(SCORES), count, isDelivered });
  }
  yield* ratings(scene, terms);
}

/** A deal whose milestones the parties settle between themselves. */
export async function* friendlyDeal(scene: Scene): Life {
  const { ground, dice } = scene;
  const terms = drawTerms(scene, drawAmounts(scene), drawFees(scene));
  yield await opening(scene, terms);
  for (const milestone of terms.milestones.keys()) {
    const of = { address: ground.address, terms, milestone };
    yield dice.chance(0.7) ? step(terms.buyer, release.call(of)) : step(terms.seller, refund.call(of));
  }
  if (dice.chance(0.5)) yield* ratings(scene, terms);
}

/** A deal whose seller never delivers: the buyer takes everything back. */
export async function* missedDeal(scene: Scene): Life {
  const { ground } = scene;
  const deadline = ground.now() + 15 * MINUTE;
  const milestones = drawAmounts(scene).map((amount) => ({ amount, deadline }));
  const terms = drawTerms(scene, [], { milestones, openBy: deadline - MINUTE });
  yield await opening(scene, terms);
  for (const milestone of milestones.keys()) {
    yield step(terms.buyer, reclaim.call({ address: ground.address, terms, milestone }), deadline + MINUTE);
  }
}

/** Opens a deal that the buyer sends itself, or pays from its wallet by a signature that the relayer brings. */
export async function opening({ ground }: Scene, terms: Terms) {
  const { address, domain, token } = ground;
  const sellerSignature = await signTerms({ domain, terms, account: keyOf(ground, terms.seller) });
  if (terms.fundedFromLedger) return step(terms.buyer, openDeal.call({ address, terms, sellerSignature }));
  const buyerSignature = await signPayment({ domain, token, terms, account: keyOf(ground, terms.buyer) });
  return step(
    ground.people.relayer.address,
    openDeal.call({ address, terms, buyerSignature, sellerSignature }),
  );
}

/** What the seller says it delivered. */
async function deliveryOf({ ground }: Scene, terms: Terms, milestone: number) {
  const { domain } = ground;
  const deal = dealIdOf({ domain, terms });
  const evidence = evidenceOf(deal, milestone);
  const said = { deal, milestone, evidence, evidenceUri: `ipfs://${evidence.slice(2)}` };
  return signDelivery({ domain, account: keyOf(ground, terms.seller), ...said });
}

export interface Judgement {
  readonly milestone: number;
  readonly score: number;
  /** Jurors of the panel who agree. */
  readonly count: number;
  /** Whether the delivery is on-chain; else it comes with the ballots. */
  readonly isDelivered: boolean;
}

export async function verdict(scene: Scene, terms: Terms, judgement: Judgement) {
  const { address, domain, people } = scene.ground;
  const { milestone, score, count, isDelivered } = judgement;
  const deal = dealIdOf({ domain, terms });
  const evidence = evidenceOf(deal, milestone);
  const ballots = [];
  for (const juror of terms.panel.slice(0, count)) {
    const account = keyOf(scene.ground, juror);
    const reasons = hashReasons(`reasons ${juror} ${evidence}`);
    ballots.push(await signBallot({ domain, account, deal, milestone, evidence, score, reasons }));
  }
  const delivery = isDelivered
    ? { delivered: true }
    : { delivery: await deliveryOf(scene, terms, milestone) };
  return step(people.relayer.address, submitVerdict.call({ address, terms, ballots, ...delivery }));
}

export async function* ratings({ ground, dice }: Scene, terms: Terms): Life {
  const { address } = ground;
  for (const rater of [terms.buyer, terms.seller]) {
    yield step(rater, rate.call({ address, terms, rater, score: 50 + dice.below(51) }));
  }
}

/** The key of one who was drawn. */
export function keyOf({ people }: Scene["ground"], address: string) {
  const { buyers, sellers, jurors, seated } = people;
  const found = [...buyers, ...sellers, ...jurors, ...seated].find((known) => known.address === address);
  if (found === undefined) throw new Error(`there is no key of ${address} on the chain of the benchmark`);
  return found;
}

function drawAmounts({ dice }: Scene): readonly bigint[] {
  return Array.from({ length: 1 + dice.below(3) }, () => usd(1 + dice.below(20)));
}

/** Some deals pay their jurors, some a marketplace. */
function drawFees({ dice, ground }: Scene): Partial<Terms> {
  const { marketplace } = ground.people;
  return {
    ...(dice.chance(0.3) ? { marketplaceFee: 250, marketplace: marketplace.address } : {}),
    ...(dice.chance(0.3) ? { verificationFee: usd(0.3), panelAccount: zeroAddress } : {}),
    ...(dice.chance(0.2) ? { category: 1 + dice.below(5), verdictWindow: DAY } : {}),
  };
}
