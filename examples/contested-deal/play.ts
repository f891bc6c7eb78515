import { dealIdOf, getContest, getPool, parseBallot, parseDelivery, parseOffer, toJson } from "quittance";
import type { Stack } from "quittance/testing";
import { type Address, isAddressEqual } from "viem";
import { type Corpus, jurors, loadCorpus, MILESTONES } from "../document-review/index.ts";
import { type Project, startBuyer } from "../milestone-deal/buyer-agent.ts";
import { type EvidenceStore, openEvidenceStore } from "../milestone-deal/evidence-store.ts";
import { type JurorAgent, type Matter, seatJuror } from "../milestone-deal/juror-agent.ts";
import { startRelayer } from "../milestone-deal/relayer.ts";
import type { Seat } from "../milestone-deal/seat.ts";
import { startSeller } from "../milestone-deal/seller-agent.ts";
import { offerMade, requireSameDeal, sent } from "../milestone-deal/trade.ts";
import { readBalances } from "../milestone-deal/wallets.ts";
import { startArbiter } from "./arbiter-agent.ts";
import { seatBoughtJuror } from "./bought-juror.ts";
import { startObjector } from "./objector.ts";
import { formOpinion, type Reading } from "./opinion.ts";
import type { ContestAudience, Contested, ContestRecord, Judged, Rated } from "./story.ts";

const USDC = 1_000_000n;
const HOUR = 3_600;
const DAY = 86_400;
/** Pays the drawn panel of seven a USDC each. */
const BOND = 7n * USDC;
/** Seats in the pool: more than a panel takes. */
const SEATS = 9;
/** More blocks than lie between a contest and the hash that seeds its draw. */
const SEED_BLOCKS = 27;
const MILESTONE = 0;

/** Buyer, seller, jurors, a pool, an arbiter and a relayer take one milestone through every round there is. */
export async function playContest(stack: Stack, audience: ContestAudience): Promise<ContestRecord> {
  const corpus = loadCorpus();
  const store = openEvidenceStore();
  const seatOf = (account: Stack["buyer"]): Seat => ({
    account,
    client: stack.clientOf(account),
    domain: stack.domain,
    token: stack.token,
  });
  const arbiter = startArbiter(seatOf(stack.arbiter), corpus, store);
  const buyer = startBuyer(seatOf(stack.buyer), corpus, projectOf(stack));
  const seller = startSeller(seatOf(stack.seller), corpus, store);
  const relayer = startRelayer(seatOf(stack.relayer));
  const objectors = {
    buyer: startObjector(seatOf(stack.buyer)),
    seller: startObjector(seatOf(stack.seller)),
  };
  const panel = stack.jurors.map((account, seat) =>
    seat === 0
      ? seatJuror(seatOf(account), jurors[0], corpus, store)
      : seatBoughtJuror(seatOf(account), store),
  );
  const seated = await stack.seatJurors(SEATS);
  const drawable = seated.map((account, seat) => honestJuror(seatOf(account), seat, corpus, store));

  const { seatStake } = await getPool(stack.publicClient, { address: stack.pool });
  const cast = {
    buyer: stack.buyer.address,
    seller: stack.seller.address,
    relayer: relayer.address,
    jurors: panel.map(({ name, method, address }) => ({ name, method, address })),
    pool: { address: stack.pool, seats: seated.length, stake: seatStake },
    arbiter: arbiter.address,
    balances: await readBalances(stack),
  };
  await audience.introduced(cast);

  const addresses = panel.map(({ address }) => address);
  const invitation = await buyer.invite(stack.seller.address, addresses);
  const first = offerMade("buyer", invitation.offer);
  await audience.offered(first);
  const agreed = await seller.answer(invitation, addresses);
  const counter = offerMade("seller", agreed);
  await audience.offered(counter);
  const paid = await buyer.close(agreed);
  const opened = await relayer.open(agreed, [paid, await seller.sign(paid)]);
  const { dealId, terms } = opened;
  const balances = await readBalances(stack, opened.receipt.blockNumber);
  const opening = { ...sent(opened), dealId, terms, balances };
  requireSameDeal(opening, dealIdOf({ domain: stack.domain, terms: parseOffer(agreed).terms }));
  await audience.opened(opening);

  const claim = await seller.deliver("draft");
  const { evidence, evidenceUri } = parseDelivery(claim.delivery);
  const delivered = { ...claim, evidence, evidenceUri };
  await audience.delivered(delivered);
  const matter: Matter = { terms: toJson(terms), pact: buyer.pact.json, delivery: claim.delivery };
  const reading: Reading = { terms, pact: buyer.pact.json, milestone: MILESTONE, evidence, evidenceUri };

  const votes = await judgeAll(panel, matter);
  const verdict = await relayer.submit(
    agreed,
    claim.delivery,
    votes.map(({ ballot }) => ballot),
  );
  const counted = new Set(verdict.ballots.map(({ position }) => terms.panel[position]));
  const judged: Judged = {
    ...sent(verdict),
    ...{ round: 1, payout: verdict.payout },
    votes: votes.map((vote) =>
      told(
        vote,
        [...counted].some((juror) => juror && isAddressEqual(juror, vote.juror)),
      ),
    ),
  };
  await audience.judged(judged);

  const object = async (
    by: Contested["by"],
    round: Contested["round"],
    payout: number,
    reason: Pick<Contested, "opinion">,
  ): Promise<Contested> => {
    const validBefore = (await stack.now()) + HOUR;
    const objection = await objectors[by].object({ terms, milestone: MILESTONE, round, payout, validBefore });
    const posted = await relayer.contest(terms, objection);
    const after = await readBalances(stack, posted.receipt.blockNumber);
    const contested = { ...sent(posted), by, round, payout, bond: posted.bond, ...reason, balances: after };
    await audience.contested(contested);
    return contested;
  };

  const opinion = formOpinion(jurors[1], reading, corpus, store);
  if (opinion.payout >= judged.payout) throw new Error("the buyer has nothing to object to");
  const objection = await object("buyer", 2, judged.payout, { opinion });

  await stack.mine(SEED_BLOCKS);
  const draw = await relayer.draw(terms, MILESTONE);
  const drawn = { ...sent(draw), panel: draw.panel, seats: seated.length };
  await audience.drawn(drawn);

  const called = draw.panel.map((juror) => memberAt(drawable, juror));
  const again = await judgeAll(called, { ...matter, drawn: draw.panel });
  const recorded = await relayer.record(
    terms,
    draw.panel,
    again.map(({ ballot }) => ballot),
  );
  if (recorded.payout === undefined) throw new Error("seven ballots did not decide the second round");
  const second: Judged = {
    ...sent(recorded),
    ...{ round: 2, payout: recorded.payout },
    votes: again.map((vote) => told(vote, true)),
  };
  await audience.judged(second);
  const appeal = await object("seller", 3, second.payout, {});

  const word = await arbiter.rule(reading);
  const ruled = await relayer.rule(terms, word);
  const ruling = {
    ...sent(ruled),
    ...{ payout: word.payout, opinions: word.opinions },
    ...{ toSeller: ruled.toSeller, toBuyer: ruled.toBuyer, reimbursed: ruled.reimbursed },
    balances: await readBalances(stack, ruled.receipt.blockNumber),
  };
  await audience.ruled(ruling);

  const contest = await getContest(stack.publicClient, {
    address: stack.address,
    ...{ dealId, milestone: MILESTONE, round: 2 },
  });
  const end = (contest?.openedAt ?? 0) + terms.verdictWindow;
  const waited = Math.max(0, end - (await stack.now()));
  if (waited > 0) await stack.setTime(end);
  const release = await relayer.release(terms, MILESTONE, draw.panel);
  const released = { ...sent(release), earned: release.earned, waited };
  await audience.released(released);

  const ratings: Rated[] = [];
  for (const { by, score, words } of OPINIONS) {
    const rating = await objectors[by].rate(terms, score, words);
    const posted = await relayer.rate(terms, rating);
    const rated = { ...sent(posted), by, score, words, reasons: rating.reasons };
    ratings.push(rated);
    await audience.rated(rated);
  }
  return {
    ...{ cast, offers: [first, counter], opening, terms, delivered, first: judged },
    ...{ contests: [objection, appeal], drawn, second, ruling, released, ratings, store },
  };
}

/** What each side says of the other when all is over. */
const OPINIONS = [
  { by: "buyer", score: 35, words: "Delivered on time; two of the jurors it let in had been bought." },
  { by: "seller", score: 80, words: "Paid what was judged, and argued by the rules." },
] as const;

function projectOf({ pool, arbiter }: Stack): Project {
  return {
    milestones: MILESTONES.slice(0, 1),
    offered: [45n * USDC],
    budget: 54n * USDC,
    disputes: {
      verdictWindow: DAY,
      contestWindow: DAY,
      disputes: { bond: BOND, pool, arbiter: arbiter.address, rulingWindow: 2 * DAY },
    },
  };
}

/** A member of the pool, with one of the three ways of holding evidence against a pact. */
function honestJuror(seat: Seat, turn: number, corpus: Corpus, store: EvidenceStore): JurorAgent {
  const program = jurors[turn % jurors.length];
  if (program === undefined) throw new Error("there is no program for a juror of the pool");
  return seatJuror(seat, program, corpus, store);
}

function memberAt(agents: readonly JurorAgent[], juror: Address): JurorAgent {
  const agent = agents.find(({ address }) => isAddressEqual(address, juror));
  if (agent === undefined) throw new Error(`juror ${juror} was drawn, but is nobody of the pool`);
  return agent;
}

interface Answered {
  readonly name: string;
  readonly juror: Address;
  /** JSON text. */
  readonly ballot: string;
  readonly faults: number;
}

/** Each judges alone. */
async function judgeAll(agents: readonly JurorAgent[], matter: Matter): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (const agent of agents) {
    const { ballot, faults } = await agent.judge(matter);
    answers.push({ name: agent.name, juror: agent.address, ballot, faults });
  }
  return answers;
}

function told({ name, juror, ballot, faults }: Answered, submitted: boolean): Judged["votes"][number] {
  const { score, reasons } = parseBallot(ballot);
  return { name, juror, score, reasons, faults, submitted };
}
