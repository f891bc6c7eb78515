import { expect } from "chai";
import {
  ApprovalNeededError,
  ApprovalUnknownError,
  InvalidFieldError,
  OfferRefusedError,
  toJson,
} from "../../../../sdk/index.ts";
import { memoryNegotiations, type Review } from "../../../../sdk/negotiation/index.ts";
import { refusalOf } from "../../support/refusal.ts";
import { buysUpTo, HOUR, START, sellsFrom, talk, termsFor, twoSides } from "../support/sides.ts";

const SECRET = "The price is above 130000000, my limit.";

/** Asks about every acceptance. */
const asksToAccept: Review = async ({ kind }) =>
  kind === "accept"
    ? { kind: "ask", reasons: [{ rule: "price-above-threshold", text: SECRET }] }
    : { kind: "allow" };

describe("a side that is reviewed", () => {
  const held = async () => {
    const sides = await twoSides(
      { buys: buysUpTo(150n), sells: sellsFrom(100n) },
      { ofSeller: { review: asksToAccept } },
    );
    const { negotiation } = await sides.bought.begin({ terms: termsFor(140n), validFor: HOUR });
    await talk(sides.bought, sides.sold, negotiation);
    const current = await sides.sold.status(negotiation);
    return { ...sides, negotiation, current, approval: current.held?.approval ?? "0x" };
  };

  it("holds a commitment until the principal allows it", async () => {
    const { bought, sold, negotiation, current, approval } = await held();
    expect(current).to.include({ status: "held" });
    expect(current.held).to.deep.include({
      ...{ move: { kind: "accept" }, since: START },
      reasons: [{ rule: "price-above-threshold", text: SECRET }],
    });
    await talk(bought, sold, negotiation);
    expect(await sold.status(negotiation), "it is asked once").to.deep.equal(current);
    await refusalOf(InvalidFieldError, () => sold.answer(approval, "yes" as never));
    expect(await sold.answer(approval, "allow")).to.deep.include({ status: "accepted" });
    await refusalOf(ApprovalUnknownError, () => sold.answer(approval, "refuse"));
    await talk(sold, bought, negotiation);
    expect((await sold.status(negotiation)).status).to.equal("agreed");
  });

  it("takes no word about other terms, also where the negotiation was forgotten and begun again", async () => {
    let price = 500n;
    const { bought, sold } = await twoSides(
      {
        buys: () => ({ kind: "wait" }),
        sells: () => {
          price += 1n;
          return { kind: "offer", terms: termsFor(price), validFor: HOUR };
        },
      },
      { ofSeller: { review: async () => ({ kind: "ask", reasons: [] }) } },
    );
    const { negotiation } = await bought.begin({ terms: termsFor(140n), validFor: HOUR });
    const sent = await bought.envelope(negotiation);
    await sold.receive(sent);
    const { held: first } = await sold.status(negotiation);
    await sold.forget(negotiation);
    await sold.receive(sent);
    await refusalOf(ApprovalUnknownError, () => sold.answer(first?.approval ?? "0x", "allow"));
    const { held: second } = await sold.status(negotiation);
    expect(second?.about).to.equal(negotiation);
    expect((await sold.answer(second?.approval ?? "0x", "allow")).status).to.equal("open");
  });

  it("is held over a restart, and answered after it", async () => {
    const store = memoryNegotiations();
    const strategies = { buys: buysUpTo(150n), sells: sellsFrom(100n) };
    const ofSeller = { review: asksToAccept, store };
    const { bought, sold } = await twoSides(strategies, { ofSeller });
    const { negotiation } = await bought.begin({ terms: termsFor(140n), validFor: HOUR });
    await talk(bought, sold, negotiation);
    const { held: before } = await sold.status(negotiation);
    const { sold: again } = await twoSides(strategies, { ofSeller });
    expect((await again.status(negotiation)).held).to.deep.equal(before);
    expect((await again.answer(before?.approval ?? "0x", "allow")).status).to.equal("accepted");
    // The first process reads what the second one wrote.
    await talk(sold, bought, negotiation);
    expect((await bought.status(negotiation)).status).to.equal("agreed");
  });

  it("ends with no reason given when the principal refuses", async () => {
    const { sold, approval, bought, negotiation } = await held();
    expect((await sold.answer(approval, "refuse")).status).to.equal("ended");
    await talk(sold, bought, negotiation);
    const { state } = await bought.status(negotiation);
    expect(state.ended).to.deep.equal({ by: "seller", reason: "approval", note: "" });
  });

  it("drops the question when its offer expires", async () => {
    const { sold, approval, clock, negotiation } = await held();
    clock.now += HOUR;
    expect((await sold.status(negotiation)).status).to.equal("expired");
    await refusalOf(ApprovalUnknownError, () => sold.answer(approval, "allow"));
    expect((await sold.advance(negotiation)).state.ended).to.include({ reason: "stalled" });
    const signed = (await sold.entries(negotiation)).flatMap((each) =>
      each.kind === "messages" ? each.messages : [],
    );
    expect(signed.filter(({ kind }) => kind === "acceptance")).to.deep.equal([]);
  });

  it("tells the other side nothing of the reasons", async () => {
    const { sold, bought, approval, negotiation } = await held();
    await sold.answer(approval, "refuse");
    const sent = await sold.envelope(negotiation);
    await talk(sold, bought, negotiation);
    expect(toJson([sent, await bought.entries(negotiation)])).to.not.include("limit");
  });

  it("ends when the review refuses", async () => {
    const review: Review = async () => ({ kind: "refuse", reasons: [{ rule: "never", text: SECRET }] });
    const { bought, sold } = await twoSides(
      { buys: buysUpTo(150n), sells: sellsFrom(100n) },
      { ofSeller: { review } },
    );
    const { negotiation } = await bought.begin({ terms: termsFor(140n), validFor: HOUR });
    await talk(bought, sold, negotiation);
    expect((await bought.status(negotiation)).state.ended).to.deep.equal({
      ...{ by: "seller", reason: "policy", note: "" },
    });
  });

  it("signs no first offer that the review asks about or refuses", async () => {
    const reasons = [{ rule: "price-above-threshold", text: SECRET }];
    let kind: "ask" | "refuse" = "ask";
    const { bought } = await twoSides(
      { buys: buysUpTo(150n), sells: sellsFrom(100n) },
      { ofBuyer: { review: async () => ({ kind, reasons }) } },
    );
    const offer = { terms: termsFor(140n), validFor: HOUR };
    expect((await refusalOf(ApprovalNeededError, () => bought.begin(offer))).reasons).to.deep.equal(reasons);
    kind = "refuse";
    expect((await refusalOf(OfferRefusedError, () => bought.begin(offer))).reasons).to.deep.equal(reasons);
    expect(bought.list()).to.deep.equal([]);
    expect((await bought.begin({ ...offer, isApproved: true })).status).to.equal("open");
  });
});
