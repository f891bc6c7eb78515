import { expect } from "chai";
import {
  type ApprovalStore,
  answerApproval,
  askPrincipal,
  carryAnswers,
  memoryApprovals,
} from "../../../sdk/negotiation/index.ts";
import { asksToAccept } from "./support/reviewed.ts";
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
});
