import { expect } from "chai";
import {
  dealIdOf,
  hashOffer,
  OfferDomainMismatchError,
  TranscriptWrongError,
  toJson,
} from "../../../../sdk/index.ts";
import {
  compareTranscripts,
  endNegotiation,
  hashTranscript,
  type NegotiationTranscript,
  parseTranscript,
  transcriptText,
  verifyTranscript,
  withdrawOffer,
} from "../../../../sdk/negotiation/index.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  buyer,
  buysUpTo,
  domain,
  HOUR,
  START,
  seller,
  sellsFrom,
  talk,
  termsFor,
  twoSides,
} from "../support/sides.ts";

describe("a transcript of a negotiation", () => {
  const agreed = async () => {
    const sides = await twoSides({ buys: buysUpTo(150n), sells: sellsFrom(130n) });
    const { negotiation } = await sides.bought.begin({ terms: termsFor(100n), validFor: HOUR });
    await talk(sides.bought, sides.sold, negotiation);
    const one = await sides.bought.transcript(negotiation);
    const other = await sides.sold.transcript(negotiation);
    return { ...sides, negotiation, one, other };
  };

  it("writes the same list at both sides, whatever came first", async () => {
    const { one, other } = await agreed();
    expect(one.messages).to.deep.equal(other.messages);
    expect(one.holder.address).to.equal(buyer.address);
    expect(hashTranscript(one)).to.not.equal(hashTranscript(other));
    const [mine, yours] = await Promise.all(
      [one, other].map((transcript) => verifyTranscript({ domain, transcript: transcriptText(transcript) })),
    );
    expect(mine?.said).to.equal(yours?.said);
    expect(mine?.negotiation.state(START)).to.deep.equal(yours?.negotiation.state(START));
    expect(compareTranscripts({ one, other }).isSame).to.equal(true);
    expect(parseTranscript(transcriptText(one))).to.deep.equal(one);
  });

  it("proves the deal that it leads to, and no other", async () => {
    const { bought, negotiation, one: transcript } = await agreed();
    const { terms } = await bought.agreed(negotiation);
    const deal = dealIdOf({ domain, terms });
    const { deals } = await verifyTranscript({ domain, transcript, deal });
    expect(deals).to.deep.equal([deal]);
    const another = dealIdOf({ domain, terms: termsFor(100n) });
    await refusalOf(TranscriptWrongError, () => verifyTranscript({ domain, transcript, deal: another }));
    const elsewhere = { ...domain, chainId: 1 };
    await refusalOf(OfferDomainMismatchError, () => verifyTranscript({ domain: elsewhere, transcript }));
  });

  it("refuses what was changed, left out, added or moved", async () => {
    const { one } = await agreed();
    const { messages, holder } = one;
    const [first, second, ...rest] = messages;
    if (first?.kind !== "offer" || second?.kind !== "offer") throw new Error("no two offers");
    const lower = {
      ...second,
      offer: { ...second.offer, terms: { ...second.offer.terms, silencePayout: 1 } },
    };
    const withTimes = (changed: NegotiationTranscript["messages"]): NegotiationTranscript => ({
      ...{ ...one, messages: changed },
      holder: { ...holder, times: holder.times.slice(0, changed.length) },
    });
    const cases: readonly (readonly [NegotiationTranscript, number | undefined])[] = [
      [withTimes([first, lower, ...rest]), 1],
      [withTimes([first, ...rest]), 1],
      [withTimes([first, second, second, ...rest]), 2],
      [withTimes([first, second, ...rest.toReversed()]), 2],
      [withTimes([]), 0],
      [{ ...one, negotiation: `0x${"00".repeat(32)}` }, 0],
      [{ ...one, holder: { ...holder, times: holder.times.toReversed() } }, undefined],
      [{ ...one, holder: { ...holder, times: [] } }, undefined],
      [{ ...one, holder: { ...holder, address: `0x${"77".repeat(20)}` } }, 0],
    ];
    for (const [transcript, index] of cases) {
      const error = await refusalOf(TranscriptWrongError, () => verifyTranscript({ domain, transcript }));
      expect(error.index, error.message).to.equal(index);
    }
  });

  it("names what one side has and the other has not", async () => {
    const { bought, sold, one, negotiation } = await agreed();
    const first = one.messages[0]?.kind === "offer" ? one.messages[0].offer : undefined;
    if (first === undefined) throw new Error("no first offer");
    const withdrawal = await withdrawOffer({ domain, offer: first, account: buyer });
    const end = await endNegotiation({ domain, first, reason: "other", account: seller });
    const sent = await bought.envelope(negotiation);
    await bought.receive({ ...sent, messages: [{ kind: "withdrawal", withdrawal }] });
    await sold.receive({ ...sent, messages: [{ kind: "end", end }] });
    const [mine, yours] = [await bought.transcript(negotiation), await sold.transcript(negotiation)];
    const { isSame, onlyInOne, onlyInOther } = compareTranscripts({ one: mine, other: toJson(yours) });
    expect(isSame).to.equal(false);
    expect(onlyInOne.map(({ message }) => message.kind)).to.deep.equal(["withdrawal"]);
    expect(onlyInOther.map(({ message }) => message)).to.deep.equal([{ kind: "end", end }]);
    const { one: strange } = await agreed();
    await refusalOf(TranscriptWrongError, () =>
      compareTranscripts({ one: mine, other: { ...strange, chainId: 1 } }),
    );
  });

  it("names other times and other signatures apart", async () => {
    const { one } = await agreed();
    const [first] = one.messages;
    if (first?.kind !== "offer") throw new Error("no first offer");
    const offer = { ...first.offer, signature: "0x33" };
    const times = one.holder.times.map((time) => ({ ...time, at: time.at + 3 }));
    const other = { ...one, messages: [{ kind: "offer", offer }, ...one.messages.slice(1)] };
    const found = compareTranscripts({ one, other: { ...other, holder: { ...one.holder, times } } });
    expect(found.isSame).to.equal(true);
    expect(found.signedOtherwise).to.deep.equal([hashOffer(first.offer)]);
    expect(found.times).to.have.length(one.messages.length);
    expect(found.times[0]).to.deep.equal({ name: hashOffer(first.offer), one: START, other: START + 3 });
  });
});
