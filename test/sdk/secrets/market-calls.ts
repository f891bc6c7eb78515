import {
  closeRfq,
  commitToBid,
  hashRfq,
  signListing,
  signRfq,
  withdrawListing,
} from "../../../sdk/market/index.ts";
import { assetDeliveryExample } from "../../../sdk/pact/library/index.ts";
import { exampleBidOffer, exampleListing, exampleRfq, type Stack } from "../../../sdk/testing/index.ts";
import type { RoomCalls } from "./room-scene.ts";

/** What the calls of the room of the market are made of. */
export async function marketSceneOf(stack: Stack) {
  const { domain, buyer, seller } = stack;
  const now = await stack.now();
  const draft = exampleListing(stack, now, { endpoint: "https://seller.example/" });
  const listing = await signListing({ domain, listing: draft, account: seller });
  const asked = exampleRfq(stack, now);
  const rfq = await signRfq({ domain, rfq: asked, account: buyer });
  const { offer, pact } = await exampleBidOffer(stack, rfq, seller);
  const { commitment, revealed } = await commitToBid({ domain, rfq, offer, pact, account: seller, now });
  const closing = { domain, rfq, commitments: [commitment], account: buyer, now: rfq.closesAt };
  return {
    ...{ now, draft, listing, asked, rfq, offer, pact, commitment, revealed },
    withdrawal: await withdrawListing({ domain, listing, account: seller }),
    closing: (await closeRfq(closing)).closing,
    task: { ...exampleTask },
  };
}

const exampleTask = {
  ...{
    format: "quittance/task/1",
    name: "naming",
    version: 1,
    title: "Naming",
    description: "Names things.",
  },
  ...{ pactKind: "naming", clauses: ["length"], input: { type: "object" }, output: { type: "string" } },
};

const exchanges = { exchanges: ["https://exchange.example"], timeoutMs: 1_000 };

export const marketCalls: RoomCalls = {
  checkListingIdentity: ({ client, market: { listing } }) => [client, { listing }],
  clausesOfPact: () => [{ pact: assetDeliveryExample().pact }],
  closeRfq: ({ domain, buyer: account, client, market: { rfq, commitment } }) => [
    { domain, rfq, commitments: [commitment], account, now: rfq.closesAt, client },
  ],
  commitToBid: ({ domain, seller: account, market: { rfq, offer, pact, now } }) => [
    { domain, rfq, offer, pact, account, now },
  ],
  compareListing: ({ market: { listing, offer, pact, now } }) => [{ listing, offer, pact, units: 2n, now }],
  fetchRfq: ({ domain, fetch, client, market: { rfq } }) => [
    { ...exchanges, fetch, domain, hash: hashRfq(rfq), client },
  ],
  hashBidCommitment: ({ domain, market: { commitment } }) => [{ domain, commitment }],
  hashListing: ({ market: { draft } }) => [draft],
  hashRfq: ({ market: { asked } }) => [asked],
  hashTaskSchema: ({ market: { task } }) => [task],
  knownTask: () => ["translation@1"],
  listingMisfits: ({ market: { listing } }) => [
    { query: { task: "translation@1", clauses: ["length"], mostPrice: 5n, region: "DE" }, listing },
  ],
  parseBidCommitment: ({ market: { commitment } }) => [commitment],
  parseListing: ({ market: { listing } }) => [listing],
  parseListingQuery: () => [new URLSearchParams("task=translation@1")],
  parseListingWithdrawal: ({ market: { withdrawal } }) => [withdrawal],
  parseRevealedBid: ({ market: { revealed } }) => [revealed],
  parseRfq: ({ market: { rfq } }) => [rfq],
  parseRfqClosing: ({ market: { closing } }) => [closing],
  parseTaskSchema: ({ market: { task } }) => [task],
  postToMarket: ({ fetch, market: { withdrawal } }) => [{ ...exchanges, fetch, message: { withdrawal } }],
  rankBids: ({ domain, client, market: { rfq, closing, commitment, revealed } }) => [
    { domain, rfq, closing, commitments: [commitment], revealed: [revealed], trust: {}, client },
  ],
  refusalsOf: ({ seller }) => [
    {
      policy: { budget: 5n, latency: 60, regions: ["DE"], tasks: ["translation@1"], leastTrust: 1 },
      candidate: {
        ...{ seller: seller.address, price: 5n, latency: 60, task: "translation@1", regions: ["DE"] },
        clauses: [],
      },
    },
  ],
  searchListings: ({ domain, fetch, client, market: { now } }) => [
    { ...exchanges, fetch, domain, query: { task: "translation@1", capacity: 1 }, now, client },
  ],
  signListing: ({ domain, seller: account, market: { draft } }) => [{ domain, listing: draft, account }],
  signRfq: ({ domain, buyer: account, market: { asked } }) => [{ domain, rfq: asked, account }],
  verifyBidCommitment: ({ domain, client, market: { rfq, commitment } }) => [
    { domain, rfq, commitment, client },
  ],
  verifyListing: ({ domain, client, market: { listing, now } }) => [{ domain, listing, now, client }],
  verifyListingWithdrawal: ({ domain, client, market: { withdrawal } }) => [{ domain, withdrawal, client }],
  verifyRevealedBid: ({ domain, client, market: { rfq, commitment, revealed } }) => [
    { domain, rfq, commitment, revealed, client },
  ],
  verifyRfq: ({ domain, client, market: { rfq } }) => [{ domain, rfq, client }],
  verifyRfqClosing: ({ domain, client, market: { rfq, closing, commitment } }) => [
    { domain, rfq, closing, commitment, client },
  ],
  withdrawListing: ({ domain, seller: account, market: { listing } }) => [{ domain, listing, account }],
};
