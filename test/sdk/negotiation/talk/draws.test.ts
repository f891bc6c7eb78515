import { expect } from "chai";
import { hashOffer, PanelUndrawnError } from "../../../../sdk/index.ts";
import { answerDraw } from "../../../../sdk/jury/index.ts";
import { openNegotiator, type Strategy } from "../../../../sdk/negotiation/index.ts";
import { type ExampleDraw, exampleDraw, type Stack, startStack } from "../../../../sdk/testing/index.ts";
import { refusalOf } from "../../support/refusal.ts";

describe("a side that is offered a joint draw", () => {
  let stack: Stack;
  let draw: ExampleDraw;

  before(async () => {
    stack = await startStack();
    draw = await exampleDraw(stack);
  });
  after(() => stack.stop());

  /** A buyer that has offered with a commitment to a draw, and a seller. */
  const opened = async (strategy: Strategy, answers: boolean) => {
    const { domain, buyer, seller } = stack;
    const now = draw.pair[1].madeAt;
    const common = { domain, now: () => now };
    const material = { snapshot: draw.snapshot, profiles: draw.profiles, now };
    const bought = await openNegotiator({ ...common, account: buyer, strategy: () => ({ kind: "wait" }) });
    const sold = await openNegotiator({
      ...{ ...common, account: seller, strategy },
      ...(answers
        ? {
            answerDraw: async ({ commitment, offer }) =>
              (await answerDraw({ domain, commitment, offer, ...material, account: seller })).commitment,
          }
        : {}),
    });
    const [first] = draw.offers;
    const { negotiation } = await bought.begin({ first });
    return { bought, sold, negotiation, first, sent: await bought.envelope(negotiation) };
  };

  it("refuses a commitment to a draw that it was not told how to answer", async () => {
    const { sold, sent } = await opened(() => ({ kind: "accept" }), false);
    const { name, message } = await refusalOf(Error as never, () => sold.receive(sent));
    expect(name).to.equal("DrawUnansweredError");
    expect(message).to.include("answers none");
    expect(sold.list()).to.deep.equal([]);
  });

  it("answers a commitment to a draw", async () => {
    const strategy: Strategy = ({ offers }) => {
      const last = offers.at(-1);
      if (last === undefined) return { kind: "wait" };
      return { kind: "offer", terms: { ...last.terms, silencePayout: 9_000 }, validFor: 300 };
    };
    const { bought, sold, sent, negotiation } = await opened(strategy, true);
    const came = await sold.receive(sent);
    const [answer] = came.messages;
    if (answer?.kind !== "offer") throw new Error("the seller did not answer");
    expect(answer.offer.draw?.offer).to.equal(hashOffer(answer.offer));
    await bought.receive(came);
    expect((await bought.status(negotiation)).state).to.include({ phase: "open", turn: "buyer" });
    await refusalOf(PanelUndrawnError, () => bought.play(negotiation, { kind: "accept" }));
    expect((await bought.entries(negotiation)).map(({ kind }) => kind)).to.deep.equal([
      "messages",
      "messages",
    ]);
  });
});
