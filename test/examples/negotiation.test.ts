import { expect } from "chai";
import { loadCorpus } from "../../examples/document-review/index.ts";
import { seatJurors } from "../../examples/jury/seats.ts";
import { openKept } from "../../examples/kept/kept.ts";
import { startBuyer } from "../../examples/milestone-deal/buyer.ts";
import { startPrincipal } from "../../examples/milestone-deal/principal.ts";
import { startSeller } from "../../examples/milestone-deal/seller.ts";
import { counterOffer, hashOffer, type SignedOffer, type Terms } from "../../sdk/index.ts";
import { answerDraw, parseTranscript, takeSeatSnapshot } from "../../sdk/jury/index.ts";
import type { NegotiationMessage } from "../../sdk/negotiation/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { useFolder } from "../support/folder.ts";

const DAY = 86_400;
/** More than the buyer leaves between its offer and the block that is drawn by. */
const BLOCKS = 25;

describe("examples: buyer and seller agree on a drawn panel", () => {
  const setup = useStack();
  const folder = useFolder();
  const corpus = loadCorpus();
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function parties() {
    const stack = setup();
    const { profiles } = await seatJurors(stack, 17);
    await stack.increaseTime(60);
    await stack.increaseTime(2 * DAY);
    const market = { pool: stack.pool, profiles };
    const { domain, buyer: bought, seller: sold } = stack;
    const principal = startPrincipal(domain, [sold.address]);
    const buyerOf = () => startBuyer(stack.clientOf(bought), domain, corpus, { ...market, principal });
    const [buyer, seller] = [
      await buyerOf(),
      await startSeller(stack.clientOf(sold), domain, corpus, {
        ...{ ...market, store: openKept(folder()).evidence },
      }),
    ];
    const { url, stop } = await seller.listen();
    stops.push(stop);
    const invite = async (by = buyer) => {
      const { offer, brief } = await by.invite(sold.address, url);
      seller.read(brief);
      return { offer, brief };
    };
    const approve = async () => {
      for (const question of await principal.asked()) await principal.approve(question, await stack.now());
    };
    return { stack, buyer, buyerOf, seller, principal, market, invite, approve };
  }

  /** Both have drawn; the buyer's principal has allowed its offer. */
  async function drawn() {
    const { stack, buyer, seller, principal, invite, approve } = await parties();
    const { offer: first } = await invite();
    await buyer.talk();
    const countered = await buyer.consider();
    await stack.mine(BLOCKS);
    const reveals = [await buyer.reveal(), await seller.reveal()] as const;
    const { standing, transcript } = await buyer.conclude(...reveals);
    return { stack, buyer, seller, principal, approve, first, countered, standing, transcript };
  }

  const problemOf = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      (error: Error) => `${error.name}: ${error.message} ${String(error.cause ?? "")}`,
    );

  it("ends with terms whose panel both drew, after the principal allowed both signatures", async () => {
    const { buyer, seller, principal, approve, first, countered, standing, transcript } = await drawn();
    expect(standing.status).to.equal("held");
    const [asked] = await principal.asked();
    expect(asked?.reasons.map(({ rule }) => rule)).to.deep.equal(["price-above-threshold"]);
    await approve();
    expect((await buyer.goOn()).status).to.equal("open");
    seller.readTranscript(transcript);
    expect((await buyer.talk()).status).to.equal("held");
    await approve();
    expect((await buyer.goOn()).status).to.equal("agreed");

    const negotiation = hashOffer(first);
    const { terms } = await buyer.negotiator.agreed(negotiation);
    expect(seller.draw().jurors.map(({ juror }) => juror)).to.have.members([...terms.panel]);
    expect([seller.draw().kind, seller.draw().unchecked.length]).to.deep.equal(["drawn", 0]);
    expect(parseTranscript(transcript).panel).to.deep.equal(terms.panel);
    expect(terms.milestones).to.deep.equal(countered.terms.milestones);
  });

  /** What the seller does with a last offer of the buyer that has other terms than were agreed. */
  async function said(changesOf: (terms: Terms) => Partial<Terms>) {
    const { stack, seller, countered, transcript, first, standing } = await drawn();
    seller.readTranscript(transcript);
    const { move } = standing.held ?? {};
    if (move?.kind !== "offer") throw new Error("the buyer's offer waits for its principal");
    const { panel, reference = "0x" } = move.terms;
    const changes = { panel, reference, ...changesOf(countered.terms) };
    const now = await stack.now();
    const asked = { domain: stack.domain, offer: countered, changes, validUntil: now + 600, now };
    const offer = await counterOffer({ ...asked, account: stack.buyer });
    const messages: NegotiationMessage[] = [{ kind: "offer", offer }];
    const before = await seller.negotiator.envelope(hashOffer(first));
    const problem = await problemOf(seller.negotiator.receive({ ...before, messages }));
    expect((await seller.negotiator.standing(hashOffer(first))).status).to.equal("open");
    return problem;
  }

  it("the seller signs no panel but the drawn one, and no price but its own", async () => {
    const picked = await said(({ panel }) => ({ panel }));
    expect(picked).to.include("DrawMismatchError").and.to.include("part: panel");
    const dearer = await said(({ milestones }) => ({
      milestones: milestones.map((each) => ({ ...each, amount: 80_000_000n })),
    }));
    expect(dearer).to.include("changes more than the panel");
  });

  it("the seller takes no first offer without a draw, or on another pact", async () => {
    const { stack, buyer, seller, invite } = await parties();
    const { offer, brief } = await invite();
    const { negotiation } = await buyer.negotiator.envelope(hashOffer(offer));
    const sent = await buyer.negotiator.envelope(negotiation);
    const { draw: _, ...bare } = offer;
    const without = { ...sent, messages: [{ kind: "offer", offer: bare as SignedOffer }] };
    expect(await problemOf(seller.negotiator.receive(without))).to.include("no commitment to a draw");
    seller.read({ ...brief, pact: brief.pact.replace("1.0.0", "1.0.1") });
    expect(await problemOf(seller.negotiator.receive(sent))).to.include("pact");
    expect(seller.negotiator.list()).to.deep.equal([]);
    expect(stack.seller.address).to.equal(offer.terms.seller);
  });

  it("neither side takes part in a second draw with the other", async () => {
    const { buyer, buyerOf, invite } = await parties();
    await invite();
    await buyer.talk();
    await buyer.consider();
    expect(await problemOf(invite())).to.include("EarlierDrawError");
    const forgetful = await buyerOf();
    await invite(forgetful);
    expect(await problemOf(forgetful.talk())).to.include("CounterpartyUnreachableError");
  });

  it("the buyer considers no counter-offer above its budget, or with another panel", async () => {
    const { stack, buyer, market, invite } = await parties();
    const { offer, brief } = await invite();
    const now = await stack.now();
    const { domain, publicClient, seller: account } = stack;
    const { pool, profiles } = market;
    const about = { pool, firstOffer: now, block: brief.snapshotBlock };
    const snapshot = await takeSeatSnapshot(publicClient, about);
    const asked = { domain, offer, validUntil: now + 600, account, now };
    /** What the buyer finds of a counter-offer that came. */
    const considered = async (changes: Partial<Terms>) => {
      const counter = await counterOffer({ ...asked, changes });
      if (offer.draw === undefined) throw new Error("the offer carries no commitment");
      const of = { domain, commitment: offer.draw, offer: hashOffer(counter), snapshot, profiles, now };
      const { commitment: draw } = await answerDraw({ ...of, account });
      const sent = await buyer.negotiator.envelope(hashOffer(offer));
      const messages: NegotiationMessage[] = [{ kind: "offer", offer: { ...counter, draw } }];
      await buyer.negotiator.receive({ ...sent, messages });
      return problemOf(buyer.consider());
    };
    const dear = offer.terms.milestones.map((each) => ({ ...each, amount: 61_000_000n }));
    expect(await considered({ milestones: dear })).to.include("budget");
    const keys = profiles
      .map(({ profile }) => profile.juror)
      .filter((juror) => !offer.terms.panel.includes(juror));
    const panel = keys.slice(0, 3).sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1));
    expect(await considered({ panel })).to.include("more than prices");
  });
});
