import type { Address, Hex } from "viem";
import { requireList, requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { milestonesIn } from "../protocol/bitmap.ts";
import { bounds } from "../protocol/bounds.ts";
import { decodePanel, decodeRecordedBallots, decodeSettlement, decodeVerdict } from "../protocol/events.ts";
import { splitOf } from "../protocol/payout.ts";
import { decodePayments, decodeRedemptions } from "../protocol/spending-events.ts";
import { decodeTerms } from "../protocol/terms-codec.ts";
import { decodeVerdicts } from "../protocol/verdict-group-codec.ts";
import { type EscrowEvents, escrowEventNames, type FactLog, type PoolEvents } from "./fact-logs.ts";
import { byPlace, keyOf } from "./order-sources.ts";
import { lower } from "./principals.ts";
import type { FactSources, SeatSource, SourcePlace } from "./sources.ts";

type Growing = { readonly [Name in keyof FactSources]: FactSources[Name][number][] };

/** Sources on their way through the logs. */
interface Reading extends Growing {
  /** Whose tab it is. */
  readonly tabs: Map<string, Address>;
  /** Milestones by deal and number, and their deals. */
  readonly milestoneOf: Map<string, FactSources["milestones"][number]>;
  readonly dealOf: Map<string, { readonly buyer: Address; readonly contestWindow: number }>;
}

const lowerHex = (hex: Hex): Hex => hex.toLowerCase() as Hex;

/** What is read, in the chain's order, each log once. */
function inOrder(logs: readonly FactLog[], isRead: (address: Address) => boolean): FactLog[] {
  const seen = new Set<string>();
  return logs
    .filter(({ address }) => isRead(lower(address)))
    .filter(({ blockNumber, logIndex }) => {
      const key = `${blockNumber}/${logIndex}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort(byPlace);
}

/**
 * What happened, from decoded logs of the Quittance contract and of juror pools: what `deriveFacts` derives facts from. The logs may
 * come in any order and in any parts, and more than once; those of other contracts and other events are left out.
 *
 * @param input.logs From the block in which the contract was deployed: a deal that opened before the first log is unknown.
 * @param input.pools Juror pools whose seats count; none when left out.
 * @throws InvalidFieldError for addresses that are none; the errors of the decoders for a log that this version cannot read.
 * @example
 * import { sourcesOf } from "quittance/reputation";
 *
 * const sources = sourcesOf({ logs: [], quittance: "0x00000000000000000000000000000000000000c1" });
 * console.log(sources.deals.length); // 0
 */
export function sourcesOf(input: {
  readonly logs: readonly FactLog[];
  readonly quittance: Address;
  readonly pools?: readonly Address[] | undefined;
}): FactSources {
  requireOptions(input, "logs quittance pools");
  const { logs, quittance, pools = [] } = input;
  requireList("logs", logs);
  requireAddress("quittance", quittance);
  requireList("pools", pools);
  pools.forEach((pool, index) => {
    requireAddress(`pools[${index}]`, pool);
  });
  const [escrow, known] = [lower(quittance), new Set(pools.map(lower))];
  const reading = emptyReading();
  for (const log of inOrder(logs, (address) => address === escrow || known.has(address))) {
    const place = { blockNumber: log.blockNumber, logIndex: log.logIndex, timestamp: log.timestamp };
    if (lower(log.address) === escrow) readEscrow(reading, log, place);
    else reading.seats.push(...seatChange(log, place));
  }
  const { tabs: _, milestoneOf: __, dealOf: ___, ...sources } = reading;
  return sources;
}

function emptyReading(): Reading {
  return {
    ...{ deals: [], milestones: [], deliveries: [], verdicts: [], contests: [], panels: [], ballots: [] },
    ...{ settlements: [], ratings: [], equivocations: [], accounts: [], seats: [], payments: [] },
    ...{ tabs: new Map(), milestoneOf: new Map(), dealOf: new Map() },
  };
}

const readers: {
  readonly [Name in keyof EscrowEvents]: (
    reading: Reading,
    args: EscrowEvents[Name],
    place: SourcePlace,
  ) => void;
} = {
  DealOpened: (reading, { dealId: id, terms: packed }, place) => {
    const dealId = lowerHex(id);
    const { milestones, ...terms } = decodeTerms(packed);
    const { passingScore, payoutStep, verdictWindow, contestWindow, disputes, reference } = terms;
    const buyer = lower(terms.buyer);
    reading.dealOf.set(dealId, { buyer, contestWindow });
    reading.deals.push({
      ...{ dealId, buyer, seller: lower(terms.seller), pact: lowerHex(terms.pact) },
      ...(terms.category === undefined ? {} : { category: BigInt(terms.category) }),
      marketplace: lower(terms.marketplace),
      ...{ panel: terms.panel.map(lower), passingScore, payoutStep, verdictWindow },
      ...(disputes === undefined ? {} : { pool: lower(disputes.pool) }),
      ...(reference === undefined ? {} : { reference: lowerHex(reference), terms: lowerHex(packed) }),
      ...place,
    });
    milestones.forEach(({ amount, deadline }, milestone) => {
      const entry = { dealId, milestone, amount, deadline: BigInt(deadline) };
      reading.milestoneOf.set(keyOf(entry), entry);
      reading.milestones.push(entry);
    });
  },
  DealCancelled: (reading, { dealId, milestones }, place) => {
    for (const milestone of milestonesIn(milestones)) {
      settle(reading, { dealId: lowerHex(dealId), milestone }, { cause: "cancellation", payout: 0 }, place);
    }
  },
  EvidenceDelivered: ({ deliveries }, { dealId, milestone }, place) => {
    deliveries.push({ dealId: lowerHex(dealId), milestone, ...place });
  },
  BallotsRecorded: ({ ballots }, { dealId, ballots: packed }, place) => {
    const { milestone, round, ballots: cast } = decodeRecordedBallots(packed);
    for (const { position, score, reasons } of cast) {
      const of = { dealId: lowerHex(dealId), milestone, round, position };
      ballots.push({ ...of, score, reasons: lowerHex(reasons), ...place });
    }
  },
  VerdictReached: (reading, { dealId, evidence, verdict }, place) => {
    reachVerdict(reading, { dealId: lowerHex(dealId), evidence, ...decodeVerdict(verdict) }, place);
  },
  VerdictsReached: (reading, packed, place) => {
    // Each of a batch's verdicts is of round 1, and pays in full.
    for (const { dealId, milestone, evidence, ballots } of decodeVerdicts(packed)) {
      const verdict = {
        dealId: lowerHex(dealId),
        milestone,
        evidence,
        ballots,
        round: 1,
        payout: bounds.full,
      };
      reachVerdict(reading, verdict, place);
    }
  },
  ContestOpened: ({ contests, dealOf }, { dealId: id, milestone, contester, round, payout }, place) => {
    const dealId = lowerHex(id);
    const side = dealOf.get(dealId)?.buyer === lower(contester) ? "buyer" : "seller";
    contests.push({ dealId, milestone, round, side, payout, ...place });
  },
  PanelDrawn: ({ panels }, { dealId, milestone, panel }, place) => {
    panels.push({ dealId: lowerHex(dealId), milestone, jurors: decodePanel(panel).map(lower), ...place });
  },
  MilestoneSettled: ({ settlements }, { dealId, settlement }, place) => {
    settlements.push({ dealId: lowerHex(dealId), ...decodeSettlement(settlement), ...place });
  },
  EquivocationRecorded: ({ equivocations }, { dealId, milestone, juror }, place) => {
    equivocations.push({ dealId: lowerHex(dealId), milestone, juror: lower(juror), ...place });
  },
  DealRated: ({ ratings }, { dealId, rater, score }, place) => {
    ratings.push({ dealId: lowerHex(dealId), rater: lower(rater), score, ...place });
  },
  AccountOpened: ({ accounts }, { account, principal }, place) => {
    accounts.push({ account: lower(account), principal: lower(principal), ...place });
  },
  TabOpened: ({ tabs }, { tabId, account }) => {
    tabs.set(lowerHex(tabId), lower(account));
  },
  VouchersRedeemed: ({ payments, tabs }, { payee, redemptions }, place) => {
    for (const { tabId, amount } of decodeRedemptions(redemptions)) {
      const from = tabs.get(lowerHex(tabId));
      if (from !== undefined) payments.push({ from, to: lower(payee), amount, ...place });
    }
  },
  OrderPaid: (reading, { account, payments }, place) => {
    for (const { payee, amount } of decodePayments(payments)) {
      reading.payments.push({ from: lower(account), to: lower(payee), amount, ...place });
    }
  },
};

const isEscrowEvent = (name: string): name is keyof EscrowEvents =>
  escrowEventNames.includes(name as keyof EscrowEvents);

function readEscrow(reading: Reading, { eventName, args }: FactLog, place: SourcePlace): void {
  // The table has the reader of each name with the arguments of that name.
  if (isEscrowEvent(eventName)) readers[eventName](reading, args as never, place);
}

/** A verdict brings the ballots that are not on record yet, and settles where nothing can be contested. */
function reachVerdict(
  reading: Reading,
  verdict: { readonly dealId: Hex; readonly evidence: Hex } & ReturnType<typeof decodeVerdict>,
  place: SourcePlace,
): void {
  const { dealId, milestone, round, payout, ballots } = verdict;
  const evidence = lowerHex(verdict.evidence);
  reading.verdicts.push({ dealId, milestone, round, payout, evidence, ...place });
  for (const { position, score, reasons } of ballots) {
    reading.ballots.push({ dealId, milestone, round, position, score, reasons: lowerHex(reasons), ...place });
  }
  const isFinal = round === 1 && reading.dealOf.get(dealId)?.contestWindow === 0;
  if (isFinal) settle(reading, { dealId, milestone }, { cause: "verdict", payout }, place);
}

/** A settlement that no event of its own tells. */
function settle(
  { settlements, milestoneOf }: Reading,
  question: { readonly dealId: Hex; readonly milestone: number },
  { cause, payout }: { readonly cause: "verdict" | "cancellation"; readonly payout: number },
  place: SourcePlace,
): void {
  const amount = milestoneOf.get(keyOf(question))?.amount;
  if (amount === undefined) return;
  const { toSeller, toBuyer } = splitOf({ amount, payout, marketplaceFee: 0 });
  settlements.push({ ...question, cause, toSeller, toBuyer, ...place });
}

function seatChange(log: FactLog, place: SourcePlace): SeatSource[] {
  const pool = lower(log.address);
  const of = ({ seat }: { readonly seat: bigint }) => ({ pool, seat: Number(seat), ...place });
  const punished = ({ penalty, dealId, milestone, juror, seat }: PoolEvents["AbsencePunished"]) => ({
    ...of({ seat }),
    ...{ amount: -penalty, dealId: lowerHex(dealId), milestone, juror: lower(juror) },
  });
  switch (log.eventName) {
    case "SeatTaken": {
      const { owner, key, stake } = log.args;
      return [{ ...of(log.args), kind: "taken", owner: lower(owner), key: lower(key), amount: stake }];
    }
    case "SeatKeyChanged":
      return [{ ...of(log.args), kind: "keyChanged", key: lower(log.args.key), amount: 0n }];
    case "SeatToppedUp":
      return [{ ...of(log.args), kind: "toppedUp", amount: log.args.amount }];
    case "SeatClosed":
      return [{ ...of(log.args), kind: "closed", amount: 0n }];
    case "StakeReturned":
      return [{ ...of(log.args), kind: "returned", amount: -log.args.amount }];
    case "AbsencePunished":
      return [{ ...punished(log.args), kind: "absence" }];
    case "EquivocationPunished":
      return [{ ...punished(log.args), kind: "equivocation" }];
    default:
      return [];
  }
}
