import { expect } from "chai";
import { toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { refreshSellers } from "../../../apps/exchange/market/sellers.ts";
import { toJson, withdraw } from "../../../sdk/index.ts";
import {
  closeRfq,
  commitToBid,
  fetchRfq,
  hashRfq,
  type Listing,
  postToMarket,
  signListing,
  signRfq,
  withdrawListing,
} from "../../../sdk/market/index.ts";
import { exampleBidOffer, exampleListing, exampleRfq } from "../../../sdk/testing/index.ts";
import { errorOf } from "../../sdk/support/refusal.ts";
import { useStack } from "../../sdk/support/setup.ts";
import { admit, get, LEAST_BALANCE, openTestMarket, type TestMarket } from "../../support/exchange/market.ts";

describe("a flooder of an exchange", () => {
  const setup = useStack();
  let one: TestMarket | undefined;
  afterEach(() => one?.stop());
  const open = async (options: Parameters<typeof openTestMarket>[1] = {}) => {
    one = await openTestMarket(setup(), options);
    return one;
  };
  const list = async (changes: Partial<Listing> = {}, account = setup().seller) => {
    const { domain, now } = setup();
    const draft = exampleListing(setup(), await now(), { seller: account.address, ...changes });
    return signListing({ domain, listing: draft, account });
  };
  /** The receipt, or the status of the refusal. */
  const post = async (market: TestMarket, message: Parameters<typeof postToMarket>[0]["message"]) => {
    try {
      const { taken } = await postToMarket({ exchanges: [market.url], fetch: market.fetch, message });
      return taken[0]?.receipt;
    } catch (error) {
      return Reflect.get(Object(error), "status") as number;
    }
  };

  it("lists, asks and bids nothing from accounts that cost nothing", async () => {
    const { domain, now, seller, buyer } = setup();
    const market = await open();
    const stranger = privateKeyToAccount(generatePrivateKey());
    expect(await post(market, { listing: await list({}, stranger as never) })).to.equal(402);
    const time = await now();
    const draft = exampleRfq(setup(), time, { buyer: stranger.address });
    expect(await post(market, { rfq: await signRfq({ domain, rfq: draft, account: stranger }) })).to.equal(
      402,
    );
    await admit(setup(), buyer);
    const rfq = await signRfq({ domain, rfq: exampleRfq(setup(), time), account: buyer });
    await post(market, { rfq });
    const offered = await exampleBidOffer(setup(), rfq, seller);
    const { commitment } = await commitToBid({ domain, rfq, ...offered, account: seller, now: time });
    expect(await post(market, { commitment })).to.equal(402);
    await admit(setup(), seller);
    expect(await post(market, { commitment })).to.equal("first");
    const drawn = exampleListing(setup(), time, { seller: stranger.address });
    const listing = await signListing({ domain, listing: drawn, account: stranger });
    const withdrawal = await withdrawListing({ domain, listing, account: stranger });
    expect(await post(market, { withdrawal }), "a withdrawal of nothing").to.equal(402);
    expect(await market.feed.take({ kind: "withdrawal", withdrawal }), "from a peer").to.equal("known");
    expect(await market.store.listings.changes(0, 10)).to.deep.equal([]);
  });

  it("has a bounded number of listings and requests, and of names", async () => {
    const { domain, buyer, seller: account, now } = setup();
    const market = await open({ each: 2 });
    for (const each of [buyer, account]) await admit(setup(), each);
    for (const name of ["a", "b"])
      expect(await post(market, { listing: await list({ name }) })).to.equal("first");
    expect(await post(market, { listing: await list({ name: "c" }) })).to.equal(507);
    const replacing = await list({ name: "b", sequence: 2 });
    expect(await post(market, { listing: replacing })).to.equal("replaced");
    for (let index = 0; index < 18; index++) {
      const listing = await list({ name: `gone-${index}` });
      const withdrawal = await withdrawListing({ domain, listing, account });
      expect(await post(market, { withdrawal })).to.equal("first");
    }
    const listing = await list({ name: "one-more" });
    const withdrawal = await withdrawListing({ domain, listing, account });
    expect(await post(market, { withdrawal })).to.equal(507);
    const asked = async (sequence: number) => {
      const rfq = exampleRfq(setup(), await now(), { sequence });
      return post(market, { rfq: await signRfq({ domain, rfq, account: buyer }) });
    };
    expect([await asked(1), await asked(2), await asked(3)]).to.deep.equal(["first", "first", 507]);
  });

  it("takes no room by withdrawals of what it never listed, and can always end what it listed", async () => {
    const { domain, seller: account, address, clientOf } = setup();
    const market = await open();
    const listing = await list();
    const withdrawal = await withdrawListing({ domain, listing, account });
    expect(await post(market, { withdrawal })).to.equal(402);
    await admit(setup(), account);
    expect(await post(market, { listing })).to.equal("first");
    await withdraw(clientOf(account), { address, to: account.address, amount: LEAST_BALANCE });
    expect(await post(market, { withdrawal })).to.equal("replaced");
  });

  it("cannot hold a peer up that pulls what others list", async () => {
    const { seller, arbiter } = setup();
    const market = await open({ perAccount: 2 });
    for (const each of [seller, arbiter]) await admit(setup(), each);
    const entryOf = async (place: number, name: string, account = seller) => ({
      ...{ place, kind: "listing" },
      listing: JSON.parse(toJson(await list({ name }, account))) as unknown,
    });
    const outcomes = [];
    for (const name of ["a", "b", "c", "d"]) outcomes.push(await market.feed.take(await entryOf(1, name)));
    outcomes.push(await market.feed.take(await entryOf(5, "e", arbiter)));
    expect(outcomes).to.deep.equal(Array(5).fill("taken"));
  });

  it("is slowed by its account, whatever addresses it comes from", async () => {
    const market = await open({ perAccount: 3 });
    await admit(setup(), setup().seller);
    const receipts = [];
    for (let sequence = 1; sequence <= 5; sequence++) {
      receipts.push(await post(market, { listing: await list({ sequence }) }));
    }
    expect(receipts).to.deep.equal(["first", "replaced", "replaced", 429, 429]);
  });

  it("uses up no allowance of an account that it does not have", async () => {
    const market = await open({ perAccount: 2 });
    const { arbiter, seller } = setup();
    for (const each of [arbiter, seller]) await admit(setup(), each);
    const forged = { ...(await list({}, arbiter)), seller: seller.address };
    for (let round = 0; round < 5; round++) expect(await post(market, { listing: forged })).to.equal(403);
    expect(await post(market, { listing: await list() })).to.equal("first");
  });

  it("loses its places when it moves its balance on to the next account", async () => {
    const { seller, address, clientOf } = setup();
    const market = await open();
    await admit(setup(), seller);
    await post(market, { listing: await list() });
    const shown = async () => (await get(market, "/listings")).content.listings;
    expect(await shown()).to.have.length(1);
    await withdraw(clientOf(seller), { address, to: seller.address, amount: LEAST_BALANCE });
    await refreshSellers(market.market, Date.now() + 1);
    expect(await shown()).to.deep.equal([]);
    expect((await get(market, `/listings?seller=${seller.address}`)).content.listings).to.deep.equal([]);
    await admit(setup(), seller);
    await refreshSellers(market.market, Date.now() + 1);
    expect(await shown()).to.have.length(1);
  });

  it("puts no text in that a page or a terminal would obey", async () => {
    const { domain, seller: account, now } = setup();
    const texts = [
      { title: "a\u001b[31m" },
      { title: "two\nlines" },
      { description: "turned\u202e" },
      { title: "" },
    ];
    for (const changes of [...texts, { description: "x".repeat(2_001) }, { endpoint: "javascript:1" }]) {
      const listing = exampleListing(setup(), await now(), changes);
      const error = await errorOf(() => signListing({ domain, listing, account }));
      expect(Reflect.get(Object(error), "name"), toJson(changes)).to.equal("InvalidFieldError");
    }
    const market = await open();
    await admit(setup(), account);
    await post(market, { listing: await list({ title: "<script>alert(1)</script>" }) });
    const { headers } = await market.fetch(`${market.url}/listings`, {});
    expect(headers.get("content-type")).to.equal("application/json");
  });

  it("cannot make the bids of a request too long to be read", async () => {
    const { domain, buyer, seller } = setup();
    for (const account of [buyer, seller]) await admit(setup(), account);
    const market = await open();
    const now = await setup().now();
    const rfq = await signRfq({ domain, rfq: exampleRfq(setup(), now), account: buyer });
    const hash = hashRfq(rfq);
    await post(market, { rfq });
    const offered = await exampleBidOffer(setup(), rfq, seller);
    const { commitment, revealed } = await commitToBid({ domain, rfq, ...offered, account: seller, now });
    await post(market, { commitment });
    await setup().setTime(rfq.closesAt);
    const closed = { domain, rfq, commitments: [commitment], account: buyer, now: rfq.closesAt };
    await post(market, { closing: (await closeRfq(closed)).closing });
    await post(market, { revealed });
    // What as many admitted bidders could have shown, each with a large pact.
    for (let number = 1; number <= 12; number += 1) {
      const body = { filling: "x".repeat(790_000) };
      const sender = toHex(number, { size: 20 });
      const kept = { kind: "revealed", hash: toHex(number, { size: 32 }), sender, body } as const;
      await market.store.rfqs.keep(hash, kept);
    }
    await setup().setTime(rfq.revealBy);
    const from = { exchanges: [market.url], fetch: market.fetch, domain, hash };
    const found = await fetchRfq(from);
    expect(found.revealed.map(({ bid }) => bid.offer.from)).to.deep.equal([seller.address]);
    expect([found.commitments.length, found.closing?.commitments.length]).to.deep.equal([1, 1]);
    const { content } = await get(market, `/rfqs/${hash}/bids`);
    expect(toJson(content).length).to.be.below(2_100_000);
    expect((await get(market, `/rfqs/${hash}/bids?after=revealed.1`)).status).to.equal(400);
  });
});
