import { expect } from "chai";
import { zeroHash } from "viem";
import {
  acceptOffer,
  buildOffer,
  checkOffer,
  checkOfferAcceptance,
  counterOffer,
  hashOffer,
  OfferDomainMismatchError,
  OfferExpiredError,
  OfferLinkError,
  OfferPartyError,
  openDeal,
  parseOffer,
  parseOfferAcceptance,
  readTokenDomain,
  SignatureMismatchError,
  signOffer,
  toJson,
} from "../../../sdk/index.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

describe("negotiation", () => {
  const setup = useStack();

  const offered = async () => {
    const stack = setup();
    const now = await stack.now();
    const validUntil = now + 600;
    const terms = await exampleTerms(stack);
    const offer = await signOffer({ domain: stack.domain, terms, validUntil, account: stack.buyer });
    return { ...stack, now, validUntil, terms, offer };
  };

  it("goes from offer over counter-offer to an open deal, in JSON all the way", async () => {
    const { domain, buyer, seller, address, walletClient, publicClient, token, now, validUntil, offer } =
      await offered();
    const first = parseOffer(toJson(offer));
    expect(first).to.deep.equal(offer);
    await checkOffer(first, { domain, token, now });

    const changes = { silencePayout: 10_000 };
    const answer = parseOffer(
      toJson(await counterOffer({ domain, offer: first, changes, validUntil, account: seller, now })),
    );
    await checkOffer(answer, { domain, token, now, answered: offer });
    expect(answer.answers).to.equal(hashOffer(offer));
    expect(answer.terms).to.deep.equal({ ...offer.terms, ...changes });

    const tokenDomain = await readTokenDomain(publicClient, { token });
    const [payment, work] = [
      parseOfferAcceptance(
        toJson(await acceptOffer({ domain, offer: answer, account: buyer, token: tokenDomain })),
      ),
      parseOfferAcceptance(toJson(await acceptOffer({ domain, offer: answer, account: seller }))),
    ];
    await checkOfferAcceptance({ domain, offer: answer, acceptance: payment, token: tokenDomain });
    await checkOfferAcceptance({ domain, offer: answer, acceptance: work });
    const deal = await openDeal(walletClient, {
      address,
      terms: answer.terms,
      buyerSignature: payment.signature,
      sellerSignature: work.signature,
    });
    expect([payment.dealId, work.dealId]).to.deep.equal([deal.dealId, deal.dealId]);
    expect([payment.party, work.party]).to.deep.equal(["buyer", "seller"]);
  });

  it("refuses offers that are tampered with, late, or for another deployment", async () => {
    const { domain, now, offer, token } = await offered();
    const surroundings = { domain, token, now };
    const changed = { ...offer, terms: { ...offer.terms, silencePayout: 0 } };
    const refused = await refusalOf(SignatureMismatchError, () => checkOffer(changed, surroundings));
    expect(refused.signer).to.equal(offer.from);
    await refusalOf(OfferExpiredError, () => checkOffer(offer, { ...surroundings, now: offer.validUntil }));
    const elsewhere = { ...surroundings, domain: { ...domain, chainId: 1 } };
    await refusalOf(OfferDomainMismatchError, () => checkOffer(offer, elsewhere));
    await expectRefusedField("terms.openBy", String(offer.terms.openBy), () =>
      checkOffer(offer, { ...surroundings, now: offer.terms.openBy }),
    );
  });

  it("refuses links that do not hold, and parties out of turn", async () => {
    const { domain, now, offer, buyer, seller, relayer, validUntil, terms } = await offered();
    const answer = await counterOffer({ domain, offer, changes: {}, validUntil, account: seller, now });
    await refusalOf(OfferLinkError, () => checkOffer(answer, { domain, now }));
    await refusalOf(OfferLinkError, () =>
      checkOffer(answer, { domain, now, answered: { ...offer, validUntil: 1 } }),
    );
    await refusalOf(OfferPartyError, () =>
      counterOffer({ domain, offer, changes: {}, validUntil, account: buyer, now }),
    );
    await refusalOf(OfferPartyError, () =>
      counterOffer({ domain, offer, changes: {}, validUntil, account: relayer, now }),
    );
    await refusalOf(OfferPartyError, () => acceptOffer({ domain, offer, account: relayer }));
    await refusalOf(OfferPartyError, () => buildOffer({ domain, terms, from: relayer.address, validUntil }));
    const own = await signOffer({ domain, terms, answers: hashOffer(offer), validUntil, account: buyer });
    await refusalOf(OfferPartyError, () => checkOffer(own, { domain, now, answered: offer }));
    const others = { ...terms, buyer: seller.address, seller: relayer.address };
    const swapped = await signOffer({
      domain,
      terms: others,
      answers: hashOffer(offer),
      validUntil,
      account: seller,
    });
    await refusalOf(OfferPartyError, () => checkOffer(swapped, { domain, now, answered: offer }));
  });

  it("refuses acceptances of other offers, or without the right signature", async () => {
    const { domain, offer, seller, buyer, token, publicClient } = await offered();
    const yes = await acceptOffer({ domain, offer, account: seller });
    const stray = { ...yes, answers: zeroHash };
    await refusalOf(OfferLinkError, () => checkOfferAcceptance({ domain, offer, acceptance: stray }));
    const forged = { ...yes, party: "buyer" as const };
    const tokenDomain = await readTokenDomain(publicClient, { token });
    await refusalOf(SignatureMismatchError, () =>
      checkOfferAcceptance({ domain, offer, acceptance: forged, token: tokenDomain }),
    );
    await refusalOf(SignatureMismatchError, () =>
      checkOfferAcceptance({ domain, offer, acceptance: { ...yes, dealId: zeroHash } }),
    );
    await expectRefusedField("token", "undefined", () => acceptOffer({ domain, offer, account: buyer }));
  });

  it("refuses malformed messages by their field", async () => {
    const { domain, offer, seller } = await offered();
    const sent: Record<string, unknown> = JSON.parse(toJson(offer));
    await expectRefusedField("offer.from", '"me"', () => parseOffer({ ...sent, from: "me" }));
    await expectRefusedField("offer.validUntil", "undefined", () =>
      parseOffer({ ...sent, validUntil: undefined }),
    );
    await expectRefusedField("offer.signature", '"0x"', () => parseOffer({ ...sent, signature: "0x" }));
    await expectRefusedField("offer.terms.salt", '"many"', () =>
      parseOffer({ ...sent, terms: { ...offer.terms, salt: "many" } }),
    );
    const yes = await acceptOffer({ domain, offer, account: seller });
    await expectRefusedField("acceptance.party", '"juror"', () =>
      parseOfferAcceptance({ ...yes, party: "juror" }),
    );
  });
});
