import { expect } from "chai";
import { loadCorpus } from "../../examples/document-review/index.ts";
import { seatJurors } from "../../examples/jury/seats.ts";
import { openKept } from "../../examples/kept/kept.ts";
import { startBuyer } from "../../examples/milestone-deal/buyer.ts";
import { startSeller } from "../../examples/milestone-deal/seller.ts";
import {
  counterOffer,
  hashOffer,
  parseOffer,
  type SignedOffer,
  type Terms,
  toJson,
} from "../../sdk/index.ts";
import { answerDraw, parseTranscript, takeSeatSnapshot } from "../../sdk/jury/index.ts";
import type { Stack } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { useFolder } from "../support/folder.ts";

const DAY = 86_400;
/** More than the buyer leaves between its offer and the block that is drawn by. */
const BLOCKS = 25;

describe("examples: buyer and seller agree on a drawn panel", () => {
  const setup = useStack();
  const folder = useFolder();
  const corpus = loadCorpus();

  async function parties() {
    const stack = setup();
    const { profiles } = await seatJurors(stack, 17);
    await stack.increaseTime(60);
    await stack.increaseTime(2 * DAY);
    const market = { pool: stack.pool, profiles };
    const kept = openKept(folder());
    const buyer = startBuyer(stack.clientOf(stack.buyer), stack.domain, corpus, market);
    const seller = startSeller(stack.clientOf(stack.seller), stack.domain, corpus, market, kept.evidence);
    return { stack, buyer, seller, market };
  }

  /** Both went as far as the buyer's last message. */
  async function agreed() {
    const { stack, buyer, seller } = await parties();
    const answer = await seller.answer(await buyer.invite(stack.seller.address));
    await buyer.consider(answer);
    await stack.mine(BLOCKS);
    const reveals = [await buyer.reveal(), await seller.reveal()] as const;
    return { stack, seller, answer, agreement: await buyer.conclude(...reveals) };
  }

  const problemOf = (work: Promise<unknown>) =>
    work.then(
      () => "none",
      (error: Error) => error.message,
    );

  /** The buyer's last offer with other terms, signed by the buyer. */
  async function otherwise(stack: Stack, answer: string, changes: Partial<Terms>): Promise<string> {
    const offer = parseOffer(answer);
    const now = await stack.now();
    const asked = { domain: stack.domain, offer, changes, validUntil: now + 600, now };
    return toJson(await counterOffer({ ...asked, account: stack.buyer }));
  }

  it("ends with terms whose panel both drew, and which refer to the transcript", async () => {
    const { seller, answer, agreement } = await agreed();
    const { draw } = await seller.sign(agreement);
    const { terms, answers } = parseOffer(agreement.offer);
    expect(answers).to.equal(hashOffer(parseOffer(answer.offer)));
    expect(draw.jurors.map(({ juror }) => juror)).to.have.members([...terms.panel]);
    expect([draw.kind, draw.unchecked.length]).to.deep.equal(["drawn", 0]);
    expect(parseTranscript(agreement.transcript).panel).to.deep.equal(terms.panel);
  });

  it("the seller signs no panel but the drawn one, and no price but its own", async () => {
    const { stack, seller, answer, agreement } = await agreed();
    const { terms } = parseOffer(agreement.offer);
    const { reference } = terms;
    const { panel } = parseOffer(answer.offer).terms;
    const picked = panel.map((juror) => juror).join() === terms.panel.join() ? panel.slice(0, 1) : panel;
    const others = await otherwise(stack, answer.offer, {
      panel: picked,
      ...(reference ? { reference } : {}),
    });
    expect(await problemOf(seller.sign({ ...agreement, offer: others }))).to.include("panel");
    const cheaper = await otherwise(stack, answer.offer, {
      panel: terms.panel,
      ...(reference ? { reference } : {}),
      milestones: terms.milestones.map((milestone) => ({ ...milestone, amount: 1_000_000n })),
    });
    const changed = await problemOf(seller.sign({ ...agreement, offer: cheaper }));
    expect(changed).to.include("changes more than the panel");
  });

  it("the seller answers no commitment to a draw for something else", async () => {
    const { stack, buyer, seller } = await parties();
    const invitation = await buyer.invite(stack.seller.address);
    const later = await buyer.invite(stack.seller.address);
    const offer = JSON.parse(invitation.offer);
    const carrying = (draw: unknown) => ({ ...invitation, offer: JSON.stringify({ ...offer, draw }) });
    expect(await problemOf(seller.answer(carrying(JSON.parse(later.offer).draw)))).to.include(
      "another offer",
    );
    expect(await problemOf(seller.answer(carrying({ ...offer.draw, seedBlock: 1_000_000 })))).to.include(
      "sign",
    );
    expect(await problemOf(seller.answer(carrying(undefined)))).to.include("no commitment to a draw");
    const other = { ...invitation, pact: invitation.pact.replace("1.0.0", "1.0.1") };
    expect(await problemOf(seller.answer(other))).to.include("pact");
  });

  it("neither side takes part in a second draw with the other", async () => {
    const { stack, buyer, seller, market } = await parties();
    await buyer.consider(await seller.answer(await buyer.invite(stack.seller.address)));
    const refusalOf = (work: Promise<unknown>) =>
      work.then(
        () => "none",
        (error: Error) => error.name,
      );
    expect(await refusalOf(buyer.invite(stack.seller.address))).to.equal("EarlierDrawError");
    const forgetful = startBuyer(stack.clientOf(stack.buyer), stack.domain, corpus, market);
    const invitation = await forgetful.invite(stack.seller.address);
    expect(await refusalOf(seller.answer(invitation))).to.equal("EarlierDrawError");
  });

  it("the buyer considers no counter-offer above its budget, or with another panel", async () => {
    const { stack, buyer, market } = await parties();
    const invitation = await buyer.invite(stack.seller.address);
    const offer = parseOffer(invitation.offer);
    const now = await stack.now();
    const { domain, publicClient, seller: account } = stack;
    const { pool, profiles } = market;
    const snapshot = await takeSeatSnapshot(publicClient, {
      ...{ pool, firstOffer: now, block: invitation.snapshotBlock },
    });
    /** A counter-offer with the seller's commitment to the buyer's draw. */
    const carrying = async (counter: SignedOffer) => {
      if (offer.draw === undefined) throw new Error("the offer carries no commitment");
      const about = { domain, commitment: offer.draw, offer: hashOffer(counter), snapshot, profiles, now };
      const { commitment: draw } = await answerDraw({ ...about, account });
      return { offer: toJson({ ...counter, draw }) };
    };
    const asked = { domain: stack.domain, offer, validUntil: now + 600, account: stack.seller, now };
    const milestones = offer.terms.milestones.map((milestone) => ({ ...milestone, amount: 61_000_000n }));
    const dear = await counterOffer({ ...asked, changes: { milestones } });
    expect(await problemOf(buyer.consider(await carrying(dear)))).to.include("budget");
    const keys = profiles
      .map(({ profile }) => profile.juror)
      .filter((juror) => !offer.terms.panel.includes(juror));
    const panel = keys.slice(0, 3).sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1));
    const own = await counterOffer({ ...asked, changes: { panel } });
    expect(await problemOf(buyer.consider(await carrying(own)))).to.include("more than prices");
    expect(await problemOf(buyer.consider({ offer: toJson(own) }))).to.include(
      "carries no answer to the commitment",
    );
  });
});
