import { expect } from "chai";
import fc from "fast-check";
import { type Address, getAddress, type Hex } from "viem";
import { InvalidFieldError } from "../../../sdk/errors/index.ts";
import { type JurorEvent, jurorRecordsOf, jurorWeightOf } from "../../../sdk/jury/index.ts";
import type { Terms } from "../../../sdk/protocol/index.ts";

const DAY = 86_400;
const HOUR = 3_600;
const addressOf = (number: number): Address => getAddress(`0x${number.toString(16).padStart(40, "0")}`);
const wordOf = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;
const panel = [1, 2, 3].map(addressOf);
const drawn = [11, 12, 13].map(addressOf);
const terms = { panel, passingScore: 1, payoutStep: 500, verdictWindow: DAY } as unknown as Terms;
const placed = { dealId: wordOf(1), milestone: 0 };
const cast = (...scores: readonly (number | undefined)[]) =>
  scores.flatMap((score, position) => (score === undefined ? [] : [{ position, score, reasons: wordOf(9) }]));
const opened: JurorEvent = { name: "DealOpened", dealId: wordOf(1), timestamp: 100, terms };
const delivered: JurorEvent = { name: "EvidenceDelivered", ...placed, timestamp: 1_000 };
const verdict = (
  timestamp: number,
  payout: number,
  ballots: ReturnType<typeof cast>,
  round = 1,
): JurorEvent => ({
  ...{ name: "VerdictReached", ...placed, timestamp, round, payout, ballots },
});
const recorded = (timestamp: number, ballots: ReturnType<typeof cast>, round = 1): JurorEvent => ({
  ...{ name: "BallotsRecorded", ...placed, timestamp, round, ballots },
});
const contested = (timestamp: number): JurorEvent => ({
  name: "ContestOpened",
  ...placed,
  timestamp,
  round: 2,
});
const panelDrawn = (timestamp: number): JurorEvent => ({
  name: "PanelDrawn",
  ...placed,
  timestamp,
  panel: drawn,
});

const recordOf = (juror: Address | undefined, events: readonly JurorEvent[], now = 10 * DAY) =>
  jurorRecordsOf({ events, now }).find((record) => record.juror === juror);
const briefly = (juror: Address | undefined, events: readonly JurorEvent[], now?: number) => {
  const record = recordOf(juror, events, now);
  if (record === undefined) return "nothing";
  const { juror: _juror, weight: _weight, ...counts } = record;
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
};

describe("the record of a juror", () => {
  it("says how often it agreed with the outcome, within one payout step", () => {
    const events = [opened, delivered, verdict(2_000, 8_000, cast(8_000, 8_700, 9_000))];
    expect(panel.map((juror) => briefly(juror, events))).to.deep.equal([
      "agreed 1",
      "agreed 1",
      "disagreed 1",
    ]);
  });

  it("takes the last outcome for what is right: round 2 and the arbiter turn agreement round", () => {
    const first = [opened, delivered, verdict(2_000, 8_000, cast(8_000, 8_000, 5_000))];
    const second = [
      ...first,
      contested(3_000),
      panelDrawn(4_000),
      verdict(5_000, 5_000, cast(5_000, 5_000), 2),
    ];
    expect(panel.map((juror) => briefly(juror, second))).to.deep.equal([
      "disagreed 1",
      "disagreed 1",
      "agreed 1",
    ]);
    expect(briefly(drawn[0], second)).to.equal("agreed 1");
    const ruled = [
      ...second,
      { name: "MilestoneRuled", ...placed, timestamp: 6_000, payout: 8_000 } as const,
    ];
    expect(briefly(panel[0], ruled)).to.equal("agreed 1");
    expect(briefly(drawn[0], ruled)).to.equal("disagreed 1");
  });

  it("counts a ballot that came after its round's verdict as late, whatever it says", () => {
    const events = [
      opened,
      delivered,
      verdict(2_000, 8_000, cast(8_000, 8_000)),
      recorded(2_500, cast(undefined, undefined, 8_000)),
    ];
    expect(briefly(panel[2], events)).to.equal("late 1");
  });

  it("counts the first ballot of a position", () => {
    const events = [
      opened,
      delivered,
      recorded(1_500, cast(2_000)),
      verdict(2_000, 8_000, cast(8_000, 8_000)),
    ];
    expect(briefly(panel[0], events)).to.equal("disagreed 1");
  });

  it("calls nobody absent whose ballot a submitter of round 1 may have left out", () => {
    const events = [opened, delivered, verdict(2_000, 8_000, cast(8_000, 8_000))];
    expect(briefly(panel[2], events)).to.equal("nothing");
  });

  for (const [now, expected] of [
    [1_000 + DAY - 1, "nothing"],
    [1_000 + DAY, "absent 1"],
    [1_000 + DAY + 1, "absent 1"],
  ] as const) {
    it(`says ${expected} of a silent juror of round 1 at ${now - 1_000 - DAY} seconds from its end`, () => {
      const events = [opened, delivered, recorded(1_500, cast(8_000))];
      expect(briefly(panel[1], events, now)).to.equal(expected);
    });
  }

  it("calls no juror of round 1 absent without a delivery on-chain, or when the parties ended it in time", () => {
    expect(briefly(panel[0], [opened])).to.equal("nothing");
    const settled: JurorEvent = { name: "MilestoneSettled", ...placed, timestamp: 1_000 + DAY - 1 };
    expect(briefly(panel[0], [opened, delivered, settled])).to.equal("nothing");
    expect(briefly(panel[0], [opened, delivered, { ...settled, timestamp: 1_000 + DAY }])).to.equal(
      "absent 1",
    );
  });

  for (const [drawnAt, expected] of [
    [3_000 + DAY / 2 - 1, "absent 1"],
    [3_000 + DAY / 2, "absent 1"],
    [3_000 + DAY / 2 + 1, "nothing"],
  ] as const) {
    it(`says ${expected} of a silent juror that was drawn ${drawnAt - 3_000 - DAY / 2} seconds after half of the round`, () => {
      const events = [
        opened,
        delivered,
        verdict(2_000, 8_000, cast(8_000, 8_000)),
        contested(3_000),
        panelDrawn(drawnAt),
      ];
      expect(briefly(drawn[2], events)).to.equal(expected);
    });
  }

  it("calls no juror absent that was drawn with less than an hour left", () => {
    const short = { ...terms, verdictWindow: 2 * HOUR - 2 } as Terms;
    const events = [
      ...[{ ...opened, terms: short } as JurorEvent, delivered, verdict(2_000, 8_000, cast(8_000, 8_000))],
      ...[contested(3_000), panelDrawn(3_000 + HOUR - 1)],
    ];
    expect(briefly(drawn[2], events)).to.equal("nothing");
  });

  it("counts each question once for which two scores were proven", () => {
    const [juror] = panel;
    if (juror === undefined) throw new Error("no juror");
    const proof = { ...placed, timestamp: 5_000, juror, evidence: wordOf(7) };
    const events: JurorEvent[] = [
      opened,
      { name: "EquivocationRecorded", ...proof },
      { name: "EquivocationPunished", ...proof },
      { name: "EquivocationRecorded", ...proof, evidence: wordOf(8) },
    ];
    expect(briefly(juror, events)).to.equal("equivocations 2");
    expect(recordOf(juror, events)?.weight).to.equal(0);
  });

  it("counts nothing of what a reorganisation removed", () => {
    const event = { ...verdict(2_000, 8_000, cast(8_000, 8_000)), id: "one" } as JurorEvent;
    const events = [opened, delivered, event, { ...event, removed: true }];
    expect(jurorRecordsOf({ events, now: 1_500 })).to.deep.equal([]);
  });

  it("is the same whatever strangers call their deals", () => {
    const strange = {
      name: "VerdictReached",
      ...placed,
      dealId: wordOf(5),
      timestamp: 1,
      round: 1,
      payout: 0,
      ballots: cast(0),
    } as const;
    expect(jurorRecordsOf({ events: [strange], now: 10 })).to.deep.equal([]);
    const third = { ...recorded(1_500, cast(1)), round: 3 } as JurorEvent;
    expect(jurorRecordsOf({ events: [opened, third], now: 10 })).to.deep.equal([]);
  });

  it("refuses what is no time", () => {
    expect(() => jurorRecordsOf({ events: [], now: -1 })).to.throw(InvalidFieldError, /now/);
  });
});

describe("the weight of a juror", () => {
  const counts = fc.record({ agreed: fc.nat(1_000), disagreed: fc.nat(1_000), absent: fc.nat(1_000) });

  it("lies in 0 to 10000, rises with agreement, and falls with disagreement and absence", () => {
    fc.assert(
      fc.property(counts, (record) => {
        const weigh = (more: object) => jurorWeightOf({ ...record, equivocations: 0, ...more });
        const weight = weigh({});
        expect(weight).to.be.within(0, 10_000);
        expect(weigh({ agreed: record.agreed + 1 })).to.be.at.least(weight);
        expect(weigh({ disagreed: record.disagreed + 1 })).to.be.at.most(weight);
        expect(weigh({ absent: record.absent + 1 })).to.be.at.most(weight);
        expect(weigh({ equivocations: 1 })).to.equal(0);
      }),
      { seed: 11 },
    );
  });
});
