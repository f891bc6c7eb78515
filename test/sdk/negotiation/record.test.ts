import { expect } from "chai";
import { type Hex, numberToHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  acceptOffer,
  counterOffer,
  hashOffer,
  InvalidFieldError,
  NegotiationFullError,
  NotAgreedError,
  OfferDomainMismatchError,
  OfferLinkError,
  OfferPartyError,
  openDeal,
  readTokenDomain,
  SignatureMismatchError,
  type SignedOffer,
  signOffer,
  toJson,
} from "../../../sdk/index.ts";
import {
  endNegotiation,
  hashNegotiationMessage,
  type NegotiationMessage,
  openNegotiation,
  parseNegotiationMessage,
  withdrawOffer,
} from "../../../sdk/negotiation/index.ts";
import { enter } from "../../../sdk/negotiation/record/enter.ts";
import { emptyTree } from "../../../sdk/negotiation/record/tree.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const HOUR = 3_600;

describe("negotiation: the record of both sides", () => {
  const setup = useStack();

  /** A buyer's first offer, and both sides' records of it. */
  const begun = async () => {
    const stack = setup();
    const { domain, buyer, publicClient } = stack;
    const now = await stack.now();
    const validUntil = now + HOUR;
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const first = await signOffer({ domain, terms: await exampleTerms(stack), validUntil, account: buyer });
    const ofBuyer = await openNegotiation({ domain, token, first });
    const ofSeller = await openNegotiation({ domain, token, first });
    const answer = (offer: SignedOffer, silencePayout: number, account: typeof buyer) =>
      counterOffer({ ...{ domain, offer, validUntil, account, now }, changes: { silencePayout } });
    const accept = async (offer: SignedOffer, account: typeof buyer): Promise<NegotiationMessage> => ({
      kind: "acceptance",
      acceptance: await acceptOffer({ domain, offer, token, account }),
    });
    const withdraw = async (offer: SignedOffer, account: typeof buyer): Promise<NegotiationMessage> => ({
      kind: "withdrawal",
      withdrawal: await withdrawOffer({ domain, offer, account }),
    });
    const say = async (...messages: readonly NegotiationMessage[]) => {
      for (const message of messages) {
        await ofBuyer.take(message);
        await ofSeller.take(toJson(message));
      }
      expect(ofSeller.state(now)).to.deep.equal(ofBuyer.state(now));
      return ofBuyer.state(now);
    };
    return { ...stack, now, validUntil, token, first, ofBuyer, ofSeller, answer, accept, withdraw, say };
  };

  it("goes back and forth until a deal opens", async () => {
    const { address, walletClient, buyer, seller, first, ofBuyer, answer, accept, say } = await begun();
    expect(await say()).to.include({ phase: "open", offer: hashOffer(first), turn: "seller" });
    const second = await answer(first, 9_000, seller);
    expect(await say({ kind: "offer", offer: second })).to.include({ phase: "open", turn: "buyer" });
    const third = await answer(second, 7_000, buyer);
    const path = [first, second, third].map((offer) => hashOffer(offer));
    expect(await say({ kind: "offer", offer: third })).to.deep.equal({
      ...{ phase: "open", offer: path[2], turn: "seller", path },
      ...{ agreed: [], doubled: [] },
    });
    const stale = await say(await accept(second, buyer));
    expect(stale, "the buyer has answered this one").to.include({ phase: "open", offer: path[2] });
    expect(await say(await accept(third, seller))).to.include({ phase: "accepted", turn: "buyer" });
    await refusalOf(NotAgreedError, async () => ofBuyer.agreed());
    expect(await say(await accept(third, buyer))).to.deep.include({ phase: "agreed", agreed: [path[2]] });
    const deal = await openDeal(walletClient, { address, ...ofBuyer.agreed() });
    expect(deal.terms.silencePayout).to.equal(7_000);
  });

  it("is open before validUntil alone", async () => {
    const { ofBuyer, validUntil } = await begun();
    const at = [validUntil - 1, validUntil, validUntil + 1].map((now) => ofBuyer.state(now).phase);
    expect(at).to.deep.equal(["open", "expired", "expired"]);
  });

  it("takes an offer back unless both sides have signed it", async () => {
    const { buyer, seller, domain, first, accept, withdraw, say, validUntil, ofBuyer } = await begun();
    expect(await say(await accept(first, seller))).to.include({ phase: "accepted", turn: "buyer" });
    expect(await say(await withdraw(first, buyer))).to.include({ phase: "withdrawn" });
    expect(await say(await accept(first, buyer))).to.include({ phase: "agreed" });
    const end = await endNegotiation({ domain, first, reason: "price", account: seller });
    expect(await say({ kind: "end", end })).to.include({ phase: "agreed" });
    expect(ofBuyer.state(validUntil + 1).phase).to.equal("agreed");
  });

  it("ends with a reason", async () => {
    const { seller, domain, first, say } = await begun();
    const said = { reason: "capacity", note: "Nothing is free before March." } as const;
    const end = await endNegotiation({ domain, first, ...said, account: seller });
    expect(await say({ kind: "end", end })).to.deep.include({
      phase: "ended",
      ended: { by: "seller", ...said },
    });
  });

  it("takes an acceptance and a withdrawal before their offer", async () => {
    const { buyer, seller, now, first, answer, accept, withdraw, ofBuyer, ofSeller } = await begun();
    const second = await answer(first, 9_000, seller);
    const messages = [
      await accept(second, buyer),
      await withdraw(second, seller),
      { kind: "offer", offer: second } as const,
    ];
    const receipts = [];
    for (const message of [...messages, ...messages]) receipts.push(await ofBuyer.take(message));
    expect(receipts).to.deep.equal(["waiting", "waiting", "added", "known", "known", "known"]);
    for (const message of messages.toReversed()) await ofSeller.take(message);
    expect(ofBuyer.state(now)).to.deep.equal(ofSeller.state(now));
    expect(ofBuyer.have()).to.deep.equal(ofSeller.have());
    expect(ofBuyer.have()).to.have.length(4);
  });

  it("takes the same message once, also when it comes many times at once", async () => {
    const { seller, first, answer, ofBuyer } = await begun();
    const message = { kind: "offer", offer: await answer(first, 9_000, seller) };
    const receipts = await Promise.all(Array.from({ length: 5 }, () => ofBuyer.take(message)));
    expect(receipts).to.deep.equal(["added", "known", "known", "known", "known"]);
  });

  it("drops what waited for an offer that it does not fit", async () => {
    const { buyer, seller, now, first, answer, accept, ofBuyer } = await begun();
    const second = await answer(first, 9_000, seller);
    const good = await accept(second, buyer);
    if (good.kind !== "acceptance") throw new Error("not an acceptance");
    const { signature } = ((await accept(first, buyer)) as typeof good).acceptance;
    expect(await ofBuyer.take({ ...good, acceptance: { ...good.acceptance, signature } })).to.equal(
      "waiting",
    );
    expect(await ofBuyer.take({ kind: "offer", offer: second })).to.equal("added");
    expect(ofBuyer.state(now).phase).to.equal("open");
    expect(await ofBuyer.take(good)).to.equal("added");
    expect(ofBuyer.state(now).phase).to.equal("accepted");
  });

  it("refuses what a thief would send", async () => {
    const { domain, buyer, seller, now, validUntil, first, answer, accept, withdraw, ofBuyer } =
      await begun();
    const before = ofBuyer.state(now);
    const thief = privateKeyToAccount(generatePrivateKey());
    const second = await answer(first, 9_000, seller);
    const other = await signOffer({
      ...{ domain, validUntil, account: buyer },
      terms: await exampleTerms(setup(), { salt: 77n }),
    });
    const thieves = await exampleTerms(setup(), { seller: thief.address });
    const acceptance = await accept(first, seller);
    if (acceptance.kind !== "acceptance") throw new Error("not an acceptance");
    const withdrawal = await withdraw(first, buyer);
    if (withdrawal.kind !== "withdrawal") throw new Error("not a withdrawal");
    const end = await endNegotiation({ domain, first: other, reason: "price", account: buyer });
    const refused: readonly (readonly [string, Parameters<typeof refusalOf>[0], unknown])[] = [
      [
        "another price than was signed",
        SignatureMismatchError,
        { kind: "offer", offer: { ...second, terms: { ...second.terms, silencePayout: 1 } } },
      ],
      [
        "an offer in the other's name",
        SignatureMismatchError,
        { kind: "offer", offer: { ...second, from: buyer.address } },
      ],
      [
        "an offer for another chain",
        OfferDomainMismatchError,
        { kind: "offer", offer: { ...second, chainId: 1 } },
      ],
      ["the first offer of another negotiation", OfferLinkError, { kind: "offer", offer: other }],
      [
        "an offer of a stranger",
        OfferPartyError,
        {
          kind: "offer",
          offer: await signOffer({
            domain,
            terms: thieves,
            answers: hashOffer(first),
            validUntil,
            account: thief,
          }),
        },
      ],
      [
        "an answer to one's own offer",
        OfferPartyError,
        {
          kind: "offer",
          offer: await signOffer({
            domain,
            terms: first.terms,
            answers: hashOffer(first),
            validUntil,
            account: buyer,
          }),
        },
      ],
      [
        "an acceptance by the other side's signature",
        SignatureMismatchError,
        { kind: "acceptance", acceptance: { ...acceptance.acceptance, party: "buyer" } },
      ],
      [
        "an acceptance of another deal",
        SignatureMismatchError,
        { kind: "acceptance", acceptance: { ...acceptance.acceptance, dealId: hashOffer(first) } },
      ],
      [
        "a withdrawal by the side that did not offer",
        SignatureMismatchError,
        { kind: "withdrawal", withdrawal: { ...withdrawal.withdrawal, from: seller.address } },
      ],
      [
        "a withdrawal by a stranger",
        OfferPartyError,
        { kind: "withdrawal", withdrawal: { ...withdrawal.withdrawal, from: thief.address } },
      ],
      ["the end of another negotiation", OfferLinkError, { kind: "end", end }],
      [
        "that end, said to be of this one",
        SignatureMismatchError,
        { kind: "end", end: { ...end, offer: hashOffer(first) } },
      ],
      ["a reason that is none", InvalidFieldError, { kind: "end", end: { ...end, reason: "because" } }],
      ["a long note", InvalidFieldError, { kind: "end", end: { ...end, note: "x".repeat(1_001) } }],
      ["a message of no kind", InvalidFieldError, { kind: "promise", offer: second }],
      ["text that is no JSON", InvalidFieldError, "{"],
    ];
    for (const [what, error, message] of refused) {
      await refusalOf(error, () => ofBuyer.take(message));
      expect(ofBuyer.state(now), what).to.deep.equal(before);
    }
    await refusalOf(OfferPartyError, () => withdrawOffer({ domain, offer: first, account: seller }));
    await refusalOf(OfferPartyError, () =>
      endNegotiation({ domain, first, reason: "price", account: thief }),
    );
    await refusalOf(OfferLinkError, () => openNegotiation({ domain, first: second }));
  });

  it("says what another side lacks", async () => {
    const { domain, token, buyer, seller, now, first, answer, accept, withdraw, ofBuyer, say } =
      await begun();
    const second = await answer(first, 9_000, seller);
    await say({ kind: "offer", offer: second }, await withdraw(second, seller), await accept(first, buyer));
    const late = await openNegotiation({ domain, token, first });
    for (const message of ofBuyer.missing(late.have())) expect(await late.take(message)).to.equal("added");
    expect(late.state(now)).to.deep.equal(ofBuyer.state(now));
    expect(ofBuyer.missing(late.have())).to.deep.equal([]);
    const names = ofBuyer.missing([]).map(hashNegotiationMessage);
    expect([...names].sort()).to.deep.equal(ofBuyer.have());
  });

  it("names a message by what it says, whatever its signature", async () => {
    const { buyer, first, withdraw } = await begun();
    const message = await withdraw(first, buyer);
    if (message.kind !== "withdrawal") throw new Error("not a withdrawal");
    const again = parseNegotiationMessage(
      toJson({ ...message, withdrawal: { ...message.withdrawal, signature: "0x11" } }),
    );
    expect(hashNegotiationMessage(again)).to.equal(hashNegotiationMessage(message));
  });

  it("bounds what a side can make the other keep", async () => {
    const { domain, buyer, seller, validUntil, first, ofBuyer } = await begun();
    const next = (answers: Hex, account: typeof buyer, salt: bigint) =>
      signOffer({ domain, terms: { ...first.terms, salt }, answers, validUntil, account });
    for (let salt = 1n; salt <= 16n; salt++)
      await ofBuyer.take({ kind: "offer", offer: await next(hashOffer(first), seller, salt) });
    const one = await next(hashOffer(first), seller, 17n);
    expect(
      (await refusalOf(NegotiationFullError, () => ofBuyer.take({ kind: "offer", offer: one }))).most,
    ).to.equal(16);

    let above = await next(hashOffer(first), seller, 1n);
    for (let round = 3; round <= 64; round++) {
      above = await next(hashOffer(above), round % 2 === 1 ? buyer : seller, BigInt(round));
      await ofBuyer.take({ kind: "offer", offer: above });
    }
    const more = await next(hashOffer(above), buyer, 65n);
    expect(
      (await refusalOf(NegotiationFullError, () => ofBuyer.take({ kind: "offer", offer: more }))).most,
    ).to.equal(64);

    for (let index = 1; index <= 32; index++) {
      const unknown: Hex = `0x${index.toString(16).padStart(64, "0")}`;
      await ofBuyer.take({ kind: "offer", offer: await next(unknown, seller, BigInt(index)) });
    }
    const last = await next(`0x${"f".repeat(64)}`, seller, 0n);
    expect(
      (await refusalOf(NegotiationFullError, () => ofBuyer.take({ kind: "offer", offer: last }))).most,
    ).to.equal(32);
  });

  it("bounds the offers of all branches together", async () => {
    const { domain, seller, validUntil, first } = await begun();
    const tree = emptyTree(hashOffer(first), first);
    enter(tree, { kind: "offer", offer: first }, tree.id);
    for (let index = 1; index < 1_000; index++) {
      const hash = numberToHex(index, { size: 32 });
      tree.nodes.set(hash, { hash, offer: first, by: "buyer", depth: 2, answers: [], accepted: {} });
    }
    const offer = await signOffer({
      ...{ domain, terms: first.terms, answers: tree.id, validUntil, account: seller },
    });
    const { most } = await refusalOf(NegotiationFullError, async () =>
      enter(tree, { kind: "offer", offer }, hashOffer(offer)),
    );
    expect([most, tree.nodes.size]).to.deep.equal([1_000, 1_000]);
  });
});
