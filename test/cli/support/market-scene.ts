import { toJson } from "../../../sdk/index.ts";
import { closeRfq, commitToBid, hashRfq, signListing, signRfq } from "../../../sdk/market/index.ts";
import { exampleBidOffer, exampleListing, exampleRfq, type Stack } from "../../../sdk/testing/index.ts";
import type { Bench } from "./bench.ts";

const DAY = 86_400;

/** Files that the examples of the market name, and what an exchange answers: of two requests, one is over. */
export async function prepareMarket(stack: Stack, bench: Bench) {
  const { domain, buyer, seller } = stack;
  const now = await stack.now();
  const listing = await signListing({ domain, listing: exampleListing(stack, now), account: seller });
  const price = { model: "fixed", amount: "30000000" };
  bench.file(
    "listing-draft.json",
    toJson({
      name: "summaries",
      task: "research-summary@1",
      title: "Summaries",
      price,
      latency: DAY,
      capacity: 2,
    }),
  );
  const times = { opensAt: now - DAY, closesAt: now - 1, revealBy: now - 1 + 7 * DAY };
  const asked = exampleRfq(stack, now, times);
  const { task, input, scoring } = asked;
  bench.file("rfq-draft.json", toJson({ task, input, scoring }));
  const rfq = await signRfq({ domain, rfq: asked, account: buyer });
  const offered = await exampleBidOffer(stack, rfq, seller);
  const bid = await commitToBid({ domain, rfq, ...offered, account: seller, now: rfq.opensAt });
  bench.file("kept-bid.json", toJson(bid));
  bench.file("bid-offer.json", toJson(offered.offer));
  bench.file("bid-pact.json", toJson(offered.pact));
  const commitments = [bid.commitment];
  const { closing } = await closeRfq({ domain, rfq, commitments, account: buyer, now });
  const open = { receipt: "first", listings: [{ listing, trust: null }], next: null, now };
  const over = await overRfq(stack, now);
  const ofOpen = { ...open, rfq, commitments, closings: [closing], revealed: [bid.revealed] };
  return {
    rfq: hashRfq(rfq),
    closedRfq: hashRfq(over.rfq),
    answer: (path: string) => (path.includes(hashRfq(over.rfq)) ? { ...open, ...over } : ofOpen),
  };
}

/** A request whose bids were revealed. */
async function overRfq(stack: Stack, now: number) {
  const { domain, buyer, seller } = stack;
  const times = { opensAt: now - DAY, closesAt: now - 120, revealBy: now - 60 };
  const rfq = await signRfq({ domain, rfq: exampleRfq(stack, now, times), account: buyer });
  const offered = await exampleBidOffer(stack, rfq, seller);
  const bid = await commitToBid({ domain, rfq, ...offered, account: seller, now: rfq.opensAt });
  const commitments = [bid.commitment];
  const { closing } = await closeRfq({ domain, rfq, commitments, account: buyer, now: rfq.closesAt });
  return { rfq, commitments, closings: [closing], revealed: [bid.revealed] };
}
