import { expect } from "chai";
import {
  amendTerms,
  buildOrder,
  buildPolicy,
  buildTab,
  buildTerms,
  checkOffer,
  checkOrder,
  checkTab,
  checkTerms,
  counterOffer,
  dealIdOf,
  InvalidFieldError,
  parseOrder,
  parseTab,
  parseTerms,
  phaseOf,
  remainingLimitsOf,
  signOffer,
} from "../../sdk/index.ts";
import { exampleTab, exampleTerms } from "../../sdk/testing/index.ts";
import { refusalOf } from "./support/refusal.ts";
import { useStack } from "./support/setup.ts";

describe("what is held against a moment", () => {
  const setup = useStack();

  /** Every function that is told what time it is, by its name. */
  const callsAt = async (): Promise<Readonly<Record<string, (now: never) => unknown>>> => {
    const { domain, buyer, seller } = setup();
    const start = await setup().now();
    const terms = await exampleTerms(setup());
    const tab = await exampleTab(setup());
    const payments = [{ payee: seller.address, amount: 5n }];
    const order = buildOrder({ account: buyer.address, payments }, { now: start });
    const offer = await signOffer({ domain, terms, validUntil: start + 600, account: buyer });
    const deal = {
      ...{
        dealId: dealIdOf({ domain, terms }),
        openedAt: 1,
        milestones: terms.milestones.length,
        unsettled: 1n,
      },
      ...{ amended: false, settled: [], recorded: [] },
    } as never;
    const spending = { balance: 1n, spent: 0n, periodSpent: 0n, periodStart: 0, frozen: false };
    const facts = { status: "pending", contesters: [], bondsReleased: [] } as never;
    const counter = { domain, offer, changes: {}, validUntil: start + 600, account: seller };
    return {
      buildTerms: (now) => buildTerms({ ...terms }, { now }),
      checkTerms: (now) => checkTerms(terms, { now }),
      parseTerms: (now) => parseTerms(terms, { now }),
      amendTerms: (now) => amendTerms({ terms, deal, now }),
      checkOffer: (now) => checkOffer(offer, { domain, token: setup().token, now }),
      counterOffer: (now) => counterOffer({ ...counter, now }),
      buildOrder: (now) => buildOrder({ account: buyer.address, payments }, { now }),
      checkOrder: (now) => checkOrder(order, { now }),
      parseOrder: (now) => parseOrder(order, { now }),
      buildTab: (now) => buildTab({ ...tab }, { now }),
      checkTab: (now) => checkTab(tab, { now }),
      parseTab: (now) => parseTab(tab, { now }),
      remainingLimitsOf: (now) => remainingLimitsOf({ facts: spending, policy: buildPolicy({}), now }),
      phaseOf: (now) => phaseOf({ terms, milestone: 0, facts, now }),
    };
  };

  it("is held against none that is no whole number of unix seconds", async () => {
    const start = await setup().now();
    for (const [name, callAt] of Object.entries(await callsAt())) {
      for (const moment of [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        start + 0.5,
        start * 1_000,
        -1,
        "soon",
        null,
      ]) {
        const refused = await refusalOf(InvalidFieldError, () => callAt(moment as never));
        expect(refused.field, `${name} at ${moment}`).to.match(/(^|\.)now$/);
      }
    }
  });

  it("takes a block's time, which is a bigint, as the same number", async () => {
    const start = await setup().now();
    for (const [name, callAt] of Object.entries(await callsAt())) {
      const outcomes = [await callAt(start as never), await callAt(BigInt(start) as never)].map((value) =>
        JSON.stringify(value, (key, part: unknown) => {
          if (isRandom(key)) return undefined;
          return typeof part === "bigint" ? part.toString() : part;
        }),
      );
      expect(outcomes[0], name).to.equal(outcomes[1]);
    }
  });
});

/** What is drawn at random where it is left out. */
const isRandom = (key: string) => ["salt", "nonce", "signature"].includes(key);
