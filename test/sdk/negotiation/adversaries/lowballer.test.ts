import { expect } from "chai";
import type { Review, Strategy } from "../../../../sdk/negotiation/index.ts";
import { amountIn, HOUR, priced, START, sellsFrom, talk, termsFor, twoSides } from "../support/sides.ts";

describe("a counterparty that bids low", () => {
  it("never goes below its limit, however often it is asked", async () => {
    let bid = 1n;
    const lowballs: Strategy = ({ offers }) => {
      bid += 1n;
      const last = offers.at(-1);
      return { kind: "offer", terms: priced(last?.terms ?? termsFor(1n), bid), validFor: HOUR };
    };
    const { bought, sold } = await twoSides({ buys: lowballs, sells: sellsFrom(130n) });
    const { negotiation } = await bought.begin({ terms: termsFor(1n), validFor: HOUR });
    await talk(bought, sold, negotiation);
    const messages = (await sold.entries(negotiation)).flatMap((entry) =>
      entry.kind === "messages" ? entry.messages : [],
    );
    const own = messages.flatMap((each) =>
      each.kind === "offer" && each.offer.from === sold.address ? [amountIn(each.offer.terms)] : [],
    );
    expect(own.length).to.be.greaterThan(20);
    expect(new Set(own)).to.deep.equal(new Set([130n]));
    expect(messages.some(({ kind }) => kind === "acceptance")).to.equal(false);
    expect((await sold.status(negotiation)).state.ended).to.include({ reason: "stalled" });
  });

  it("asks the review about the terms that it would sign", async () => {
    const judged: string[] = [];
    const review: Review = async (commitment, { offers, now }) => {
      expect(now).to.equal(START);
      const terms = commitment.kind === "offer" ? commitment.terms : offers.at(-1)?.terms;
      judged.push(`${commitment.kind} ${terms?.marketplaceFee}`);
      return terms?.marketplaceFee === 0
        ? { kind: "allow" }
        : { kind: "refuse", reasons: [{ rule: "fee", text: "A fee." }] };
    };
    const { bought, sold } = await twoSides(
      { buys: () => ({ kind: "wait" }), sells: sellsFrom(100n) },
      { ofSeller: { review } },
    );
    const terms = termsFor(100n, { marketplaceFee: 1_000, marketplace: `0x${"77".repeat(20)}` });
    const { negotiation } = await bought.begin({ terms, validFor: HOUR });
    await talk(bought, sold, negotiation);
    expect(judged).to.deep.equal(["accept 1000"]);
    expect((await bought.status(negotiation)).state.ended).to.include({ reason: "policy" });
  });
});
