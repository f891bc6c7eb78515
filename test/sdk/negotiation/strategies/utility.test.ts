import { expect } from "chai";
import { drawIssues, drawSettings } from "../../../../scripts/sim/market/drawn-settings.ts";
import { drawTerms } from "../../../../scripts/sim/market/drawn-terms.ts";
import { type PlayedDuel, playDuel } from "../../../../scripts/sim/market/duel.ts";
import { isWithin } from "../../../../scripts/sim/market/leak.ts";
import { checkTerms, type Terms } from "../../../../sdk/index.ts";
import {
  type Issues,
  type Move,
  type Pace,
  type UtilitySettings,
  utilityStrategy,
} from "../../../../sdk/negotiation/index.ts";
import type { Side } from "../../../../sdk/negotiation/record/tree.ts";
import { diceOf, seedOfRun } from "../../../support/dice.ts";
import { expectRefusedField } from "../../support/refusal.ts";
import { at, START, TERMS, viewAfter } from "./support/views.ts";

const DUELS = process.env.QUITTANCE_DEEP ? 10_000 : 200;
const sides = ["buyer", "seller"] as const;
const totalOf = ({ milestones }: Terms) => milestones.reduce((sum, { amount }) => sum + amount, 0n);
const LIST = totalOf(TERMS);
const percent = (share: number) => (LIST * BigInt(share)) / 100n;
const otherOf = (side: Side): Side => (side === "buyer" ? "seller" : "buyer");

const boulware: Pace = { kind: "time", shape: "boulware" };
const linear: Pace = { kind: "time", shape: "linear" };

/** A buyer of the price alone: from 80 to 120 % of the list price, and no further than 110 %. */
const buying = (changes: Partial<UtilitySettings> = {}): UtilitySettings => ({
  terms: TERMS,
  issues: { price: { opening: percent(80), aspiration: percent(120), weight: 10_000 } },
  pace: linear,
  limits: { price: percent(110) },
  ...{ from: START, until: START + 1_000, rounds: 5 },
  ...changes,
});

const offered = (move: Move): Terms => {
  if (move.kind !== "offer") throw new Error(`it is no offer but ${move.kind}`);
  return move.terms;
};

interface Drawn {
  readonly seed: number;
  readonly terms: Terms;
  readonly settings: Readonly<Record<Side, UtilitySettings>>;
  readonly played: PlayedDuel;
}

/** Negotiations of drawn sides, the same in each run. */
function drawnDuels(): readonly Drawn[] {
  return Array.from({ length: DUELS }, (_, run) => {
    const seed = seedOfRun() + run;
    const dice = diceOf(seed);
    const terms = drawTerms(dice);
    const issues = drawIssues(dice);
    const settings = {
      buyer: drawSettings(dice, terms, "buyer", issues),
      seller: drawSettings(dice, terms, "seller", issues),
    };
    const strategies = { buyer: utilityStrategy(settings.buyer), seller: utilityStrategy(settings.seller) };
    const pause = dice.between(1, 600);
    const played = playDuel({ strategies, opens: dice.pick(sides), from: START, pauseOf: () => pause });
    return { seed, terms, settings, played };
  });
}

/** What a side signed, in order. */
const signedBy = ({ said }: PlayedDuel, side: Side) =>
  said
    .filter(({ by }) => by === side)
    .flatMap(({ move, accepted }) =>
      move.kind === "offer" ? [move.terms] : accepted === undefined ? [] : [accepted],
    );

/** What terms give of what a side wants, in shares of its way, as the documentation has it. */
function givenBy({ issues }: { readonly issues: Issues }, terms: Terms): number {
  const values: Readonly<Record<string, number>> = {
    ...{ price: Number(totalOf(terms)), deadline: terms.milestones.at(-1)?.deadline ?? 0 },
    ...{ silencePayout: terms.silencePayout, marketplaceFee: terms.marketplaceFee },
    verificationFee: Number(terms.verificationFee),
  };
  return Object.entries(issues).reduce((sum, [name, { opening, aspiration, weight }]) => {
    const away = ((values[name] ?? 0) - Number(opening)) / (Number(aspiration) - Number(opening));
    return sum + (weight / 10_000) * (name === "price" ? away : Math.max(away, 0));
  }, 0);
}

describe("strategies: utility", () => {
  let duels: readonly Drawn[];

  before(() => {
    duels = drawnDuels();
  });

  it("offers what the contract would open, to the last base unit", () => {
    let offers = 0;
    for (const { seed, terms, played } of duels) {
      for (const { move, at: now } of played.said) {
        if (move.kind !== "offer") continue;
        offers += 1;
        expect(checkTerms(move.terms, { now }), `seed ${seed}`).to.deep.equal(move.terms);
        const total = totalOf(move.terms);
        for (const [index, { amount }] of move.terms.milestones.entries()) {
          const part = Number(terms.milestones[index]?.amount) / Number(totalOf(terms));
          expect(Math.abs(Number(amount) - part * Number(total)), `seed ${seed}`).to.be.lessThan(1.01);
        }
      }
    }
    expect(offers).to.be.greaterThan(DUELS);
    const seller = utilityStrategy(
      buying({
        issues: { price: { opening: 1_000_003n, aspiration: 999_983n, weight: 10_000 } },
        limits: {},
      }),
    );
    expect(totalOf(offered(seller(viewAfter("seller", []))))).to.equal(1_000_003n);
  });

  it("signs nothing beyond its limits", () => {
    for (const { seed, settings, played } of duels)
      for (const side of sides)
        for (const terms of signedBy(played, side))
          expect(isWithin(settings[side], settings[side].limits, terms), `seed ${seed}, ${side}`).to.equal(
            true,
          );
  });

  it("takes nothing back that it gave", () => {
    for (const { seed, settings, played } of duels)
      for (const side of sides) {
        // What the other side asked for is no less than it wants.
        const given = played.said.flatMap(({ by, move }, index) => {
          const before = played.said[index - 1]?.move;
          if (by !== side || move.kind !== "offer") return [];
          const isAsked = before?.kind === "offer" && before.terms === move.terms;
          return isAsked ? [] : [givenBy(settings[side], move.terms)];
        });
        for (const [index, share] of given.entries())
          expect(share, `seed ${seed}, ${side}`).to.be.at.least((given[index - 1] ?? -1) - 1e-9);
      }
  });

  it("gives no more of an issue than the other side asks", () => {
    const issues = {
      price: { opening: percent(80), aspiration: percent(120), weight: 5_000 },
      silencePayout: { opening: 0, aspiration: 8_000, weight: 5_000 },
    };
    const buyer = utilityStrategy(buying({ issues, limits: { price: percent(120) } }));
    const first = { ...TERMS, silencePayout: 0 };
    const replyTo = (silencePayout: number) =>
      offered(
        buyer(
          viewAfter("buyer", [at(first, percent(80)), { ...at(TERMS, percent(150)), silencePayout }], {
            now: START + 500,
          }),
        ),
      );
    const [modest, greedy] = [replyTo(1_000), replyTo(9_000)];
    expect([modest.silencePayout, greedy.silencePayout]).to.deep.equal([1_000, 4_000]);
    // The price makes up for it: half of the way is given in both.
    expect([totalOf(modest), totalOf(greedy)]).to.deep.equal([
      percent(80) + (percent(40) * 875n) / 1_000n,
      percent(80) + percent(40) / 2n,
    ]);
  });

  it("makes its last offer again rather than one at its limit", () => {
    const buyer = utilityStrategy(buying());
    const made: Terms[] = [];
    const view = () =>
      viewAfter(
        "buyer",
        made.flatMap((terms) => [terms, at(TERMS, percent(200))]),
      );
    for (let round = 0; round < 5; round++) made.push(offered(buyer(view())));
    // The steps are a tenth of the list price; the limit of 110 % is the last that it may offer.
    const steps = [80, 90, 100, 110, 110].map(percent);
    expect(made.map(totalOf)).to.deep.equal(steps);
    const tighter = utilityStrategy(buying({ limits: { price: percent(110) - 1n } }));
    expect(
      totalOf(
        offered(
          tighter(
            viewAfter(
              "buyer",
              made.slice(0, 3).flatMap((terms) => [terms, at(TERMS, percent(200))]),
            ),
          ),
        ),
      ),
    ).to.equal(percent(100));
  });

  it("accepts what is as good as its next offer", () => {
    const buyer = utilityStrategy(buying());
    const first = at(TERMS, percent(80));
    const decide = (price: bigint) => buyer(viewAfter("buyer", [first, at(TERMS, price)]));
    expect(decide(percent(90)).kind).to.equal("accept");
    expect(decide(percent(90) + 1n).kind).to.equal("offer");
    expect(decide(percent(10)).kind).to.equal("accept");
    // Beyond its limit it accepts nothing, however late.
    const last = [first, at(TERMS, percent(111))];
    expect(buyer(viewAfter("buyer", last, { now: START + 999 })).kind).to.equal("offer");
    expect(buyer(viewAfter("buyer", last, { now: START + 1_000 }))).to.deep.equal({
      kind: "end",
      reason: "price",
    });
    expect(buyer(viewAfter("buyer", [first, at(TERMS, percent(110))], { now: START + 999 })).kind).to.equal(
      "accept",
    );
    // It answers nothing that it could sign with an offer that is worse for it, also where that has expired.
    let answered = 0;
    for (const { seed, settings, played } of duels)
      for (const [index, { by, move }] of played.said.entries()) {
        const before = played.said[index - 1]?.move;
        if (move.kind !== "offer" || before?.kind !== "offer") continue;
        if (!isWithin(settings[by], settings[by].limits, before.terms)) continue;
        answered += 1;
        expect(givenBy(settings[by], before.terms), `seed ${seed}`).to.be.at.least(
          givenBy(settings[by], move.terms) - 1e-9,
        );
      }
    expect(answered).to.be.greaterThan(DUELS / 4);
  });

  it("accepts nothing that was not negotiated about", () => {
    const buyer = utilityStrategy(buying());
    const cheap = at(TERMS, percent(50));
    const stranger = `0x${"99".repeat(20)}` as const;
    const changes: Readonly<Record<string, Partial<Terms>>> = {
      scope: { pact: `0x${"12".repeat(32)}` },
      "scope (passing)": { passingScore: 1 },
      "scope (step)": { payoutStep: 100 },
      "scope (category)": { category: 9 },
      "scope (reference)": { reference: `0x${"12".repeat(32)}` },
      "scope (fewer)": { milestones: cheap.milestones.slice(0, 1) },
      "scope (split)": {
        milestones: cheap.milestones.map(({ amount, deadline }, index) => ({
          amount: index === 0 ? amount + 1_000_000n : index === 1 ? amount - 1_000_000n : amount,
          deadline,
        })),
      },
      deadline: { milestones: cheap.milestones.map((each) => ({ ...each, deadline: each.deadline + 1 })) },
      jury: { panel: [stranger] },
      "jury (window)": { verdictWindow: 601 },
      "jury (silence)": { silencePayout: 10_000 },
      "jury (fee)": { verificationFee: 1n },
      "jury (account)": { panelAccount: stranger },
      "jury (rounds)": {
        contestWindow: 600,
        disputes: { bond: 1n, pool: stranger, arbiter: `0x${"00".repeat(20)}`, rulingWindow: 0 },
      },
      policy: { marketplace: stranger },
      "policy (fee)": { marketplaceFee: 1 },
      "policy (time)": { openBy: TERMS.openBy + 1 },
      "scope (ledger)": { fundedFromLedger: true },
      "scope (refunds)": { buyerToLedger: true },
    };
    expect(TERMS.milestones.length).to.be.greaterThan(1);
    const scaled = offered(
      utilityStrategy(
        buying({ issues: { price: { opening: percent(50), aspiration: percent(60), weight: 10_000 } } }),
      )(viewAfter("buyer", [])),
    );
    for (const [what, change] of Object.entries(changes)) {
      const changed = what.startsWith("scope (split")
        ? splitOtherwise(scaled)
        : { ...scaled, ...change, ...milestonesOf(change, scaled) };
      const decide = (...said: Terms[]) => buyer(viewAfter("buyer", said));
      expect(decide(at(TERMS, percent(80)), scaled).kind, what).to.equal("accept");
      expect(decide(at(TERMS, percent(80)), changed).kind, what).to.equal("offer");
      expect(decide(at(TERMS, percent(80)), changed, at(TERMS, percent(90)), changed), what).to.deep.equal({
        kind: "end",
        reason: what.split(" ")[0],
      });
    }
  });

  it("lets the other side choose what is its own", () => {
    const cheap = offered(
      utilityStrategy(
        buying({ issues: { price: { opening: percent(50), aspiration: percent(60), weight: 10_000 } } }),
      )(viewAfter("buyer", [])),
    );
    const decide = (side: Side, change: Partial<Terms>) => {
      const settings =
        side === "buyer"
          ? buying()
          : {
              ...buying(),
              issues: { price: { opening: percent(50), aspiration: percent(40), weight: 10_000 } },
              limits: { price: percent(40) },
            };
      const first = otherOf(side);
      return utilityStrategy(settings)(viewAfter(side, [{ ...cheap, ...change }], { first })).kind;
    };
    for (const change of [{ salt: 99n }, { openBy: TERMS.openBy - 1 }, { sellerToLedger: true }])
      expect(decide("buyer", change), JSON.stringify(Object.keys(change))).to.equal("accept");
    for (const change of [{ fundedFromLedger: true }, { buyerToLedger: true }])
      expect(decide("seller", change), JSON.stringify(change)).to.equal("accept");
    expect(decide("seller", { sellerToLedger: true })).to.equal("offer");
  });

  it("gives as much as it is given", () => {
    const mirror = utilityStrategy(buying({ pace: { kind: "mirror", least: 100, most: 2_000 } }));
    const replyTo = (...prices: number[]) =>
      totalOf(
        offered(
          mirror(
            viewAfter(
              "buyer",
              prices.map((price) => at(TERMS, percent(price))),
            ),
          ),
        ),
      );
    // The way is 40 % of the list price: the other side gives 4 of them, a tenth of it.
    expect(replyTo(80, 150, 80, 146)).to.equal(percent(84));
    expect(replyTo(80, 150, 84, 150), "at least").to.be.within(percent(84), percent(85));
    expect(replyTo(80, 190, 80, 150), "at most").to.equal(percent(88));
  });

  it("gives the same part of what is between", () => {
    const relative = utilityStrategy(buying({ pace: { kind: "relative", least: 0, most: 10_000 } }));
    const replyTo = (...prices: number[]) =>
      totalOf(
        offered(
          relative(
            viewAfter(
              "buyer",
              prices.map((price) => at(TERMS, percent(price))),
            ),
          ),
        ),
      );
    // The other side gave a quarter of 80: this one gives a quarter of the 60 that are left.
    expect(replyTo(80, 160, 80, 140)).to.be.within(percent(95) - 100n, percent(95));
    expect(replyTo(80, 160, 80, 160)).to.equal(percent(80));
  });

  it("agrees where limits overlap", () => {
    for (let run = 0; run < DUELS; run++) {
      const seed = seedOfRun() + run;
      const dice = diceOf(seed);
      const terms = drawTerms(dice);
      const price = totalOf(terms);
      const part = (share: number) => (price * BigInt(share)) / 1_000n;
      const [low, high] = [dice.between(500, 900), dice.between(1_100, 1_500)];
      const rounds = dice.between(6, 30);
      const pace: Pace = {
        kind: "time",
        shape: dice.pick(["boulware", "linear", "conceder"] as const),
        power: dice.between(1, 2),
      };
      // No step of such a curve is longer than this part of the way.
      const step = Math.ceil(((high - low) * 2) / (rounds - 1)) + 1;
      const worst = dice.between(low + step, high - step);
      const settings = { terms, pace, from: START, until: START + 80_000, rounds };
      const buyer = utilityStrategy({
        ...settings,
        issues: { price: { opening: part(low), aspiration: part(high), weight: 10_000 } },
        limits: { price: part(Math.min(high, worst + step)) },
      });
      const seller = utilityStrategy({
        ...settings,
        issues: { price: { opening: part(high), aspiration: part(low), weight: 10_000 } },
        limits: { price: part(worst) },
      });
      const { agreed } = playDuel({
        strategies: { buyer, seller },
        ...{ opens: dice.pick(sides), from: START, pauseOf: () => 60 },
      });
      expect(agreed, `seed ${seed}`).to.not.equal(undefined);
    }
  });

  it("comes to an end", () => {
    const ends = new Map<string, number>();
    for (const { seed, played } of duels) {
      expect(played.isOpen, `seed ${seed}`).to.equal(false);
      const last = played.said.at(-1)?.move;
      const how = last?.kind === "end" ? last.reason : (last?.kind ?? "nothing");
      expect(played.agreed !== undefined, `seed ${seed}`).to.equal(how === "accept");
      ends.set(how, (ends.get(how) ?? 0) + 1);
    }
    for (const how of ["accept", "price"]) expect(ends.get(how) ?? 0, how).to.be.greaterThan(DUELS / 50);
    expect([...ends.keys()].filter((how) => !["accept", "price", "stalled"].includes(how))).to.deep.equal([]);
  });

  it("says what is in the way", () => {
    const buyer = utilityStrategy(buying());
    const far = at(TERMS, percent(150));
    const first = at(TERMS, percent(80));
    const used = Array.from({ length: 5 }, () => [first, far]).flat();
    expect(buyer(viewAfter("buyer", used))).to.deep.equal({ kind: "end", reason: "price" });
    expect(buyer(viewAfter("buyer", [first], { now: START + 1_000 }))).to.deep.equal({
      kind: "end",
      reason: "stalled",
    });
    const late = { now: TERMS.openBy };
    const longer = utilityStrategy(buying({ until: TERMS.openBy + 1_000 }));
    expect(longer(viewAfter("buyer", [first, far], late))).to.deep.equal({ kind: "end", reason: "deadline" });
  });

  it("follows the state", () => {
    const buyer = utilityStrategy(buying());
    const [first, far] = [at(TERMS, percent(80)), at(TERMS, percent(150))];
    const none = { offer: undefined, turn: undefined };
    expect(buyer(viewAfter("buyer", [first])).kind).to.equal("wait");
    expect(buyer(viewAfter("buyer", [first], { phase: "expired", ...none })).kind).to.equal("wait");
    expect(buyer(viewAfter("buyer", [first, far], { phase: "expired", ...none })).kind).to.equal("offer");
    const cheap = [first, at(TERMS, percent(50))];
    const again = buyer(viewAfter("buyer", cheap, { phase: "expired", ...none }));
    expect(totalOf(offered(again)), "what has expired is offered back").to.equal(percent(50));
    const accepted = { phase: "accepted", turn: "buyer" } as const;
    expect(buyer(viewAfter("buyer", [first], accepted)).kind).to.equal("accept");
    expect(buyer(viewAfter("buyer", [first], { ...accepted, now: TERMS.openBy })).kind).to.equal("end");
    expect(buyer(viewAfter("buyer", [far], accepted)).kind, "a person offered it").to.equal("wait");
    expect(buyer(viewAfter("buyer", cheap, { phase: "accepted", turn: "seller" })).kind).to.equal("wait");
    for (const phase of ["agreed", "ended"] as const)
      expect(buyer(viewAfter("buyer", cheap, { phase })).kind, phase).to.equal("wait");
    const short = utilityStrategy(buying({ validFor: 300 }));
    const late = viewAfter("buyer", [], { now: START + 900 });
    expect(totalOf(offered(short(late))), "the opening, where what is due is beyond the limit").to.equal(
      percent(80),
    );
    const validities = [viewAfter("buyer", []), late].map((view) => {
      const move = short(view);
      return move.kind === "offer" ? move.validFor : 0;
    });
    expect(validities).to.deep.equal([300, 100]);
  });

  it("refuses wrong settings by their names", async () => {
    const price = { opening: percent(80), aspiration: percent(120), weight: 10_000 };
    const silencePayout = { opening: 0, aspiration: 5_000, weight: 10_000 };
    const wrong: readonly (readonly [string, string, unknown])[] = [
      ["input.speed", "(not shown)", { ...buying(), speed: 1 }],
      ["from", "-1", buying({ from: -1 })],
      ["until", String(START), buying({ until: START })],
      ["rounds", "0", buying({ rounds: 0 })],
      ["rounds", "33", buying({ rounds: 33 })],
      ["validFor", "0.5", buying({ validFor: 0.5 })],
      ["pace.kind", '"never"', buying({ pace: { kind: "never" } as unknown as Pace })],
      ["pace.shape", '"steep"', buying({ pace: { kind: "time", shape: "steep" } as unknown as Pace })],
      ["pace.power", "0", buying({ pace: { ...boulware, power: 0 } as Pace })],
      ["pace.least", "-1", buying({ pace: { kind: "mirror", least: -1, most: 5 } })],
      ["pace.most", "10001", buying({ pace: { kind: "mirror", least: 1, most: 10_001 } })],
      ["pace.least", "6", buying({ pace: { kind: "relative", least: 6, most: 5 } })],
      ["issues.cost", "(not shown)", buying({ issues: { cost: price } as unknown as Issues })],
      ["issues", "0", buying({ issues: {}, limits: {} })],
      ["issues", "20000", buying({ issues: { price, silencePayout } })],
      ["issues.price.weight", "0", buying({ issues: { price: { ...price, weight: 0 } } })],
      [
        "issues.price.opening",
        "80",
        buying({ issues: { price: { ...price, opening: 80 as unknown as bigint } } }),
      ],
      [
        "issues.price.aspiration",
        String(percent(80)),
        buying({ issues: { price: { ...price, aspiration: percent(80) } } }),
      ],
      [
        "issues.silencePayout.opening",
        "0.5",
        buying({ issues: { silencePayout: { ...silencePayout, opening: 0.5 } }, limits: {} }),
      ],
      [
        "terms.silencePayout",
        "10001",
        buying({ issues: { silencePayout: { ...silencePayout, aspiration: 10_001 } }, limits: {} }),
      ],
      ["issues.price", "1", buying({ issues: { price: { ...price, opening: 1n } } })],
      [
        "issues.contestWindow",
        "an object",
        buying({
          terms: { ...TERMS, contestWindow: 0, disputes: undefined },
          issues: { contestWindow: { opening: 600, aspiration: 700, weight: 10_000 } },
          limits: {},
        }),
      ],
      ["limits.deadline", "(not shown)", buying({ limits: { deadline: 5 } })],
      ["issues.price.opening", String(percent(80)), buying({ limits: { price: percent(79) } })],
    ];
    for (const [field, value, settings] of wrong)
      await expectRefusedField(field, value, () => utilityStrategy(settings as UtilitySettings));
  });
});

function milestonesOf(change: Partial<Terms>, scaled: Terms): Partial<Terms> {
  if (change.milestones === undefined) return {};
  if (change.milestones.length !== scaled.milestones.length)
    return { milestones: scaled.milestones.slice(0, change.milestones.length) };
  return {
    milestones: scaled.milestones.map(({ amount, deadline }) => ({ amount, deadline: deadline + 1 })),
  };
}

/** The same total, of which the first milestone takes more than its part. */
function splitOtherwise(terms: Terms): Terms {
  const moved = totalOf(terms) / 1_000n;
  const milestones = terms.milestones.map(({ amount, deadline }, index) => ({
    amount: index === 0 ? amount + moved : index === 1 ? amount - moved : amount,
    deadline,
  }));
  return { ...terms, milestones };
}
