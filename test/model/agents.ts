import type { Address } from "viem";
import { bondCreditFacts, contestFacts, judgedBallots, panelFacts, rulingFacts } from "./disputes-facts.ts";
import { dealFacts, feeFacts, paidFor, settlementFacts } from "./facts.ts";
import { portion } from "./money.ts";
import type { DealLife, World } from "./world.ts";

/** What an address did in each of its parts, over all deals of a world: folded from the deals, not counted along the way. */
export function agentFacts(world: World, address: Address) {
  const deals = [...world.deals.values()];
  return {
    address,
    ...asBuyer(deals.filter(({ terms }) => terms.buyer === address)),
    ...asSeller(deals.filter(({ terms }) => terms.seller === address)),
    ...asJuror(deals, address),
    ...asContester(deals, address),
    ...asDisputant(deals, address),
    ...asRater(deals, address),
    ...asFeeAccount(deals, address),
  };
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);

/** A deal and those that replace it are one. */
const firstsOf = (deals: readonly DealLife[]) =>
  deals.filter(({ terms: { amends } }) => amends === undefined);

function asBuyer(bought: readonly DealLife[]) {
  const facts = bought.map(dealFacts);
  const settlements = bought.flatMap(settlementFacts);
  return {
    buyerDeals: firstsOf(bought).length,
    buyerCommitted: sum(bought.map(({ terms }) => paidFor(terms))),
    buyerPaidOut: sum(settlements.map(({ toSeller }) => toSeller)),
    buyerVerificationFees: sum(facts.map(({ verificationFees }) => verificationFees)),
    buyerRefunded: sum(facts.map(({ refunded }) => refunded)),
    buyerReimbursed: sum(settlements.map(({ buyerReimbursed }) => buyerReimbursed)),
    buyerUnsettled: sum(facts.map(({ unsettled }) => unsettled)),
  };
}

function asSeller(sold: readonly DealLife[]) {
  const settlements = sold.flatMap(settlementFacts);
  const lives = sold.flatMap(({ milestones }) => milestones);
  return {
    sellerDeals: firstsOf(sold).length,
    sellerDeliveries: lives.filter(({ delivered }) => delivered !== undefined).length,
    sellerSettledMilestones: settlements.length,
    sellerPaidMilestones: settlements.filter(({ toSeller }) => toSeller > 0n).length,
    sellerGross: sum(settlements.map(({ toSeller }) => toSeller)),
    sellerMarketplaceFees: sum(settlements.map(({ marketplaceFee }) => marketplaceFee)),
    sellerReimbursed: sum(settlements.map(({ sellerReimbursed }) => sellerReimbursed)),
    sellerNet: sum(settlements.map(({ sellerNet }) => sellerNet)),
  };
}

function firstOf(deals: readonly DealLife[], deal: DealLife): DealLife {
  const { amends } = deal.terms;
  const replaced = deals.find(({ id }) => id === amends?.deal);
  return replaced === undefined ? deal : firstOf(deals, replaced);
}

function asJuror(deals: readonly DealLife[], address: Address) {
  const seated = deals.filter(({ terms }) => terms.panel.includes(address));
  const verdicts = seated.flatMap(({ milestones }) =>
    milestones.filter(({ verdict }) => verdict !== undefined),
  );
  const drawn = deals.flatMap(({ milestones }) =>
    milestones.filter(({ second }) => second?.panel?.includes(address)),
  );
  const ballots = deals.flatMap(judgedBallots).filter(({ juror }) => juror === address);
  const scoreSum = ballots.reduce((all, { score }) => all + score, 0);
  return {
    jurorSeats: new Set(seated.map((deal) => firstOf(deals, deal))).size,
    jurorDraws: deals.flatMap(panelFacts).filter(({ jurors }) => jurors.includes(address)).length,
    jurorVerdicts: verdicts.length + drawn.filter(({ second }) => second?.verdict !== undefined).length,
    jurorBallots: ballots.length,
    jurorAgreements: ballots.filter(({ agrees }) => agrees).length,
    jurorScoreSum: scoreSum,
    jurorAverageScore: ballots.length === 0 ? null : Math.floor(scoreSum / ballots.length),
  };
}

function asContester(deals: readonly DealLife[], address: Address) {
  const contests = deals.flatMap(contestFacts);
  const paid = contests.filter(({ payer }) => payer === address);
  const credits = deals.flatMap(bondCreditFacts).filter(({ account }) => account === address);
  const of = (kind: string) =>
    sum(credits.filter((credit) => credit.kind === kind).map(({ amount }) => amount));
  return {
    contestCount: contests.filter(({ contester }) => contester === address).length,
    rulings: deals.flatMap(rulingFacts).filter(({ arbiter }) => arbiter === address).length,
    bondsPaid: sum(paid.map(({ bond }) => bond)),
    bondsReturned: of("returned"),
    bondsReimbursed: of("reimbursed"),
    bondsEarned: of("earned"),
    drawsEarned: of("draw"),
  };
}

/** Contests of its milestones, of either side, that the parties did not end themselves. */
function asDisputant(deals: readonly DealLife[], address: Address) {
  const won = deals.flatMap((deal) =>
    contestFacts(deal).flatMap(({ milestone, side, payout }) => {
      const settled = settlementFacts(deal).find((settlement) => settlement.milestone === milestone);
      if (settled === undefined || !["verdict", "ruling", "silence"].includes(settled.cause)) return [];
      const gained = settled.toSeller - portion(settled.toSeller + settled.toBuyer, payout);
      const { buyer, seller } = deal.terms;
      const [self, other] = side === "buyer" ? [buyer, seller] : [seller, buyer];
      const isBetterOff = side === "buyer" ? gained < 0n : gained > 0n;
      return [
        { party: self, isWon: isBetterOff },
        { party: other, isWon: !isBetterOff },
      ];
    }),
  );
  const own = won.filter(({ party }) => party === address);
  const contestsWon = own.filter(({ isWon }) => isWon).length;
  return { contestsWon, contestsLost: own.length - contestsWon };
}

function asRater(deals: readonly DealLife[], address: Address) {
  const ratings = deals.flatMap((deal) => deal.ratings);
  const received = ratings.filter(({ rated }) => rated === address);
  const scores = received.reduce((all, { score }) => all + score, 0);
  return {
    ratingsGiven: ratings.filter(({ rater }) => rater === address).length,
    ratingsReceived: received.length,
    ratingScoreSum: scores,
    averageRating: received.length === 0 ? null : Math.floor((100 * scores) / received.length),
  };
}

function asFeeAccount(deals: readonly DealLife[], address: Address) {
  const credits = deals.flatMap(feeFacts).filter(({ account }) => account === address);
  const of = (kind: string) =>
    sum(credits.filter((credit) => credit.kind === kind).map(({ amount }) => amount));
  return {
    feesEarned: sum(credits.map(({ amount }) => amount)),
    feesEarnedMarketplace: of("marketplaceFee"),
    feesEarnedVerification: of("verificationFee"),
  };
}
