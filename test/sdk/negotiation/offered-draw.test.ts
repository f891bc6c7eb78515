import { expect } from "chai";
import type { LocalAccount } from "viem";
import { DrawMismatchError, PanelUndrawnError, SignatureMismatchError } from "../../../sdk/errors/index.ts";
import {
  acceptOffer,
  checkOffer,
  checkOfferAcceptance,
  counterOffer,
  hashOffer,
  openDeal,
  parseOffer,
  readTokenDomain,
  type SignedOffer,
  signOffer,
  type Terms,
  toJson,
} from "../../../sdk/index.ts";
import { commitmentType, domainOfDraw } from "../../../sdk/jury/commitment.ts";
import { signByParty } from "../../../sdk/jury/document.ts";
import {
  answerDraw,
  type DrawCommitment,
  hashDrawCommitment,
  type SignedDrawCommitment,
} from "../../../sdk/jury/index.ts";
import {
  type ExampleDraw,
  exampleDraw,
  exampleTerms,
  type Stack,
  startStack,
} from "../../../sdk/testing/index.ts";
import { refusalOf } from "../support/refusal.ts";

const DAY = 86_400;
const HASH = `0x${"aa".repeat(32)}` as const;

describe("offers that carry a commitment to a draw", () => {
  let stack: Stack;
  let draw: ExampleDraw;
  let now: number;

  before(async () => {
    stack = await startStack();
    draw = await exampleDraw(stack);
    now = draw.pair[1].madeAt;
  });
  after(() => stack.stop());

  const surroundings = () => ({ domain: stack.domain, token: stack.token, now });
  /** Another commitment of a side, truly signed. */
  const signed = async (
    { signature: _, ...commitment }: SignedDrawCommitment,
    changes: Partial<DrawCommitment>,
    account: LocalAccount,
  ): Promise<SignedDrawCommitment> => {
    const changed = { ...commitment, ...changes };
    return {
      ...changed,
      signature: await signByParty(commitmentType, domainOfDraw(changed), changed, account),
    };
  };
  const refusedPart = async (offer: SignedOffer, answered?: SignedOffer) => {
    const asked = { ...surroundings(), ...(answered === undefined ? {} : { answered }) };
    return (await refusalOf(DrawMismatchError, () => checkOffer(offer, asked))).part;
  };
  /** The buyer's first offer with other terms, and the commitment of another one. */
  const offered = (terms: Partial<Terms>) =>
    signOffer({
      ...{ domain: stack.domain, validUntil: now + 600, account: stack.buyer },
      terms: { ...draw.offers[0].terms, ...terms },
    });

  it("travel as JSON with it, from the first over the counter-offer to a deal with the drawn panel", async () => {
    const { domain, buyer, seller, address, publicClient, walletClient } = stack;
    const [first, counter] = draw.offers.map((offer) => parseOffer(toJson(offer)));
    if (first === undefined || counter === undefined) throw new Error("the draw has two offers");
    expect([first.draw, counter.draw]).to.deep.equal([...draw.pair]);
    expect([first.draw?.offer, counter.draw?.offer]).to.deep.equal([hashOffer(first), hashOffer(counter)]);
    await checkOffer(first, { ...surroundings(), client: publicClient });
    await checkOffer(counter, { ...surroundings(), client: publicClient, answered: first });

    const validUntil = now + DAY;
    const answers = hashOffer(counter);
    const last = await signOffer({ domain, terms: draw.terms, answers, validUntil, account: buyer });
    await checkOffer(last, { ...surroundings(), answered: counter });
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const paid = await acceptOffer({ domain, offer: last, token, account: buyer });
    const sold = await acceptOffer({ domain, offer: last, account: seller });
    await checkOfferAcceptance({ domain, offer: last, acceptance: sold });
    const signatures = { buyerSignature: paid.signature, sellerSignature: sold.signature };
    const deal = await openDeal(walletClient, { address, terms: draw.terms, ...signatures });
    expect(deal.dealId).to.equal(sold.dealId);
  });

  it("are not accepted while the panel is still to be drawn", async () => {
    const { domain, buyer, seller } = stack;
    const [first, counter] = draw.offers;
    const refused = await refusalOf(PanelUndrawnError, () =>
      acceptOffer({ domain, offer: first, account: seller }),
    );
    expect(refused.seedBlock).to.equal(draw.pair[0].seedBlock);
    await refusalOf(PanelUndrawnError, () => acceptOffer({ domain, offer: counter, account: buyer }));
    const { draw: _, ...without } = first;
    expect((await acceptOffer({ domain, offer: without, account: seller })).party).to.equal("seller");
  });

  it("are refused with the commitment of another offer, though the terms are the same", async () => {
    const [first] = draw.offers;
    const other = await offered({});
    expect(await refusedPart({ ...other, draw: first.draw })).to.equal("offer");
    const { domain, seller: account } = stack;
    const asked = { domain, changes: {}, validUntil: now + 600, account, now };
    const carried = { ...other, draw: first.draw };
    expect(
      (await refusalOf(DrawMismatchError, () => counterOffer({ ...asked, offer: carried }))).part,
    ).to.equal("offer");
  });

  it("are refused with a commitment of other parties, pact, panel or deployment, signed as it may be", async () => {
    const { buyer, seller, relayer } = stack;
    const [first] = draw.offers;
    const [commitment] = draw.pair;
    const wrong: readonly (readonly [string, Partial<DrawCommitment>, LocalAccount])[] = [
      ["contract", { chainId: 1 }, buyer],
      ["contract", { contract: relayer.address }, buyer],
      ["from", { from: seller.address }, seller],
      ["from", { from: relayer.address }, relayer],
      ["buyer", { buyer: relayer.address }, buyer],
      ["seller", { seller: relayer.address }, buyer],
      ["pact", { pact: HASH }, buyer],
      ["jurors", { jurors: 3 }, buyer],
      ["offer", { offer: HASH }, buyer],
    ];
    for (const [part, changes, account] of wrong) {
      const carried = { ...first, draw: await signed(commitment, changes, account) };
      expect(await refusedPart(carried)).to.equal(part);
    }
  });

  it("are refused with a commitment to another pool, or that lets the arbiter or the marketplace be drawn", async () => {
    const { buyer, relayer, arbiter, pool } = stack;
    const [commitment] = draw.pair;
    const disputes = { bond: 8_000_000n, pool, arbiter: arbiter.address, rulingWindow: DAY };
    const partWith = async (terms: Partial<Terms>, changes: Partial<DrawCommitment>) => {
      const offer = await offered(terms);
      const about = { ...changes, offer: hashOffer(offer) };
      return refusedPart({ ...offer, draw: await signed(commitment, about, buyer) });
    };
    const named = { contestWindow: DAY, disputes };
    expect(await partWith(named, { pool: relayer.address, excluded: [arbiter.address] })).to.equal("pool");
    expect(await partWith(named, {})).to.equal("excluded");
    const market = { marketplace: relayer.address, marketplaceFee: 100 };
    expect(await partWith(market, {})).to.equal("excluded");
    const offer = await offered({ ...market, ...named });
    const excluded = [relayer.address, arbiter.address];
    const good = await signed(commitment, { offer: hashOffer(offer), excluded }, buyer);
    await checkOffer({ ...offer, draw: good }, surroundings());
  });

  it("are refused when the other side signed the commitment, or no one did", async () => {
    const [first] = draw.offers;
    const [commitment] = draw.pair;
    const forged = { ...commitment, numberHash: HASH };
    await refusalOf(SignatureMismatchError, () => checkOffer({ ...first, draw: forged }, surroundings()));
    const byOther = await signed(commitment, {}, stack.seller);
    await refusalOf(SignatureMismatchError, () => checkOffer({ ...first, draw: byOther }, surroundings()));
  });

  describe("as an answer", () => {
    it("are refused without a commitment where the first has one", async () => {
      const [first, counter] = draw.offers;
      const { draw: _, ...bare } = counter;
      expect(await refusedPart(bare, first)).to.equal("answers");
    });

    it("are refused with a commitment that answers no, or another, first one, or says something else", async () => {
      const [first, counter] = draw.offers;
      const [, second] = draw.pair;
      const { seller } = stack;
      const seedBlock = second.seedBlock + 1;
      const wrong: readonly (readonly [string, Partial<DrawCommitment>])[] = [
        ["answers", { answers: HASH }],
        ["answers", { answers: `0x${"00".repeat(32)}` }],
        ["seedBlock", { seedBlock }],
        ["numberHash", { numberHash: draw.pair[0].numberHash }],
        ["madeAt", { madeAt: draw.pair[0].madeAt + DAY + 1 }],
      ];
      for (const [part, changes] of wrong) {
        const carried = { ...counter, draw: await signed(second, changes, seller) };
        expect(await refusedPart(carried, first)).to.equal(part);
      }
      const last = await signed(second, { madeAt: draw.pair[0].madeAt + DAY }, seller);
      await checkOffer({ ...counter, draw: last }, { ...surroundings(), answered: first });
    });

    it("are refused with the answer that goes with another counter-offer", async () => {
      const [first] = draw.offers;
      const { domain, seller } = stack;
      const asked = { domain, offer: first, validUntil: now + 600, account: seller, now };
      const dearer = await counterOffer({ ...asked, changes: { silencePayout: 10_000 } });
      expect(await refusedPart({ ...dearer, draw: draw.pair[1] }, first)).to.equal("offer");
      expect(await refusedPart({ ...dearer, draw: draw.pair[0] }, first)).to.equal("from");
    });

    it("are refused when the offer before has lost its commitment, or has one of another offer", async () => {
      const [first, counter] = draw.offers;
      const { draw: _, ...bare } = first;
      expect(await refusedPart(counter, bare)).to.equal("answers");
      const other = await signed(draw.pair[0], { offer: HASH }, stack.buyer);
      const answer = await signed(draw.pair[1], { answers: hashDrawCommitment(other) }, stack.seller);
      expect(await refusedPart({ ...counter, draw: answer }, { ...first, draw: other })).to.equal("offer");
    });

    it("are refused with a third commitment to a draw that has both", async () => {
      const [, counter] = draw.offers;
      const { domain, buyer: account } = stack;
      const { terms } = counter;
      const answers = hashOffer(counter);
      const third = await signOffer({ domain, terms, answers, validUntil: now + 600, account });
      const again = await signed(draw.pair[0], { offer: hashOffer(third) }, account);
      expect(await refusedPart({ ...third, draw: again }, counter)).to.equal("answers");
      await checkOffer(third, { ...surroundings(), answered: counter });
    });

    it("may be the first to carry one, which the next offer then answers", async () => {
      const { domain, buyer, seller } = stack;
      const terms = await exampleTerms(stack, { panel: draw.offers[0].terms.panel });
      const validUntil = now + 600;
      const plain = await signOffer({ domain, terms, validUntil, account: buyer });
      const asked = { domain, offer: plain, changes: {}, validUntil, account: seller, now };
      const counter = await counterOffer(asked);
      const from = seller.address;
      const about = { offer: hashOffer(counter), pact: terms.pact, from };
      const proposed = { ...counter, draw: await signed(draw.pair[0], about, seller) };
      await checkOffer(proposed, { ...surroundings(), answered: plain });
      const answers = hashOffer(proposed);
      const third = await signOffer({ domain, terms, answers, validUntil, account: buyer });
      expect(await refusedPart(third, proposed)).to.equal("answers");
      const { snapshot, profiles } = draw;
      const { commitment } = await answerDraw({
        ...{ domain, commitment: proposed.draw, offer: hashOffer(third), snapshot, profiles, now },
        account: buyer,
      });
      await checkOffer({ ...third, draw: commitment }, { ...surroundings(), answered: proposed });
    });
  });
});
