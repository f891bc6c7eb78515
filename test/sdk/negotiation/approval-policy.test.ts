import { expect } from "chai";
import * as fc from "fast-check";
import { InvalidFieldError, type Terms } from "../../../sdk/index.ts";
import { spreadOf } from "../../../sdk/negotiation/approval/rules/robust.ts";
import {
  type ApprovalFacts,
  type ApprovalSettings,
  approvalPolicy,
  type Commitment,
  type NegotiationView,
  narrowLimits,
  type OwnCommitment,
} from "../../../sdk/negotiation/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import {
  BUYER,
  committed,
  DAY,
  factsOf,
  HOUR,
  JURORS,
  NOON,
  named,
  offer,
  party,
  SELLER,
  termsOf,
  USDC,
  viewOf,
} from "./support/reviewed.ts";

interface Asked {
  readonly limits?: ApprovalSettings;
  readonly facts?: Partial<ApprovalFacts>;
  readonly terms?: Terms;
  readonly commitment?: Commitment;
  readonly view?: NegotiationView;
}

const answerTo = async ({ limits = {}, facts, terms = termsOf(), commitment, view = viewOf() }: Asked) =>
  approvalPolicy({ limits, facts: factsOf(facts) })(commitment ?? offer(terms), view);

/** The rules that ask or refuse. */
const rulesOf = async (asked: Asked) => {
  const answer = await answerTo(asked);
  return answer.kind === "allow" ? [] : answer.reasons.map(({ rule }) => rule);
};

/** Asks one base unit, second or deal beyond a limit, and not at it. */
const boundary = async (rule: string, at: Asked, beyond: Asked) => {
  expect(await rulesOf(at), `${rule}, at the limit`).to.deep.equal([]);
  expect(await rulesOf(beyond), `${rule}, beyond it`).to.deep.equal([rule]);
};

describe("negotiation: what an agent may commit itself to without asking", () => {
  it("lets pass what lies within the narrow limits", async () => {
    expect(await answerTo({})).to.deep.equal({ kind: "allow" });
    expect(
      await rulesOf({ view: viewOf([termsOf(), termsOf()]), commitment: { kind: "accept" } }),
    ).to.deep.equal([]);
  });

  it("asks about everything that a stranger's first large deal has, and names a setting in each reason", async () => {
    const terms = termsOf({ price: 500n * USDC, seller: party(9) });
    const view = viewOf([], { now: NOON + 11 * HOUR });
    const answer = await answerTo({ terms, view, facts: { prices: [] } });
    if (answer.kind !== "ask") throw new Error("it does not ask");
    expect(answer.reasons.map(({ rule }) => rule)).to.deep.equal([
      ...["price-above-threshold", "committed-above-threshold", "price-unknown", "new-counterparty"],
      ...["odd-hour", "much-per-hour", "much-per-day"],
    ]);
    const settings = Object.keys(narrowLimits);
    for (const { text } of answer.reasons)
      expect(
        settings.filter((name) => text.toLowerCase().includes(name.toLowerCase())),
        text,
      ).to.not.deep.equal([]);
  });

  it("asks each time while it is a pilot", async () => {
    expect(await rulesOf({ limits: { pilot: true } })).to.deep.equal(["pilot"]);
  });

  it("asks above the price of one deal, fees included, and the sum of all open ones", async () => {
    const wide = { mostSpreads: 1_000, mostPaidPerHour: 10_000n * USDC, mostPaidPerDay: 10_000n * USDC };
    await boundary(
      "price-above-threshold",
      { limits: wide, terms: termsOf({ price: 24n * USDC, verificationFee: USDC }) },
      { limits: wide, terms: termsOf({ price: 24n * USDC, verificationFee: USDC + 1n }) },
    );
    const open = committed({ value: 80n * USDC, at: NOON - 9 * DAY });
    const done = committed({ value: 900n * USDC, at: NOON - 9 * DAY, state: "settled" });
    await boundary(
      "committed-above-threshold",
      { limits: wide, facts: { commitments: [open, done] } },
      { limits: wide, facts: { commitments: [{ ...open, value: 80n * USDC + 1n }] } },
    );
  });

  it("counts a negotiation that goes on once", async () => {
    const view = viewOf([termsOf(), termsOf()]);
    const own = committed({ negotiation: named(100), value: 90n * USDC, at: NOON - 60 });
    expect(
      await rulesOf({ view, commitment: { kind: "accept" }, facts: { commitments: [own] } }),
    ).to.deep.equal([]);
  });

  it("refuses above the price at which its principal said so, and does not ask", async () => {
    const limits = { refuseAbove: 20n * USDC } as const;
    expect((await answerTo({ limits })).kind).to.equal("allow");
    const answer = await answerTo({ limits, terms: termsOf({ price: 20n * USDC + 1n }) });
    expect(answer.kind).to.equal("refuse");
  });

  it("asks about a price far from the record's median, above it or below", async () => {
    // Median 20, deviations 2 1 0 1 2, median of those 1: a spread of 1.4826 USDC, and 3 of them are allowed.
    const limits = { mostPrice: 900n * USDC };
    const [low, high] = [20n * USDC - 4_447_800n, 20n * USDC + 4_447_800n];
    await boundary(
      "price-far-from-record",
      { limits, terms: termsOf({ price: high }) },
      { limits, terms: termsOf({ price: high + 1n }) },
    );
    await boundary(
      "price-far-from-record",
      { limits, terms: termsOf({ price: low }) },
      { limits, terms: termsOf({ price: low - 1n }) },
    );
    const few = [20n, 20n, 20n, 20n].map((price) => price * USDC);
    expect(await rulesOf({ facts: { prices: few } })).to.deep.equal(["price-unknown"]);
    expect(await rulesOf({ facts: { prices: few }, limits: { leastPrices: 4 } })).to.deep.equal([]);
  });

  it("is not moved by a minority of forged prices", () => {
    const real = fc.array(fc.bigInt({ min: 18n, max: 22n }), { minLength: 11, maxLength: 21 });
    fc.assert(
      fc.property(real, fc.bigInt({ min: 0n, max: 10n ** 18n }), (prices, forged) => {
        const lies = Array.from({ length: Math.floor((prices.length - 1) / 2) }, () => forged * USDC);
        const found = spreadOf([...prices.map((price) => price * USDC), ...lies]);
        if (found === undefined) throw new Error("there are prices");
        expect(found.median >= 18n * USDC && found.median <= 22n * USDC).to.equal(true);
      }),
    );
  });

  it("computes median and deviation as the definition says", () => {
    const prices = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 30 });
    // By rank: a value is a median when at most half lie below it, and at most half above.
    const isMedian = (value: bigint, of: readonly bigint[]) =>
      of.filter((each) => each < value).length * 2 <= of.length &&
      of.filter((each) => each > value).length * 2 <= of.length;
    fc.assert(
      fc.property(prices, (values) => {
        const { median, spread } = spreadOf(values) ?? { median: -1n, spread: -1n };
        expect(isMedian(median, values) || isMedian(median + 1n, values)).to.equal(true);
        const deviations = values.map((value) => (value > median ? value - median : median - value));
        const least = (median * 100n) / 10_000n;
        if (spread > least) {
          const deviation = (spread * 10_000n) / 14_826n;
          expect([0n, 1n].some((more) => isMedian(deviation + more, deviations))).to.equal(true);
        }
      }),
    );
    expect(spreadOf([])).to.equal(undefined);
    expect(spreadOf([5n * USDC, 5n * USDC, 5n * USDC])).to.deep.equal({
      median: 5n * USDC,
      spread: USDC / 20n,
    });
  });

  it("asks about a counterparty until a deal with it has settled", async () => {
    const [stranger, other] = [party(9), party(10)];
    const terms = termsOf({ seller: stranger });
    const earlier = (state: OwnCommitment["state"]) =>
      committed({ state, counterparty: stranger, at: NOON - 9 * DAY, value: 1n });
    expect(await rulesOf({ terms, facts: { known: [other] } })).to.deep.equal(["new-counterparty"]);
    for (const state of ["open", "lapsed"] as const)
      expect(await rulesOf({ terms, facts: { commitments: [earlier(state)] } })).to.deep.equal([
        "new-counterparty",
      ]);
    expect(await rulesOf({ terms, facts: { commitments: [earlier("settled")] } })).to.deep.equal([]);
    expect(await rulesOf({ terms, limits: { newCounterparty: "allow" } })).to.deep.equal([]);
  });

  it("asks about another pact or panel than the first offer or the listing had", async () => {
    const changed = [
      ["pact-changed", { changedPact: "allow" }, termsOf({ pact: named(2) })],
      ["panel-changed", { changedPanel: "allow" }, termsOf({ panel: [party(1), party(2), party(4)] })],
    ] as const;
    for (const [rule, limits, terms] of changed) {
      const commitment = { kind: "accept" } as const;
      const view = viewOf([termsOf(), terms]);
      expect(await rulesOf({ commitment, view })).to.deep.equal([rule]);
      expect(await rulesOf({ commitment, view, limits })).to.deep.equal([]);
      const listing = { pact: named(1), panel: JURORS };
      expect(await rulesOf({ terms, facts: { listing } })).to.deep.equal([rule]);
      expect(await rulesOf({ facts: { listing } })).to.deep.equal([]);
    }
    const larger = termsOf({ panel: [...JURORS, party(7), party(8)] });
    expect(await rulesOf({ terms: larger, view: viewOf([termsOf()]) })).to.deep.equal(["panel-changed"]);
  });

  it("asks about another rule of payment, fee, window or court than the first offer had", async () => {
    const changes: readonly Partial<Terms>[] = [
      ...[{ passingScore: 1 }, { payoutStep: 500 }, { silencePayout: 1 }, { verificationFee: 1n }],
      ...[{ marketplaceFee: 1, marketplace: party(7) }, { panelAccount: party(7) }, { verdictWindow: 700 }],
      ...[{ contestWindow: 601 }, { category: 7 }],
      { disputes: { bond: 1n, pool: party(7), arbiter: party(8), rulingWindow: 600 } },
    ];
    for (const change of changes) {
      const commitment = { kind: "accept" } as const;
      const view = viewOf([termsOf(), termsOf(change)]);
      const asked = await rulesOf({ commitment, view });
      expect(asked, Object.keys(change).join()).to.deep.equal(["rules-changed"]);
      expect(await rulesOf({ commitment, view, limits: { changedRules: "allow" } })).to.deep.equal([]);
    }
    expect(await rulesOf({ view: viewOf([termsOf()]), terms: termsOf({ openBy: NOON + 77 }) })).to.deep.equal(
      [],
    );
  });

  it("asks at odd hours of the principal's own time zone", async () => {
    const at = (hour: number, minute = 0) =>
      viewOf([], { now: NOON - 12 * HOUR + hour * HOUR + minute * 60 });
    expect(await rulesOf({ view: at(7, 59) })).to.deep.equal(["odd-hour"]);
    expect(await rulesOf({ view: at(8) })).to.deep.equal([]);
    expect(await rulesOf({ view: at(19, 59) })).to.deep.equal([]);
    expect(await rulesOf({ view: at(20) })).to.deep.equal(["odd-hour"]);
    const berlin = { hours: { from: 22, until: 6, timeZone: "Europe/Berlin" } } as const; // UTC + 1 in winter
    expect(await rulesOf({ limits: berlin, view: at(21) })).to.deep.equal([]);
    expect(await rulesOf({ limits: berlin, view: at(4, 59) })).to.deep.equal([]);
    expect(await rulesOf({ limits: berlin, view: at(5) })).to.deep.equal(["odd-hour"]);
    expect(await rulesOf({ limits: { hours: "any" }, view: at(3) })).to.deep.equal([]);
  });

  it("asks when it commits itself often, or to much, within an hour or a day", async () => {
    const small = (age: number) => committed({ at: NOON - age, value: 1n });
    await boundary(
      "many-per-hour",
      { facts: { commitments: [small(10), small(20), small(HOUR)] } },
      { facts: { commitments: [small(10), small(20), small(HOUR - 1)] } },
    );
    const nine = Array.from({ length: 9 }, () => small(2 * HOUR));
    await boundary(
      "many-per-day",
      { facts: { commitments: [...nine, small(DAY)] } },
      { facts: { commitments: [...nine, small(DAY - 1)] } },
    );
    const paid = (value: bigint, age: number) => committed({ value, at: NOON - age, state: "settled" });
    await boundary(
      "much-per-hour",
      { facts: { commitments: [paid(30n * USDC, 10)] } },
      { facts: { commitments: [paid(30n * USDC + 1n, 10)] } },
    );
    await boundary(
      "much-per-day",
      { facts: { commitments: [paid(80n * USDC, 2 * HOUR)] } },
      { facts: { commitments: [paid(80n * USDC + 1n, 2 * HOUR)] } },
    );
  });

  it("counts what lies ahead of its clock", async () => {
    const ahead = [1, 2, 3].map((index) => committed({ at: NOON + index * DAY, value: 1n }));
    expect(await rulesOf({ facts: { commitments: ahead } })).to.deep.equal(["many-per-hour"]);
  });

  describe("against collusion, once the principal switches it on", () => {
    const old = (counterparty = SELLER, value = 10n * USDC, jurors = [party(70)]) =>
      committed({ counterparty, value, jurors, state: "settled", at: NOON - 9 * DAY });

    it("limits volume and share of one counterparty within a window", async () => {
      const volume = { collusion: { mostVolume: 50n * USDC } };
      await boundary(
        "counterparty-volume",
        { limits: volume, facts: { commitments: [old(SELLER, 30n * USDC), old(party(9), 900n * USDC)] } },
        { limits: volume, facts: { commitments: [old(SELLER, 30n * USDC + 1n)] } },
      );
      const lately = { ...old(SELLER, 900n * USDC), at: NOON - 30 * DAY };
      expect(await rulesOf({ limits: volume, facts: { commitments: [lately] } })).to.deep.equal([]);
      const share = { collusion: { mostShare: { share: 5_000, from: 3 } } };
      await boundary(
        "counterparty-share",
        { limits: share, facts: { commitments: [old(SELLER, 10n * USDC), old(party(9), 30n * USDC)] } },
        { limits: share, facts: { commitments: [old(SELLER, 10n * USDC), old(party(9), 30n * USDC - 1n)] } },
      );
      expect(await rulesOf({ limits: share, facts: { commitments: [old()] } })).to.deep.equal([]);
    });

    it("limits how often the last deals had the same counterparty or juror", async () => {
      const strangers = [old(party(9)), old(party(9))];
      const withSame = { collusion: { rotation: { last: 4, counterparty: 2 } } };
      await boundary(
        "counterparty-repeated",
        { limits: withSame, facts: { commitments: [old(), ...strangers] } },
        { limits: withSame, facts: { commitments: [old(), old(), ...strangers] } },
      );
      const judged = { collusion: { rotation: { last: 3, juror: 2 } } };
      const juror = JURORS.slice(0, 1);
      const early = { ...old(party(9), 1n, juror), at: NOON - 20 * DAY };
      await boundary(
        "juror-repeated",
        { limits: judged, facts: { commitments: [old(party(9), 1n, juror), old(party(9)), early] } },
        {
          limits: judged,
          facts: { commitments: [old(party(9), 1n, juror), old(party(9), 1n, juror), early] },
        },
      );
    });

    it("asks about parties and jurors of one group or of one owner, and about unknown owners", async () => {
      const groups = (...related: (readonly `0x${string}`[])[]) => ({ collusion: { related } });
      const [juror, second] = JURORS;
      if (juror === undefined || second === undefined) throw new Error("there are jurors");
      expect(await rulesOf({ limits: groups([BUYER, party(9)], [SELLER, party(8)]) })).to.deep.equal([]);
      for (const group of [
        [BUYER, SELLER],
        [SELLER, juror],
        [juror, second],
      ])
        expect(await rulesOf({ limits: groups(group) })).to.deep.equal(["related-parties"]);

      const limits = { collusion: { distinctOwners: true } };
      const all = [BUYER, SELLER, ...JURORS];
      const owned = (same: readonly `0x${string}`[]) =>
        all.map((address, index) => ({
          address,
          owner: same.includes(address) ? party(900) : party(800 + index),
        }));
      expect(await rulesOf({ limits, facts: { owners: owned([]) } })).to.deep.equal([]);
      for (const same of [
        [BUYER, SELLER],
        [SELLER, juror],
        [juror, second],
      ])
        expect(await rulesOf({ limits, facts: { owners: owned(same) } })).to.deep.equal(["same-owner"]);
      expect(await rulesOf({ limits, facts: { owners: owned([]).slice(1) } })).to.deep.equal([
        "owner-unknown",
      ]);
    });

    it("refuses where the principal said so", async () => {
      const collusion = { answer: "refuse", related: [[BUYER, SELLER]] } as const;
      expect((await answerTo({ limits: { collusion } })).kind).to.equal("refuse");
    });
  });

  it("values a seller's deal by its milestones", async () => {
    const terms = termsOf({ price: 25n * USDC, verificationFee: 9n * USDC, buyer: party(9), seller: SELLER });
    const view = viewOf([], { side: "seller" });
    const limits = { mostSpreads: 1_000, newCounterparty: "allow" } as const;
    expect(await rulesOf({ terms, view, limits })).to.deep.equal([]);
    expect(
      await rulesOf({
        terms: { ...terms, milestones: [{ amount: 25n * USDC + 1n, deadline: NOON + DAY }] },
        view,
        limits,
      }),
    ).to.deep.equal(["price-above-threshold"]);
  });

  it("refuses to accept where no offer stands", async () => {
    const { offer: _, ...state } = viewOf([termsOf()]).state;
    const answer = await answerTo({
      commitment: { kind: "accept" },
      view: { ...viewOf([termsOf()]), state },
    });
    expect(answer).to.deep.include({ kind: "refuse" });
  });

  it("asks for facts each time, about whom it deals with, and allows nothing without them", async () => {
    const asked: unknown[] = [];
    const review = approvalPolicy({
      facts: async (about) => {
        asked.push(about);
        return factsOf();
      },
    });
    expect((await review(offer(termsOf({ category: 7 })), viewOf())).kind).to.equal("allow");
    expect(asked).to.deep.equal([{ counterparty: SELLER, category: 7 }]);
    const failing = approvalPolicy({ facts: () => Promise.reject(new RangeError("no indexer")) });
    expect(await failing(offer(termsOf()), viewOf()).catch((error) => error.name)).to.equal("RangeError");
    const wrong = approvalPolicy({ facts: () => ({ ...factsOf(), commitments: [{ at: 1 }] }) as never });
    await refusalOf(InvalidFieldError, () => wrong(offer(termsOf()), viewOf()));
  });

  it("refuses limits that are misspelt or out of bounds", async () => {
    const given = (limits: unknown) => () => approvalPolicy({ limits: limits as never, facts: factsOf() });
    await expectRefusedField("limits.mostPrize", "(not shown)", given({ mostPrize: 1n }));
    await expectRefusedField("limits.mostPrice", "25", given({ mostPrice: 25 }));
    await refusalOf(InvalidFieldError, given({ hours: { from: 8, until: 20, timeZone: "Mars/Olympus" } }));
    await refusalOf(InvalidFieldError, given({ mostSpreads: 0 }));
    await refusalOf(InvalidFieldError, given({ collusion: { mostShare: { share: 10_001, from: 1 } } }));
  });
});
