import { expect } from "chai";
import {
  hashOffer,
  MoveFailedError,
  MoveRefusedError,
  NotAgreedError,
  signOffer,
  toJson,
} from "../../../../sdk/index.ts";
import type { Move, NegotiationMessage, Strategy } from "../../../../sdk/negotiation/index.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  amountIn,
  buyer,
  buysUpTo,
  domain,
  HOUR,
  openSide,
  priced,
  START,
  seller,
  sellsFrom,
  talk,
  termsFor,
  twoSides,
} from "../support/sides.ts";

const kindsOf = (messages: readonly NegotiationMessage[]) => messages.map(({ kind }) => kind);

describe("a side that negotiates", () => {
  it("comes to a deal that both sides have signed", async () => {
    const { bought, sold } = await twoSides({ buys: buysUpTo(120n), sells: sellsFrom(115n) });
    const { negotiation, status } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    expect(status).to.equal("open");
    await refusalOf(NotAgreedError, () => bought.agreed(negotiation));
    await talk(bought, sold, negotiation);
    const [mine, yours] = await Promise.all([bought.status(negotiation), sold.status(negotiation)]);
    expect(mine.state).to.deep.equal(yours.state);
    expect(mine).to.include({ status: "agreed", side: "buyer", counterparty: seller.address });
    expect(amountIn((await sold.agreed(negotiation)).terms)).to.equal(115n);
    const entries = await sold.entries(negotiation);
    const last = entries.findLast((entry) => entry.kind === "messages");
    expect(last?.kind === "messages" && kindsOf(last.messages), "the seller offered 115").to.deep.equal([
      "acceptance",
    ]);
  });

  it("ends where the prices do not meet", async () => {
    const { bought, sold } = await twoSides({ buys: buysUpTo(120n), sells: sellsFrom(130n) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    await talk(bought, sold, negotiation);
    const { status, state } = await sold.status(negotiation);
    expect(status).to.equal("ended");
    expect(state.ended).to.deep.include({ by: "buyer", reason: "price", note: "" });
  });

  it("answers the same envelope twice with the same messages", async () => {
    const { bought, sold } = await twoSides({ buys: buysUpTo(120n), sells: sellsFrom(115n) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const sent = toJson(await bought.envelope(negotiation));
    const first = await sold.receive(sent);
    const again = await Promise.all([sold.receive(sent), sold.receive(sent), sold.receive(sent)]);
    for (const reply of again) expect(reply).to.deep.equal(first);
    expect(kindsOf(first.messages)).to.deep.equal(["offer"]);
    expect((await sold.entries(negotiation)).map(({ kind }) => kind)).to.deep.equal([
      "messages",
      "decision",
      "messages",
    ]);
    const ack = await sold.receive({ ...JSON.parse(sent), messages: [], have: first.have });
    expect(ack.messages).to.deep.equal([]);
  });

  it("takes its own offer back before it answers again", async () => {
    const strategy: Strategy = ({ offers, now }) => {
      const [first] = offers;
      const terms = priced(first?.terms ?? termsFor(1n), BigInt(now - START) + 200n);
      return { kind: "offer", terms, validFor: 60 };
    };
    const { bought, sold, clock } = await twoSides({ buys: () => ({ kind: "wait" }), sells: strategy });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    await talk(bought, sold, negotiation);
    clock.now += 60;
    expect((await bought.status(negotiation)).status).to.equal("expired");
    expect((await sold.advance(negotiation)).status).to.equal("open");
    await talk(sold, bought, negotiation);
    const { state } = await bought.status(negotiation);
    expect(state).to.deep.include({ phase: "open", turn: "buyer", doubled: [] });
    const said = (await sold.envelope(negotiation)).messages;
    expect(said, "the buyer has them all").to.deep.equal([]);
  });

  it("signs no acceptance of an offer that expired while it decided", async () => {
    const { bought, sold, clock } = await twoSides(
      { buys: () => ({ kind: "wait" }), sells: sellsFrom(1n) },
      {
        ofSeller: {
          review: async () => {
            clock.now += HOUR;
            return { kind: "allow" };
          },
        },
      },
    );
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const reply = await sold.receive(await bought.envelope(negotiation));
    expect(kindsOf(reply.messages)).to.deep.equal(["end"]);
    expect((await sold.status(negotiation)).state.ended).to.include({ reason: "stalled" });
  });

  it("signs no terms that the contract would no longer open", async () => {
    const { bought, sold, clock } = await twoSides({ buys: () => ({ kind: "wait" }), sells: sellsFrom(1n) });
    const terms = termsFor(100n, { openBy: START + 600 });
    const { negotiation } = await bought.begin({ terms, validFor: HOUR });
    clock.now += 600;
    const { messages } = await sold.receive(await bought.envelope(negotiation));
    expect(kindsOf(messages)).to.deep.equal(["end"]);
    expect((await sold.status(negotiation)).state.ended).to.include({ reason: "deadline", note: "" });
    const late = await twoSides({
      buys: () => ({ kind: "wait" }),
      sells: () => ({ kind: "offer", terms: termsFor(9n, { openBy: START + 60 }), validFor: HOUR }),
    });
    const second = await late.bought.begin({ terms: termsFor(100n), validFor: HOUR });
    late.clock.now += 60;
    const sent = await late.bought.envelope(second.negotiation);
    await refusalOf(MoveFailedError, () => late.sold.receive(sent));
  });

  it("refuses moves that the state does not allow", async () => {
    const strategy: Strategy = () => ({ kind: "accept" });
    const { bought, sold, clock } = await twoSides({ buys: strategy, sells: () => ({ kind: "wait" }) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    await sold.receive(await bought.envelope(negotiation));
    const play = (move: Move) => bought.play(negotiation, move);
    await refusalOf(MoveRefusedError, () => play({ kind: "accept" }));
    await refusalOf(MoveRefusedError, () => play({ kind: "offer", terms: termsFor(90n), validFor: HOUR }));
    clock.now += HOUR;
    await refusalOf(MoveRefusedError, () => bought.advance(negotiation));
    await refusalOf(MoveRefusedError, () => play({ kind: "offer", terms: termsFor(90n), validFor: HOUR }));
    expect((await bought.entries(negotiation)).length).to.equal(1);
    expect((await play({ kind: "end", reason: "other", note: "Bye." })).status).to.equal("ended");
    await talk(bought, sold, negotiation);
    expect((await sold.status(negotiation)).state.ended).to.include({ note: "Bye." });
  });

  it("signs last only if its strategy still wants the deal", async () => {
    const buys: Strategy = ({ state }) =>
      state.phase === "accepted" ? { kind: "end", reason: "capacity" } : { kind: "wait" };
    const { bought, sold } = await twoSides({ buys, sells: sellsFrom(1n) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    await talk(bought, sold, negotiation);
    const { status, state } = await sold.status(negotiation);
    expect(status).to.equal("ended");
    expect(state.agreed).to.deep.equal([]);
    const said = (await bought.entries(negotiation)).flatMap((each) =>
      each.kind === "messages" ? each.messages : [],
    );
    const signers = said.flatMap((each) => (each.kind === "acceptance" ? [each.acceptance.party] : []));
    expect(signers, "the buyer has signed nothing that opens a deal").to.deep.equal(["seller"]);
  });

  it("ends when the record is full", async () => {
    const endless: Strategy = ({ offers }) => ({
      ...{ kind: "offer", validFor: HOUR },
      terms: priced(termsFor(1n), BigInt(offers.length) + 10n),
    });
    const { bought, sold } = await twoSides({ buys: endless, sells: endless });
    const { negotiation } = await bought.begin({ terms: termsFor(10n), validFor: HOUR });
    await talk(bought, sold, negotiation);
    const { state } = await bought.status(negotiation);
    expect(state.ended).to.include({ reason: "stalled" });
  });

  it("takes no first offer that it is no party of, or made itself", async () => {
    const strategy: Strategy = () => ({ kind: "wait" });
    const mine = await openSide({ account: buyer, strategy, now: () => START });
    const { negotiation } = await mine.begin({ terms: termsFor(100n), validFor: HOUR });
    const other = await openSide({ account: buyer, strategy, now: () => START });
    const sent = await mine.envelope(negotiation);
    const { name } = await refusalOf(Error as never, () => other.receive(sent));
    expect(name).to.equal("OfferPartyError");
    const elsewhere = termsFor(100n, { seller: `0x${"77".repeat(20)}` });
    const first = await signOffer({ domain, terms: elsewhere, validUntil: START + HOUR, account: buyer });
    const sold = await openSide({ account: seller, strategy, now: () => START });
    const wrong = { ...sent, negotiation: hashOffer(first), messages: [{ kind: "offer", offer: first }] };
    const refused = await refusalOf(Error as never, () => sold.receive(wrong));
    expect(refused.name).to.equal("NegotiationUnknownError");
    expect(sold.list()).to.deep.equal([]);
  });
});
