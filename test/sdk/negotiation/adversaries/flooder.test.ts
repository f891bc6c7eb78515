import { expect } from "chai";
import { keccak256 } from "viem";
import { counterOffer, hashOffer, signOffer, toJson } from "../../../../sdk/index.ts";
import {
  endNegotiation,
  type NegotiationMessage,
  negotiationHandler,
  parseNegotiationEnvelope,
} from "../../../../sdk/negotiation/index.ts";
import { peerAfter } from "../../../../sdk/negotiation/talk/exchange.ts";
import { errorOf } from "../../support/refusal.ts";
import { buyer, domain, HOUR, START, seller, termsFor, twoSides } from "../support/sides.ts";

const nameOf = (error: unknown): unknown => Reflect.get(Object(error), "name");

describe("a counterparty that floods", () => {
  const opened = async () => {
    const sides = await twoSides({
      buys: () => ({ kind: "wait" }),
      sells: ({ offers }) => ({
        kind: "offer",
        terms: termsFor(500n),
        validFor: offers.length === 1 ? HOUR : 60,
      }),
    });
    const { negotiation } = await sides.bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const sent = await sides.bought.envelope(negotiation);
    const came = await sides.sold.receive(sent);
    const [answer] = came.messages;
    if (answer?.kind !== "offer") throw new Error("the seller did not answer");
    return { ...sides, negotiation, sent, answered: answer.offer };
  };

  it("keeps a bounded record of one that contradicts itself", async () => {
    const { sold, sent, negotiation, answered } = await opened();
    const validUntil = START + HOUR;
    const answers: NegotiationMessage[] = [];
    for (let salt = 0n; salt < 20n; salt += 1n) {
      const changes = { salt: salt + 100n };
      const offer = await counterOffer({
        ...{ domain, offer: answered, changes, validUntil, account: buyer, now: START },
      });
      answers.push({ kind: "offer", offer });
    }
    const first = await sold.receive({ ...sent, messages: answers });
    expect(first.refused.length, "16 answers to one offer are kept").to.equal(4);
    const again = await sold.receive({ ...sent, messages: answers });
    expect(again.have).to.deep.equal(first.have);
    const ends: NegotiationMessage[] = [];
    for (let index = 0; index < 20; index += 1) {
      const note = String(index);
      const said = { domain, first: sent.messages[0], reason: "other", note, account: buyer } as const;
      if (said.first?.kind !== "offer") throw new Error("no first offer");
      ends.push({ kind: "end", end: await endNegotiation({ ...said, first: said.first.offer }) });
    }
    const { refused } = await sold.receive({ ...sent, messages: ends });
    expect(refused.length).to.equal(4);
    const { state } = await sold.status(negotiation);
    expect(state.doubled.flatMap(({ offers }) => offers)).to.have.length(16);
  });

  it("keeps no negotiation whose first offer has expired", async () => {
    const { sold, clock } = await opened();
    const kept = sold.list().length;
    for (let salt = 100n; salt < 120n; salt += 1n) {
      const first = await signOffer({
        ...{ domain, terms: termsFor(100n, { salt }), validUntil: START, account: buyer },
      });
      const envelope = {
        ...{ negotiation: hashOffer(first), key: keccak256(first.signature), have: [], refused: [] },
        messages: [{ kind: "offer", offer: first }],
      };
      expect(nameOf(await errorOf(() => sold.receive(envelope)))).to.equal("OfferExpiredError");
    }
    expect([sold.list().length, clock.now]).to.deep.equal([kept, START]);
  });

  it("remembers no names of messages that it never sent", () => {
    const name = (index: number) => `0x${index.toString(16).padStart(64, "0")}` as const;
    const names = Array.from({ length: 3_000 }, (_, index) => name(index));
    const own = [name(1), name(2)];
    const envelope = { have: names, refused: names.map((each) => ({ name: each, problem: "" })) };
    const { have, refused } = peerAfter({ have: [], refused: new Set(names) }, envelope, own);
    expect([have, [...refused]]).to.deep.equal([own, own]);
  });

  it("refuses envelopes that are too large or too many", async () => {
    const { sold, sent } = await opened();
    const [message] = sent.messages;
    const many = Array.from({ length: 33 }, () => message);
    const names = Array.from({ length: 4_097 }, () => `0x${"11".repeat(32)}`);
    for (const envelope of [
      { ...sent, messages: many },
      { ...sent, have: names },
      { ...sent, refused: [{ name: names[0], problem: "x".repeat(1_001) }] },
    ])
      expect(nameOf(await errorOf(() => parseNegotiationEnvelope(envelope)))).to.equal("InvalidFieldError");
    const respond = negotiationHandler({ negotiator: sold });
    let sentBytes = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sentBytes += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    const init = { method: "POST", body: endless, duplex: "half" } as RequestInit;
    const headers = { "content-type": "application/json" };
    const { status } = await respond(new Request("http://seller.example/", { ...init, headers }));
    expect(status).to.equal(413);
    expect(sentBytes).to.be.lessThan(2_000_000);
  });

  it("keeps nothing twice", async () => {
    const { sold, sent, negotiation } = await opened();
    const before = await sold.entries(negotiation);
    for (let times = 0; times < 50; times += 1) await sold.receive(toJson(sent));
    expect(await sold.entries(negotiation)).to.deep.equal(before);
  });

  it("opens nothing in another's name", async () => {
    const { sold, sent } = await opened();
    const before = sold.list();
    const validUntil = START + HOUR;
    const forged = await signOffer({ domain, terms: termsFor(9n), validUntil, account: seller });
    const offer = { ...forged, from: buyer.address };
    const messages = [{ kind: "offer", offer }];
    const error = await errorOf(() => sold.receive({ ...sent, negotiation: hashOffer(offer), messages }));
    expect(nameOf(error)).to.be.oneOf(["NegotiationUnknownError", "SignatureMismatchError"]);
    const withKey = { ...sent, negotiation: hashOffer(offer), key: keccak256(offer.signature), messages };
    expect(nameOf(await errorOf(() => sold.receive(withKey)))).to.equal("SignatureMismatchError");
    expect(sold.list()).to.deep.equal(before);
  });
});
