import { expect } from "chai";
import {
  acceptOffer,
  counterOffer,
  dealIdOf,
  hashOffer,
  openDeal,
  readTokenDomain,
  release,
  signOffer,
} from "../../../sdk/index.ts";
import { endNegotiation, openNegotiation, withdrawOffer } from "../../../sdk/negotiation/index.ts";
import { amountsOf } from "../../../sdk/protocol/terms.ts";
import { dealSteps, negotiationSteps, type StepEvent } from "../../../sdk/telemetry/index.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import { watchDeal } from "../../../sdk/watching/index.ts";
import { useStack } from "../support/setup.ts";
import { BUYER, hexOf, SELLER } from "./market.ts";

const HOUR = 3_600;

describe("telemetry: steps", () => {
  const setup = useStack();

  it("tells each step of a negotiation, whenever it is asked", async () => {
    const stack = setup();
    const { domain, buyer, seller } = stack;
    const now = await stack.now();
    const validUntil = now + HOUR;
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    const terms = await exampleTerms(stack);
    const first = await signOffer({ domain, terms, validUntil, account: buyer });
    const negotiation = await openNegotiation({ domain, token, first });
    const milestones = terms.milestones.map(({ amount, deadline }) => ({ amount: amount * 2n, deadline }));
    const answer = { domain, offer: first, validUntil, account: seller, now };
    const dearer = await counterOffer({ ...answer, changes: { milestones } });
    await negotiation.take({ kind: "offer", offer: dearer });
    await negotiation.take({
      kind: "withdrawal",
      withdrawal: await withdrawOffer({ domain, offer: dearer, account: seller }),
    });
    const early = negotiationSteps(negotiation, now + 1);
    for (const account of [seller, buyer])
      await negotiation.take({
        kind: "acceptance",
        acceptance: await acceptOffer({ domain, offer: first, token, account }),
      });
    await negotiation.take({
      kind: "end",
      end: await endNegotiation({ domain, first, reason: "price", account: seller }),
    });
    const late = negotiationSteps(negotiation, now + 9);

    const price = amountsOf(terms);
    const parties = { buyer: buyer.address, seller: seller.address, negotiation: hashOffer(first) };
    expect(early.map(({ id: _, ...step }) => step)).to.deep.equal([
      { step: "offered", by: "buyer", price, round: 1, validUntil, at: now + 1, ...parties },
      { step: "offered", by: "seller", price: price * 2n, round: 2, validUntil, at: now + 1, ...parties },
      { step: "withdrawn", by: "seller", at: now + 1, negotiation: hashOffer(first) },
    ]);
    const added = late.filter(({ id }) => early.every((known) => known.id !== id));
    const deal = dealIdOf({ domain, terms });
    expect(added.map(({ id: _, ...step }) => step)).to.deep.equal([
      { step: "ended", by: "seller", reason: "price", at: now + 9, negotiation: hashOffer(first) },
      { step: "agreed", deal, price, round: 1, at: now + 9, ...parties },
    ]);
    expect(new Set(late.map(({ id }) => id)).size).to.equal(late.length);
  });

  it("tells what happens to a deal, and nothing that a reorganisation removed", async () => {
    const stack = setup();
    const { address, domain, buyer, seller, walletClient, publicClient } = stack;
    const validUntil = (await stack.now()) + HOUR;
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const { milestones: all } = await exampleTerms(stack);
    const terms = await exampleTerms(stack, { milestones: all.slice(0, 1) });
    const offer = await signOffer({ domain, terms, validUntil, account: buyer });
    const [buyerSignature, sellerSignature] = await Promise.all(
      [buyer, seller].map(async (account) => {
        const { signature } = await acceptOffer({ domain, offer, token, account });
        return signature;
      }),
    );
    if (buyerSignature === undefined || sellerSignature === undefined) throw new Error("both have signed");
    const { dealId } = await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
    await release(stack.clientOf(buyer), { address, terms, milestone: 0 });

    const told: StepEvent[] = [];
    const stepsOf = dealSteps();
    const watching = { address, dealId, fromBlock: BigInt(stack.startBlock) };
    for await (const event of watchDeal(publicClient, watching)) {
      if (event.name === "ChainReorganised") continue;
      expect(stepsOf({ ...event, removed: true })).to.deep.equal([]);
      told.push(...stepsOf(event));
      if (event.name === "MilestoneSettled") break;
    }
    const price = amountsOf(terms);
    expect(told.map(({ id: _, at: __, ...step }) => step)).to.deep.equal([
      { step: "opened", deal: dealId, buyer: buyer.address, seller: seller.address, price, milestones: 1 },
      { step: "settled", deal: dealId, milestone: 0, cause: "release", toSeller: price, toBuyer: 0n },
    ]);
  });

  it("tells that a verdict settles, where the terms have no contest window", () => {
    const deal = hexOf(9);
    const place = { dealId: deal, timestamp: 1_800_000_000, removed: false };
    const eventsOf = (contestWindow: number) => {
      const stepsOf = dealSteps();
      const terms = { contestWindow, milestones: [{ amount: 7n, deadline: 1 }] };
      const events = [
        { name: "DealOpened", id: "o", ...place, buyer: BUYER, seller: SELLER, terms },
        { name: "VerdictReached", id: "v", ...place, milestone: 0, round: 1, payout: 5_000 },
      ];
      return events.flatMap((event) => stepsOf(event as never));
    };
    const at = place.timestamp;
    const judged = { step: "judged", id: "v", at, deal, milestone: 0, round: 1, payout: 5_000 };
    expect(eventsOf(600).slice(1)).to.deep.equal([judged]);
    expect(eventsOf(0).slice(1)).to.deep.equal([
      judged,
      {
        ...{ step: "settled", id: "v-settled", at, deal, milestone: 0, cause: "verdict" },
        ...{ toSeller: 3n, toBuyer: 4n },
      },
    ]);
    const unopened = dealSteps()({ name: "VerdictReached", ...place, ...judged } as never);
    expect(unopened.map(({ step }) => step)).to.deep.equal(["judged"]);
  });
});
