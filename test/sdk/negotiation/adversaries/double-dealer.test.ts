import { expect } from "chai";
import {
  acceptOffer,
  checkOfferAcceptance,
  hashOffer,
  type SignedOffer,
  signOffer,
  type Terms,
} from "../../../../sdk/index.ts";
import {
  fixedPriceStrategy,
  type NegotiationMessage,
  type Strategy,
  withdrawOffer,
} from "../../../../sdk/negotiation/index.ts";
import { buyer, domain, HOUR, openSide, START, seller, termsFor } from "../support/sides.ts";

/** A buyer with a fixed price, and a seller without any rules who holds its first offer. */
const opened = async (strategy?: Strategy) => {
  const clock = { now: START };
  const terms = termsFor(100n);
  const schedule = { from: START, until: START + 5 * HOUR, rounds: 9, validFor: HOUR };
  const bought = await openSide({
    account: buyer,
    strategy: strategy ?? fixedPriceStrategy({ terms, ...schedule }),
    now: () => clock.now,
  });
  const { negotiation } = await bought.begin({ terms, validFor: HOUR });
  const sent = await bought.envelope(negotiation);
  const [opening] = sent.messages;
  if (opening?.kind !== "offer") throw new Error("no first offer");
  const first = opening.offer;
  const say = (...messages: NegotiationMessage[]) => bought.receive({ ...sent, messages });
  const offered = (changes: Partial<Terms>, validUntil = START + HOUR) =>
    signOffer({
      ...{ domain, terms: { ...terms, ...changes }, answers: hashOffer(first), validUntil },
      account: seller,
    });
  const takesBack = async (offer: SignedOffer): Promise<NegotiationMessage> => ({
    kind: "withdrawal",
    withdrawal: await withdrawOffer({ domain, offer, account: seller }),
  });
  /** The offers that the buyer has signed: with its own signature the seller opens each of them. */
  const bound = async () => {
    const { messages } = await bought.receive({ ...sent, messages: [], have: [] });
    return messages.flatMap((each) =>
      each.kind === "acceptance" && each.acceptance.party === "buyer" ? [each.acceptance] : [],
    );
  };
  return { clock, bought, negotiation, first, say, offered, takesBack, bound };
};

describe("a counterparty that wants two deals of one negotiation", () => {
  it("gets no second signature for an offer that it changes after the first", async () => {
    const { bought, negotiation, say, offered, takesBack, bound } = await opened();
    const one = await offered({ salt: 1n });
    const other = await offered({ salt: 2n });
    await say({ kind: "offer", offer: one });
    const [acceptance] = await bound();
    if (acceptance === undefined) throw new Error("the buyer accepted nothing");
    await checkOfferAcceptance({ domain, offer: one, acceptance });
    await say(await takesBack(one), { kind: "offer", offer: other });
    expect((await bound()).map(({ answers }) => answers)).to.deep.equal([hashOffer(one)]);
    expect((await bought.status(negotiation)).state.ended).to.include({ by: "buyer", reason: "stalled" });
    await say({ kind: "acceptance", acceptance: await acceptOffer({ domain, offer: one, account: seller }) });
    expect((await bought.status(negotiation)).status, "the one deal that it signed").to.equal("agreed");
  });

  it("gets no second signature for the offer that its own one answered", async () => {
    const { first, say, offered, takesBack, bound } = await opened();
    const one = await offered({ salt: 1n });
    await say({ kind: "offer", offer: one });
    const acceptance = await acceptOffer({ domain, offer: first, account: seller });
    await say(await takesBack(one), { kind: "acceptance", acceptance });
    expect((await bound()).map(({ answers }) => answers)).to.deep.equal([hashOffer(one)]);
  });

  it("gets no other offer when the one that was accepted has expired", async () => {
    const eager: Strategy = ({ state, offers }) =>
      state.phase === "open" || state.phase === "accepted"
        ? { kind: "accept" }
        : { kind: "offer", terms: offers.at(-1)?.terms ?? termsFor(100n), validFor: HOUR };
    const { clock, bought, negotiation, say, offered, bound } = await opened(eager);
    const one = await offered({ salt: 1n }, START + 60);
    await say({ kind: "offer", offer: one });
    clock.now = START + 60;
    await bought.advance(negotiation);
    const { messages } = await say();
    expect(messages.filter(({ kind }) => kind === "offer")).to.have.length(1);
    expect((await bound()).map(({ answers }) => answers)).to.deep.equal([hashOffer(one)]);
    expect((await bought.status(negotiation)).status).to.equal("ended");
  });
});
