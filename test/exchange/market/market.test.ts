import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { toJson } from "../../../sdk/index.ts";
import {
  closeRfq,
  commitToBid,
  fetchRfq,
  hashListing,
  hashRfq,
  type Listing,
  postToMarket,
  type RevealedBid,
  rankBids,
  type SignedBidCommitment,
  searchListings,
  signListing,
  signRfq,
  withdrawListing,
} from "../../../sdk/market/index.ts";
import { exampleBidOffer, exampleListing, exampleRfq } from "../../../sdk/testing/index.ts";
import { useStack } from "../../sdk/support/setup.ts";
import { exchangeSettings, startTestExchange } from "../../support/exchange/exchange.ts";
import { admit, get, openTestMarket, type TestMarket } from "../../support/exchange/market.ts";

describe("the market of an exchange", () => {
  const setup = useStack();
  let one: TestMarket;
  beforeEach(async () => {
    one = await openTestMarket(setup());
  });
  afterEach(() => one.stop());

  const post = (message: Parameters<typeof postToMarket>[0]["message"]) =>
    postToMarket({ exchanges: [one.url], fetch: one.fetch, message }).then(({ taken }) => taken[0]?.receipt);
  const list = async (changes: Partial<Listing> = {}) => {
    const { domain, seller: account, now } = setup();
    return signListing({ domain, listing: exampleListing(setup(), await now(), changes), account });
  };
  const names = async (query: object) => {
    const { domain, now } = setup();
    const asked = { exchanges: [one.url], fetch: one.fetch, domain, now: await now(), query };
    const { listings, conflicts } = await searchListings(asked);
    expect(conflicts).to.deep.equal([]);
    return listings.map(({ listing }) => listing.name);
  };

  it("takes listings, and the later one of a name in the place of the earlier", async () => {
    await admit(setup(), setup().seller);
    const [first, second] = [await list(), await list({ sequence: 2, capacity: 9 })];
    expect(await post({ listing: first })).to.equal("first");
    expect(await post({ listing: first })).to.equal("known");
    expect(await post({ listing: second })).to.equal("replaced");
    expect(await post({ listing: first })).to.equal("older");
    expect(await names({ capacity: 9 })).to.deep.equal(["files"]);
    const { status, content } = await get(one, `/listings/${hashListing(first)}`);
    expect([status, Object.keys(content)]).to.deep.equal([410, ["error", "replacedBy"]]);
    expect((await get(one, `/listings/${hashListing(second)}`)).status).to.equal(200);
    expect((await get(one, `/listings/0x${"11".repeat(32)}`)).status).to.equal(404);
  });

  it("ends a listing by its withdrawal, also one that comes again", async () => {
    const { domain, seller: account } = setup();
    await admit(setup(), account);
    const listing = await list();
    await post({ listing });
    const withdrawal = await withdrawListing({ domain, listing, account });
    expect(await post({ withdrawal })).to.equal("replaced");
    expect(await post({ withdrawal })).to.equal("known");
    expect(await post({ listing })).to.equal("older");
    expect(await names({})).to.deep.equal([]);
    expect((await get(one, `/listings/${hashListing(listing)}`)).status).to.equal(410);
  });

  it("finds by each filter what fits, and nothing else", async () => {
    const { seller } = setup();
    await admit(setup(), seller);
    const now = await setup().now();
    const wide = { name: "wide", price: { model: "range", least: 5_000_000n, most: 9_000_000n } } as const;
    const local = { name: "local", regions: ["DE", "FR"], latency: 3_600, capacity: 1 } as const;
    const words = { model: "per-unit", unit: "word", amount: 1_000n, least: 1_000_000n } as const;
    const translated = {
      ...{ name: "words", task: "translation@1", price: words, validUntil: now + 600 },
      clauses: [
        { kind: "language", weight: 5_000 },
        { kind: "length", weight: 5_000 },
      ] as const,
    };
    for (const changes of [wide, local, translated]) await post({ listing: await list(changes) });
    expect(await names({})).to.deep.equal(["words", "wide", "local"]);
    expect(await names({ task: "translation@1" })).to.deep.equal(["words"]);
    expect(await names({ clauses: ["language", "length"] })).to.deep.equal(["words"]);
    expect(await names({ clauses: ["language", "content-hash"] })).to.deep.equal([]);
    expect(await names({ leastPrice: 5_000_000n })).to.deep.equal(["wide", "local"]);
    expect(await names({ mostPrice: 5_000_000n })).to.deep.equal(["words", "wide"]);
    expect(await names({ region: "DE" })).to.deep.equal(["words", "wide", "local"]);
    expect(await names({ region: "US" })).to.deep.equal(["words", "wide"]);
    expect(await names({ latency: 3_600 })).to.deep.equal(["local"]);
    expect(await names({ capacity: 2 })).to.deep.equal(["words", "wide"]);
    expect(await names({ model: "range" })).to.deep.equal(["wide"]);
    expect(await names({ goodAt: now + 600 })).to.deep.equal(["wide", "local"]);
    expect(await names({ seller: seller.address, model: "fixed" })).to.deep.equal(["local"]);
    expect(await names({ seller: setup().buyer.address })).to.deep.equal([]);
    expect(await names({ trust: 1 })).to.deep.equal([]);
  });

  it("pages through what fits, each listing once", async () => {
    await admit(setup(), setup().seller);
    for (let index = 0; index < 7; index++) {
      await post({ listing: await list({ name: `n${index}`, regions: index % 2 === 0 ? [] : ["DE"] }) });
    }
    const seen: string[] = [];
    let after = "";
    do {
      const { content } = await get(one, `/listings?region=DE&limit=3&after=${after}`);
      const page = content.listings as readonly { readonly listing: { readonly name: string } }[];
      seen.push(...page.map(({ listing }) => listing.name));
      after = String(content.next ?? "");
    } while (after !== "");
    expect(seen).to.deep.equal(["n0", "n1", "n2", "n3", "n4", "n5", "n6"]);
  });

  it("refuses a question or a body that is none", async () => {
    const paths = ["task=Translation", "mostPrice=-1", "clauses=magic", "after=1", "limit=1000", "region=de"];
    for (const path of paths) expect((await get(one, `/listings?${path}`)).status, path).to.equal(400);
    const bodies = [
      "",
      "[]",
      "{}",
      '{"listing":{},"withdrawal":{}}',
      '{"listing":{"format":"x"}}',
      "{".repeat(500),
    ];
    for (const body of [...bodies, `"${"x".repeat(300_000)}"`]) {
      const { status } = await one.fetch(`${one.url}/listings`, { method: "POST", body });
      expect(status, body.slice(0, 30)).to.be.within(400, 413);
    }
    expect((await get(one, "/listings/1/2")).status).to.equal(404);
    expect((await one.fetch(`${one.url}/listings`, { method: "DELETE" })).status).to.equal(405);
  });

  it("plays a request from its window to a ranking that the buyer can accept", async () => {
    const { domain, buyer, seller, arbiter, publicClient: client } = setup();
    for (const each of [buyer, seller, arbiter]) await admit(setup(), each);
    const now = await setup().now();
    const rfq = await signRfq({ domain, rfq: exampleRfq(setup(), now), account: buyer });
    const hash = hashRfq(rfq);
    expect(await post({ rfq })).to.equal("first");
    expect(await post({ rfq })).to.equal("known");
    const bids: { commitment: SignedBidCommitment; revealed: RevealedBid }[] = [];
    for (const [account, amount] of [
      [seller, 20_000_000n],
      [arbiter, 15_000_000n],
    ] as const) {
      const offered = await exampleBidOffer(setup(), rfq, account, { amount });
      const bid = await commitToBid({ domain, rfq, ...offered, account, now });
      expect(await post({ commitment: bid.commitment })).to.equal("first");
      bids.push(bid);
    }
    const fetched = () => fetchRfq({ exchanges: [one.url], fetch: one.fetch, domain, hash, client });
    const { early, commitments: hidden } = await fetched();
    expect([early, hidden]).to.deep.equal([[one.url], []]);
    await setup().setTime(rfq.closesAt);
    const { commitments } = await fetched();
    const { closing } = await closeRfq({
      domain,
      rfq,
      commitments,
      account: buyer,
      now: rfq.closesAt,
      client,
    });
    expect(await post({ closing })).to.equal("first");
    for (const { revealed } of bids) expect(await post({ revealed })).to.equal("first");
    expect((await fetched()).revealed).to.deep.equal([]);
    await setup().setTime(rfq.revealBy);
    const { conflicts, failures, early: late, ...all } = await fetched();
    expect([conflicts, failures, late]).to.deep.equal([[], [], []]);
    if (all.closing === undefined) throw new Error("the buyer closed it");
    const { ranking, refused } = await rankBids({ domain, ...all, closing: all.closing, client });
    expect(refused).to.deep.equal([]);
    expect(ranking.map(({ bidder }) => bidder)).to.deep.equal([arbiter.address, seller.address]);
    expect(ranking[0]?.bid.offer.terms.milestones[0]?.amount).to.equal(15_000_000n);
    const found = await get(one, `/rfqs?task=asset-delivery@1&buyer=${buyer.address}`);
    expect(found.content.rfqs).to.have.length(1);
    expect((await get(one, "/rfqs?open=1")).content.rfqs).to.deep.equal([]);
  });

  it("is served by the exchange, whose peers pull listings", async () => {
    const { domain, now } = setup();
    await admit(setup(), setup().seller);
    const first = await startTestExchange(exchangeSettings(setup()));
    const second = await startTestExchange(exchangeSettings(setup(), { peers: [first.url] }));
    const listing = await list();
    await postToMarket({ exchanges: [first.url], message: { listing } });
    const question = { exchanges: [second.url], domain, now: await now(), query: { task: listing.task } };
    let found = await searchListings(question);
    while (found.listings.length === 0) found = await searchListings(question);
    const metrics = await (await fetch(`${first.url}/metrics`)).text();
    await Promise.all([first.stop(), second.stop()]);
    expect(found.listings.map(({ hash }) => hash)).to.deep.equal([hashListing(listing)]);
    expect(metrics).to.include('exchange_entries{kind="listing"} 1');
  });

  it("takes no listing from a peer that it would not take from its seller", async () => {
    const stranger = privateKeyToAccount(generatePrivateKey());
    const { domain, now } = setup();
    const draft = exampleListing(setup(), await now(), { seller: stranger.address });
    const poor = await signListing({ domain, listing: draft, account: stranger });
    const listing = JSON.parse(toJson(await list())) as object;
    const entry = (value: unknown) => ({ place: 1, kind: "listing", listing: value });
    expect(await one.feed.take(entry(JSON.parse(toJson(poor))))).to.equal("known");
    expect(await one.feed.take(entry({ ...listing, capacity: 9 }))).to.equal("wrong");
    expect(await one.feed.take({ place: 1, kind: "other" })).to.equal("wrong");
    expect((await get(one, "/listings")).content.listings).to.deep.equal([]);
  });
});
