import { expect } from "chai";
import {
  type ApprovalStore,
  answerApproval,
  askPrincipal,
  carryAnswers,
  memoryApprovals,
  type Strategy,
} from "../../../sdk/negotiation/index.ts";
import { asksToAccept, asksToOffer } from "./support/reviewed.ts";
import { buysUpTo, domain, HOUR, START, sellsFrom, talk, termsFor, twoSides } from "./support/sides.ts";

describe("negotiation: answers of a principal that reach its agent", () => {
  const held = async (price = 140n) => {
    const store = memoryApprovals();
    const review = askPrincipal({ domain, store, review: asksToAccept });
    const strategies = { buys: buysUpTo(150n), sells: sellsFrom(100n) };
    const sides = await twoSides(strategies, { ofSeller: { review } });
    const { negotiation } = await sides.bought.begin({ terms: termsFor(price), validFor: HOUR });
    await talk(sides.bought, sides.sold, negotiation);
    const [record] = await store.list();
    if (record === undefined) throw new Error("the principal was asked");
    return { ...sides, store, negotiation, asked: record.asked };
  };
  const carried = async (
    negotiator: Parameters<typeof carryAnswers>[0]["negotiator"],
    store: ApprovalStore,
    now = START,
  ) => (await carryAnswers({ negotiator, store, now })).map(({ status }) => status);

  it("let it go on once, and the deal is agreed", async () => {
    const { sold, bought, store, negotiation, asked } = await held();
    expect((await sold.status(negotiation)).status).to.equal("held");
    expect(await carried(sold, store)).to.deep.equal([]);
    await answerApproval({ store, id: asked.id, decision: "approve", now: START });
    expect(await carried(sold, store)).to.deep.equal(["accepted"]);
    expect(await carried(sold, store)).to.deep.equal([]);
    await talk(sold, bought, negotiation);
    expect((await sold.status(negotiation)).status).to.equal("agreed");
  });

  it("end it when the principal refuses", async () => {
    const { sold, store, asked } = await held();
    await answerApproval({ store, id: asked.id, decision: "refuse", now: START });
    expect(await carried(sold, store)).to.deep.equal(["ended"]);
  });

  it("are carried again when a process broke off after it had used one", async () => {
    const { sold, store, asked } = await held();
    await answerApproval({ store, id: asked.id, decision: "approve", now: START });
    const breaks = { status: sold.status, answer: () => Promise.reject(new Error("killed")) };
    expect(await carried(breaks, store).catch((error) => error.message)).to.equal("killed");
    expect(await carried(sold, store)).to.deep.equal(["accepted"]);
  });

  it("are of no other negotiation, and come too late after their time", async () => {
    const [one, other] = [await held(140n), await held(141n)];
    await answerApproval({ store: one.store, id: one.asked.id, decision: "approve", now: START });
    expect(await carried(other.sold, one.store)).to.deep.equal([]);
    expect((await other.sold.status(other.negotiation)).status).to.equal("held");
    expect(await carried(one.sold, one.store, one.asked.expiresAt)).to.deep.equal([]);
  });

  it("are of exactly what waits: neither of another offer, nor of another rule or side", async () => {
    const { sold, store, negotiation, asked } = await held();
    await answerApproval({ store, id: asked.id, decision: "approve", now: START });
    const real = await sold.status(negotiation);
    const { held: waiting } = real;
    if (waiting === undefined) throw new Error("it waits");
    const reasons = [...waiting.reasons, { rule: "odd-hour", text: "It is late." }];
    const { terms } = asked;
    const others = [
      { state: { ...real.state, offer: asked.subject } },
      { held: { ...waiting, about: asked.subject } },
      { held: { ...waiting, reasons } },
      { side: "buyer" as const },
      { held: { ...waiting, move: { kind: "offer" as const, terms, validFor: HOUR } } },
    ];
    for (const other of others) {
      const negotiator = { ...sold, status: async () => ({ ...real, ...other }) };
      expect(await carried(negotiator, store)).to.deep.equal([]);
    }
    expect(await carried(sold, store)).to.deep.equal(["accepted"]);
  });

  it("are of one place: the same terms in answer to another offer wait for another word", async () => {
    const store = memoryApprovals();
    const review = askPrincipal({ domain, store, review: asksToOffer });
    const again: Strategy = () => ({ kind: "offer", terms: termsFor(500n), validFor: HOUR });
    const { sold, bought, clock } = await twoSides(
      { buys: () => ({ kind: "wait" }), sells: again },
      { ofSeller: { review } },
    );
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const approve = async () => {
      for (const { asked, answer } of await store.list())
        if (answer === undefined)
          await answerApproval({ store, id: asked.id, decision: "approve", now: clock.now });
    };
    await talk(bought, sold, negotiation);
    await approve();
    expect(await carried(sold, store, clock.now)).to.deep.equal(["open"]);
    await talk(sold, bought, negotiation);
    await bought.play(negotiation, { kind: "offer", terms: termsFor(101n), validFor: 60 });
    await talk(bought, sold, negotiation);
    expect((await sold.status(negotiation)).status).to.equal("held");
    clock.now += 60;
    expect(await carried(sold, store, clock.now), "the first word was about another offer").to.deep.equal([]);
    await approve();
    expect(await carried(sold, store, clock.now)).to.deep.equal(["open"]);
    clock.now += HOUR;
    expect((await sold.advance(negotiation)).status, "its own offer expired: it would repeat it").to.equal(
      "held",
    );
    expect(await carried(sold, store, clock.now)).to.deep.equal([]);
    await approve();
    expect(await carried(sold, store, clock.now)).to.deep.equal(["open"]);
  });
});
