import { expect } from "chai";
import {
  deriveFacts,
  type FactDocuments,
  type FactSources,
  type ReputationFacts,
  recordsOf,
  reputationsOf,
  type SeatSource,
} from "../../../sdk/reputation/index.ts";
import { POOL, party, word } from "./support/facts.ts";
import { numbersOf, shuffled } from "./support/random-facts.ts";

const DEAL = word(1);
const OPENED = 1_000_000n;
const HOUR = 3_600;
const WINDOW = 4 * HOUR;
const PANEL = [party(0xa1), party(0xa2), party(0xa3)];
const DRAWN = [party(0xb1), party(0xb2), party(0xb3)];
const OWNER = party(0xc1);
const question = { dealId: DEAL, milestone: 0 };

/** A place so many seconds after the deal opened; blocks come every second. */
const at = (seconds: number, logIndex = 0) => ({
  ...{ blockNumber: BigInt(seconds), logIndex, timestamp: OPENED + BigInt(seconds) },
});
const ballot = (round: number, position: number, seconds: number, score = 10_000, logIndex = 0) => ({
  ...{ ...question, round, position, score, ...at(seconds, logIndex) },
});
const settled = (seconds: number, cause: FactSources["settlements"][number]["cause"], toSeller = 80n) => ({
  ...{ ...question, cause, toSeller, toBuyer: 100n - toSeller, ...at(seconds) },
});
const seat = (number: number, kind: SeatSource["kind"], seconds: number, said: Partial<SeatSource> = {}) => ({
  ...{ pool: POOL, seat: number, kind, amount: 0n, ...at(seconds), ...said },
});
const taken = (number: number, seconds: number, owner = OWNER, key = DRAWN[number - 1] ?? OWNER) =>
  seat(number, "taken", seconds, { owner, key, amount: 100n });

/** A deal with one milestone of 100 base units, proportional in steps of 5 %, and what else happened. */
const sourcesWith = (said: Partial<FactSources>): FactSources => ({
  deals: [
    {
      ...{
        dealId: DEAL,
        buyer: party(1),
        seller: party(2),
        pact: word(7),
        category: 3n,
        marketplace: party(0),
      },
      ...{ panel: PANEL, passingScore: 1, payoutStep: 500, verdictWindow: WINDOW, pool: POOL, ...at(0) },
    },
  ],
  milestones: [{ ...question, amount: 100n, deadline: OPENED + 500n }],
  ...{ deliveries: [], verdicts: [], contests: [], panels: [], ballots: [], settlements: [], ratings: [] },
  ...{ equivocations: [], accounts: [], seats: [], payments: [] },
  ...said,
});

const LATER = 100 * HOUR;
const factsOf = (said: Partial<FactSources>, seconds = LATER): ReputationFacts => {
  const { blockNumber, timestamp } = at(seconds);
  return deriveFacts({ sources: sourcesWith(said), asOf: { blockNumber, timestamp } });
};
const dutyOf = (facts: ReputationFacts, juror: string) => facts.jurors?.find((each) => each.juror === juror);

describe("deriveFacts", () => {
  it("tells a settlement with its terms, delivery, last round and contests in their order", () => {
    const { settlements } = factsOf({
      deliveries: [{ ...question, ...at(100) }],
      verdicts: [
        { ...question, round: 2, ...at(9_000) },
        { ...question, round: 1, ...at(200) },
      ],
      contests: [
        { ...question, round: 3, side: "seller", payout: 0, ...at(9_500) },
        { ...question, round: 2, side: "buyer", payout: 5_000, ...at(300) },
      ],
      accounts: [{ account: party(2), principal: party(9), ...at(0) }],
      settlements: [settled(20_000, "ruling")],
    });
    expect(settlements).to.deep.equal([
      {
        ...{ ...question, buyer: party(1), seller: party(2), sellerPrincipal: party(9), pact: word(7) },
        ...{ category: 3n, marketplace: party(0), amount: 100n, toSeller: 80n, toBuyer: 20n },
        ...{ cause: "ruling", deadline: OPENED + 500n, deliveredAt: OPENED + 100n, round: 2 },
        contests: [
          { side: "buyer", payout: 5_000 },
          { side: "seller", payout: 0 },
        ],
        ...{ blockNumber: 20_000n, timestamp: OPENED + 20_000n },
      },
    ]);
  });

  it("leaves out what had not happened at the block, and deals that opened before the first block", () => {
    const settlements = [settled(20_000, "release")];
    expect(factsOf({ settlements }, 19_999).settlements).to.deep.equal([]);
    expect(factsOf({ settlements }, 20_000).settlements).to.have.length(1);
    expect(factsOf({ settlements, deals: [] }).settlements).to.deep.equal([]);
    expect(factsOf({ settlements, milestones: [] }).settlements).to.deep.equal([]);
  });

  it("takes panel, calibration and clauses from documents, and nothing of them without", () => {
    const sources = sourcesWith({ settlements: [settled(20_000, "verdict")] });
    const { blockNumber, timestamp } = at(LATER);
    const said: FactDocuments = {
      ...{ panel: "drawn", calibration: true },
      clauses: [{ kind: "latency", units: 2, lost: 10 }],
    };
    const asked: unknown[] = [];
    const documents = (each: unknown) => {
      asked.push(each);
      return said;
    };
    const facts = deriveFacts({ sources, asOf: { blockNumber, timestamp }, documents });
    expect(facts.settlements[0]).to.include({ panel: "drawn", calibration: true });
    expect(facts.clauses).to.deep.equal([{ ...question, kind: "latency", units: 2, lost: 10 }]);
    expect(asked).to.deep.equal([question]);
    const plain = factsOf({ settlements: [settled(20_000, "verdict")] });
    expect(plain.settlements[0]).to.not.have.any.keys("panel", "calibration");
    expect(plain.clauses).to.deep.equal([]);
  });

  describe("of round 1", () => {
    const verdict = { ...question, round: 1, ...at(200, 5) };
    const delivered = { deliveries: [{ ...question, ...at(100) }] };

    it("takes a ballot up to the verdict as timely, and one after it as late", () => {
      const facts = factsOf({
        ...delivered,
        verdicts: [verdict],
        ballots: [ballot(1, 0, 200, 8_100, 4), ballot(1, 1, 200, 8_000, 5), ballot(1, 2, 200, 8_000, 6)],
        settlements: [settled(300, "verdict")],
      });
      expect(PANEL.map((juror) => dutyOf(facts, juror)?.timely)).to.deep.equal([true, true, false]);
      expect(dutyOf(facts, PANEL[0] ?? "")).to.include({ payout: 8_000, outcome: 8_000, absent: false });
      expect(dutyOf(facts, PANEL[0] ?? "")).to.not.have.any.keys("principal", "pool");
    });

    it("asks nothing of jurors whose ballots were not needed for a verdict", () => {
      const facts = factsOf({
        ...delivered,
        verdicts: [verdict],
        ballots: [ballot(1, 0, 150), ballot(1, 1, 150)],
        settlements: [settled(300, "verdict")],
      });
      expect(facts.jurors).to.have.length(2);
    });

    it("holds a juror absent only where a delivery waited until the window's end, exactly", () => {
      const silent = (seconds: number, more: Partial<FactSources> = delivered) =>
        factsOf({ ...more, settlements: [settled(seconds, "release")] }).jurors?.length;
      const end = 100 + WINDOW;
      expect(silent(end - 1)).to.equal(0);
      expect(silent(end)).to.equal(3);
      expect(silent(end + 1)).to.equal(3);
      expect(silent(end + 1, {})).to.equal(0);
      const contest = (seconds: number) => ({
        ...question,
        round: 2,
        side: "buyer" as const,
        payout: 1,
        ...at(seconds),
      });
      expect(silent(end + 900, { ...delivered, contests: [contest(end)] })).to.equal(3);
    });

    it("takes a ballot before the end as timely, and one at the end as late, where there is no verdict", () => {
      const facts = factsOf({
        ...delivered,
        ballots: [ballot(1, 0, 99 + WINDOW), ballot(1, 1, 100 + WINDOW)],
        settlements: [settled(200 + WINDOW, "silence")],
      });
      expect(PANEL.map((juror) => dutyOf(facts, juror)?.timely)).to.deep.equal([true, false, false]);
      expect(PANEL.map((juror) => dutyOf(facts, juror)?.absent)).to.deep.equal([false, false, true]);
      for (const duty of facts.jurors ?? []) expect(duty).to.not.have.property("outcome");
    });

    it("remembers an equivocation of a juror of the panel, and of no one else", () => {
      const proven = [PANEL[2] ?? OWNER, party(0xdd)].map((juror) => ({ ...question, juror, ...at(400) }));
      const facts = factsOf({ ...delivered, equivocations: proven, settlements: [settled(300, "release")] });
      expect(facts.jurors).to.have.length(1);
      expect(facts.jurors?.[0]).to.include({
        juror: PANEL[2],
        equivocated: true,
        absent: false,
        timely: false,
      });
    });
  });

  describe("of round 2", () => {
    const CONTESTED = 10_000;
    const END = CONTESTED + WINDOW;
    const seats = [taken(1, 10), taken(2, 10), taken(3, 10)];
    const contested = (drawnAt: number): Partial<FactSources> => ({
      ...{ seats, contests: [{ ...question, round: 2, side: "seller", payout: 0, ...at(CONTESTED) }] },
      panels: [{ ...question, jurors: DRAWN, ...at(drawnAt) }],
    });
    const absentees = (said: Partial<FactSources>, seconds = LATER) =>
      (factsOf(said, seconds).jurors ?? []).filter(({ absent }) => absent).length;

    it("names the pool, and who owned the seat when the contest was made", () => {
      const facts = factsOf({
        ...contested(10_050),
        seats: [
          ...[...seats, seat(1, "keyChanged", CONTESTED + 5, { key: party(0xee) })],
          ...[seat(2, "closed", CONTESTED + 5), seat(2, "returned", CONTESTED + 6, { amount: -100n })],
          taken(2, CONTESTED + 7, party(0xc2), DRAWN[1]),
        ],
        ballots: [ballot(2, 0, 10_100), ballot(2, 1, 10_100), ballot(2, 2, 10_100)],
        settlements: [settled(END + 10, "verdict")],
      });
      const owners = DRAWN.map((juror) => dutyOf(facts, juror)?.principal);
      expect(owners).to.deep.equal([OWNER, OWNER, OWNER]);
      expect(facts.jurors?.every(({ pool, round }) => pool === POOL && round === 2)).to.equal(true);
    });

    it("takes every ballot of the round as timely, also after its verdict", () => {
      const facts = factsOf({
        ...contested(10_050),
        verdicts: [{ ...question, round: 2, ...at(10_200) }],
        ballots: [ballot(2, 0, 10_100), ballot(2, 1, 10_200), ballot(2, 2, END - 1, 0)],
        settlements: [settled(10_200, "verdict", 100n)],
      });
      expect(DRAWN.map((juror) => dutyOf(facts, juror)?.timely)).to.deep.equal([true, true, true]);
      expect(dutyOf(facts, DRAWN[2] ?? "")).to.include({ payout: 0, outcome: 10_000 });
    });

    it("knows of absence from the round's end on, exactly", () => {
      const said = { ...contested(10_050), settlements: [settled(10_200, "verdict")] };
      const verdicts = [{ ...question, round: 2, ...at(10_200) }];
      expect(absentees({ ...said, verdicts }, END - 1)).to.equal(0);
      expect(absentees({ ...said, verdicts }, END)).to.equal(3);
    });

    it("forgives absence after a draw that left too little time, exactly, and where the parties cut the round", () => {
      const latest = END - WINDOW / 2;
      const ruled = { settlements: [settled(END + 10, "silence")] };
      expect(absentees({ ...contested(latest), ...ruled })).to.equal(3);
      expect(absentees({ ...contested(latest + 1), ...ruled })).to.equal(0);
      for (const cause of ["release", "refund", "agreement", "cancellation"] as const) {
        expect(absentees({ ...contested(10_050), settlements: [settled(END - 1, cause)] }), cause).to.equal(
          0,
        );
        expect(absentees({ ...contested(10_050), settlements: [settled(END, cause)] }), cause).to.equal(3);
      }
    });

    it("remembers a seat that was punished for equivocation", () => {
      const [juror = OWNER] = DRAWN;
      const penalty = seat(1, "equivocation", END + 5, { amount: -100n, dealId: DEAL, milestone: 0, juror });
      const facts = factsOf({
        ...contested(10_050),
        seats: [...seats, penalty],
        ballots: [ballot(2, 0, 10_100), ballot(2, 1, 10_100)],
        settlements: [settled(END, "silence")],
      });
      expect(DRAWN.map((each) => dutyOf(facts, each)?.equivocated)).to.deep.equal([true, false, false]);
    });

    it("leaves the outcome out where the parties ended the milestone, and rounds it to the payout", () => {
      const verdicts = [{ ...question, round: 2, ...at(10_200) }];
      const outcome = (cause: "verdict" | "agreement", toSeller: bigint) =>
        dutyOf(
          factsOf({
            ...{ ...contested(10_050), verdicts, ballots: [ballot(2, 0, 10_100)] },
            settlements: [settled(END, cause, toSeller)],
          }),
          DRAWN[0] ?? "",
        )?.outcome;
      expect(outcome("verdict", 33n)).to.equal(3_300);
      expect(outcome("agreement", 33n)).to.equal(undefined);
    });
  });

  it("tells seats as they are at the block: stake after top-ups and penalties, closings, and no vacant ones", () => {
    const changes = [
      ...[taken(1, 10), taken(2, 10), taken(3, 10)],
      ...[seat(1, "absence", 20, { amount: -30n }), seat(1, "toppedUp", 30, { amount: 20n })],
      ...[seat(2, "closed", 40), seat(3, "closed", 40), seat(3, "returned", 50, { amount: -100n })],
    ];
    const accounts = [{ account: OWNER, principal: party(9), ...at(5) }];
    const stakes = (seconds: number) =>
      factsOf({ seats: changes, accounts }, seconds).seats?.map(({ number, stake, closedAt }) => [
        ...[number, stake, closedAt],
      ]);
    expect(stakes(25)).to.deep.equal([
      [1, 70n, undefined],
      [2, 100n, undefined],
      [3, 100n, undefined],
    ]);
    expect(stakes(60)).to.deep.equal([
      [1, 90n, undefined],
      [2, 100n, OPENED + 40n],
    ]);
    const [first] = factsOf({ seats: changes, accounts }).seats ?? [];
    expect(first).to.include({ owner: OWNER, ownerPrincipal: party(9), joinedAt: OPENED + 10n });
  });

  it("does not depend on the order of the sources, and what it derives is taken by the functions of scores", () => {
    const next = numbersOf(5);
    const said: Partial<FactSources> = {
      deliveries: [{ ...question, ...at(100) }],
      ballots: [ballot(1, 2, 150), ballot(1, 0, 160), ballot(2, 1, 10_500, 7_500)],
      verdicts: [{ ...question, round: 1, ...at(160) }],
      contests: [{ ...question, round: 2, side: "seller", payout: 0, ...at(10_000) }],
      panels: [{ ...question, jurors: DRAWN, ...at(10_050) }],
      seats: [taken(1, 10), taken(2, 11), taken(3, 12), seat(2, "toppedUp", 13, { amount: 5n })],
      settlements: [settled(30_000, "verdict")],
      ratings: [
        { dealId: DEAL, rater: party(1), score: 90, ...at(30_001) },
        { dealId: DEAL, rater: party(2), score: 10, ...at(30_002) },
      ],
      payments: [3, 2, 1].map((number) => ({ from: party(number), to: party(9), amount: 5n, ...at(7) })),
    };
    const { blockNumber, timestamp } = at(LATER);
    const asOf = { blockNumber, timestamp };
    const facts = factsOf(said);
    for (let run = 0; run < 20; run += 1) {
      const mixed = Object.fromEntries(
        Object.entries(sourcesWith(said)).map(([name, list]) => [name, shuffled<unknown>(list, next)]),
      ) as unknown as FactSources;
      expect(deriveFacts({ sources: mixed, asOf })).to.deep.equal(facts);
    }
    expect(facts.ratings).to.have.length(2);
    expect(facts.payments).to.have.length(3);
    expect(reputationsOf({ facts, asOf, pools: [POOL] }).length).to.be.greaterThan(3);
    expect(recordsOf({ facts, asOf, pools: [POOL], subject: OWNER }).juror.drawn).to.include({
      duties: 3,
      absent: 2,
    });
  });
});
