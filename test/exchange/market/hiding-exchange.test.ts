import { expect } from "chai";
import { toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { toJson } from "../../../sdk/index.ts";
import {
  closeRfq,
  commitToBid,
  type ExchangeFetch,
  fetchRfq,
  hashBidCommitment,
  hashListing,
  hashRfq,
  type Listing,
  type ListingQuery,
  postToMarket,
  rankBids,
  searchListings,
  signListing,
  signRfq,
  withdrawListing,
} from "../../../sdk/market/index.ts";
import { chosenOf } from "../../../sdk/market/rfqs/closing.ts";
import { exampleBidOffer, exampleListing, exampleRfq } from "../../../sdk/testing/index.ts";
import { useStack } from "../../sdk/support/setup.ts";
import { admit, fetchOf, openTestMarket, type TestMarket } from "../../support/exchange/market.ts";

type Content = Record<string, unknown>;

describe("an exchange that hides, alters or reorders", () => {
  const setup = useStack();
  let honest: TestMarket;
  let other: TestMarket;
  beforeEach(async () => {
    honest = await openTestMarket(setup(), { url: "http://honest.example" });
    other = await openTestMarket(setup(), { url: "http://other.example" });
    await admit(setup(), setup().seller);
  });
  afterEach(() => Promise.all([honest.stop(), other.stop()]));

  const list = async (changes: Partial<Listing> = {}) => {
    const { domain, seller: account, now } = setup();
    return signListing({ domain, listing: exampleListing(setup(), await now(), changes), account });
  };
  const both = () => [honest.url, other.url];
  const post = (message: Parameters<typeof postToMarket>[0]["message"], exchanges = both()) =>
    postToMarket({ exchanges, fetch: fetchOf([honest, other]), message });
  /** The other exchange, with what it answers changed. */
  const lying = (lie: (content: Content, path: string) => Content | undefined): ExchangeFetch =>
    fetchOf([
      honest,
      {
        url: other.url,
        fetch: async (asked, init) => {
          const said = (await (await other.fetch(asked, init)).json()) as Content;
          const content = lie(said, new URL(asked).pathname);
          return content === undefined
            ? new Response('{"error":"none"}', { status: 404 })
            : Response.json(content);
        },
      },
    ]);
  const search = async (fetch: ExchangeFetch, query: ListingQuery = {}) => {
    const { domain, now } = setup();
    return searchListings({ exchanges: both(), fetch, domain, now: await now(), query });
  };
  const problems = (found: Awaited<ReturnType<typeof search>>) =>
    found.conflicts.map(({ exchange, problem }) => `${new URL(exchange).hostname} ${problem}`);

  it("is outdone by another exchange that shows what it hides", async () => {
    const listing = await list();
    await post({ listing });
    const fetch = lying((content, path) => (path === "/listings" ? { ...content, listings: [] } : undefined));
    const found = await search(fetch);
    expect(found.listings.map(({ hash, exchanges }) => [hash, exchanges])).to.deep.equal([
      [hashListing(listing), [honest.url]],
    ]);
    expect(problems(found)).to.deep.equal(["other.example hidden"]);
  });

  it("is named when it leaves a listing out of a page, and has it by its hash", async () => {
    await post({ listing: await list() });
    const found = await search(
      lying((content, path) => (path === "/listings" ? { ...content, listings: [] } : content)),
    );
    expect(problems(found)).to.deep.equal(["other.example unlisted"]);
  });

  it("is named when it alters a price, and its listing is left out", async () => {
    const listing = await list();
    await post({ listing }, [other.url]);
    const cheap = { ...listing, price: { model: "fixed", amount: 1n } };
    const fetch = lying((content, path) =>
      path === "/listings"
        ? (JSON.parse(toJson({ listings: [{ listing: cheap }], next: null })) as Content)
        : content,
    );
    const found = await search(fetch);
    expect(found.listings).to.deep.equal([]);
    expect(problems(found)).to.deep.equal(["other.example altered"]);
  });

  it("is named when it shows what was not asked for", async () => {
    await post({ listing: await list() });
    const unasked = lying((content) => content);
    const answered: ExchangeFetch = (asked, init) =>
      unasked(asked.startsWith(other.url) ? asked.replace("task=translation%401", "") : asked, init);
    const found = await search(answered, { task: "translation@1" });
    expect(found.listings).to.deep.equal([]);
    expect(problems(found)).to.deep.equal(["other.example unwanted"]);
  });

  it("is named when it keeps to a listing that its seller replaced or took back", async () => {
    const { domain, seller: account } = setup();
    const [first, second] = [await list(), await list({ sequence: 2 })];
    await post({ listing: first });
    await post({ listing: second }, [honest.url]);
    const replaced = await search(fetchOf([honest, other]));
    expect(replaced.listings.map(({ hash }) => hash)).to.deep.equal([hashListing(second)]);
    expect(problems(replaced)).to.include("other.example stale");
    await post({ listing: second });
    await post({ withdrawal: await withdrawListing({ domain, listing: second, account }) }, [honest.url]);
    const withdrawn = await search(fetchOf([honest, other]));
    expect(withdrawn.listings).to.deep.equal([]);
    expect(problems(withdrawn)).to.deep.equal(["other.example stale"]);
  });

  it("is not to blame for two listings of one number, and neither of them counts", async () => {
    await post({ listing: await list() }, [honest.url]);
    await post({ listing: await list({ capacity: 5 }) }, [other.url]);
    const found = await search(fetchOf([honest, other]));
    expect(found.listings).to.deep.equal([]);
    expect(problems(found)).to.deep.equal(["honest.example forked", "other.example forked"]);
  });

  it("may be down, endless, or answer what is none", async () => {
    await post({ listing: await list() }, [honest.url]);
    const answers = [
      "[]",
      "nothing",
      '{"listings":7}',
      `{"listings":[{}],"next":"${"x".repeat(500)}"}`,
      "x".repeat(9_000_000),
    ];
    for (const body of answers) {
      const fetch = fetchOf([honest, { url: other.url, fetch: async () => new Response(body) }]);
      const found = await search(fetch);
      expect(found.listings, body.slice(0, 20)).to.have.length(1);
      expect(found.failures.length + found.conflicts.length, body.slice(0, 20)).to.be.above(0);
    }
    const found = await search(fetchOf([honest]));
    expect(found.failures.map(({ exchange, error }) => [exchange, error.name])).to.deep.equal([
      [other.url, "ExchangeUnreachableError"],
    ]);
  });

  it("cannot keep a bid from the buyer, nor change the ranking by another order", async () => {
    const { domain, buyer, seller, arbiter } = setup();
    for (const each of [buyer, arbiter]) await admit(setup(), each);
    const now = await setup().now();
    const rfq = await signRfq({ domain, rfq: exampleRfq(setup(), now), account: buyer });
    const hash = hashRfq(rfq);
    await post({ rfq });
    const bids = [];
    for (const account of [seller, arbiter]) {
      const bid = await commitToBid({
        domain,
        rfq,
        ...(await exampleBidOffer(setup(), rfq, account)),
        account,
        now,
      });
      await post({ commitment: bid.commitment });
      bids.push(bid);
    }
    await setup().setTime(rfq.closesAt);
    const fetch = lying((content) => ({
      ...content,
      ...Object.fromEntries(
        Object.entries(content).map(([name, each]) => [
          name,
          Array.isArray(each) ? each.slice(1).reverse() : each,
        ]),
      ),
    }));
    const fetched = () => fetchRfq({ exchanges: both(), fetch, domain, hash });
    const { commitments, conflicts } = await fetched();
    expect(commitments).to.have.length(2);
    expect(conflicts.map(({ exchange, problem }) => [exchange, problem])).to.deep.equal([
      [other.url, "hidden"],
    ]);
    const { closing } = await closeRfq({ domain, rfq, commitments, account: buyer, now: rfq.closesAt });
    await post({ closing });
    for (const { revealed } of bids) await post({ revealed });
    await setup().setTime(rfq.revealBy);
    const { revealed } = await fetched();
    const ranks = await Promise.all(
      [false, true].map(async (isReversed) => {
        const order = <Item>(items: readonly Item[]) => (isReversed ? [...items].reverse() : items);
        const messages = { commitments: order(commitments), revealed: order(revealed) };
        return (await rankBids({ domain, rfq, closing, ...messages })).ranking.map(({ bidder }) => bidder);
      }),
    );
    const trust = { [seller.address]: 7_000 };
    const scored = await rankBids({ domain, rfq, closing, commitments, revealed, trust });
    const ofSeller = scored.ranking.find(({ bidder }) => bidder === seller.address);
    expect(ofSeller?.figures.trust, "an address with its checksum").to.equal(7_000);
    expect(ranks[0]).to.have.length(2);
    expect(ranks[1]).to.deep.equal(ranks[0]);
  });

  it("takes no other one's places in the closing, whatever it shows", async () => {
    const { domain, buyer } = setup();
    await admit(setup(), buyer);
    const now = await setup().now();
    const rfq = await signRfq({ domain, rfq: exampleRfq(setup(), now), account: buyer });
    await post({ rfq });
    const strangers = await Promise.all(
      [1n, 2n, 3n, 4n, 5n, 6n].map(async (number) => {
        const account = privateKeyToAccount(toHex(number, { size: 32 }));
        const offered = await exampleBidOffer(setup(), rfq, account);
        return (await commitToBid({ domain, rfq, ...offered, account, now })).commitment;
      }),
    );
    const [honestly, ...forged] = strangers.sort((one, another) =>
      hashBidCommitment({ domain, commitment: one }) > hashBidCommitment({ domain, commitment: another })
        ? -1
        : 1,
    );
    await admit(setup(), { address: honestly?.bidder ?? buyer.address });
    await post(honestly === undefined ? { rfq } : { commitment: honestly }, [honest.url]);
    await setup().setTime(rfq.closesAt);
    const fetch = lying((content, path) =>
      path.endsWith("/bids") ? { ...content, commitments: forged } : content,
    );
    const { commitments } = await fetchRfq({ exchanges: both(), fetch, domain, hash: hashRfq(rfq) });
    const many = lying((content, path) =>
      path.endsWith("/bids") ? { ...content, commitments: Array(500).fill({}) } : content,
    );
    const { conflicts } = await fetchRfq({ exchanges: both(), fetch: many, domain, hash: hashRfq(rfq) });
    expect(conflicts.filter(({ problem }) => problem === "altered")).to.have.length(20);
    expect(commitments).to.have.length(6);
    const places = commitments.map(({ bidder }) => bidder);
    expect(places.indexOf(honestly?.bidder ?? "0x"), "its hash is the last of all").to.be.below(2);
    const good = new Map(
      Array.from({ length: 1_003 }, (_, index) => [
        toHex(9_999 - index, { size: 32 }),
        toHex(index === 2 ? 1 : index, { size: 20 }),
      ]),
    );
    const chosen = chosenOf(good);
    expect([chosen.doubled, chosen.left]).to.deep.equal([[toHex(1, { size: 20 })], 1]);
    expect(chosen.commitments).to.have.length(1_000);
    expect(chosen.commitments).to.include(toHex(9_999, { size: 32 }));
    expect(chosen.commitments, "given last").to.not.include(toHex(9_999 - 1_002, { size: 32 }));
  });

  it("cannot keep a closing to itself, to let its buyer read a bid and close again", async () => {
    const { domain, buyer, seller, arbiter } = setup();
    for (const each of [buyer, arbiter]) await admit(setup(), each);
    const now = await setup().now();
    const rfq = await signRfq({ domain, rfq: exampleRfq(setup(), now), account: buyer });
    await post({ rfq });
    const bidOf = async (account: typeof seller) =>
      commitToBid({ domain, rfq, ...(await exampleBidOffer(setup(), rfq, account)), account, now });
    const [honestly, late] = [await bidOf(seller), await bidOf(arbiter)];
    await post({ commitment: honestly.commitment });
    await setup().setTime(rfq.closesAt);
    const about = { domain, rfq, account: buyer, now: rfq.closesAt };
    const { closing } = await closeRfq({ ...about, commitments: [honestly.commitment] });
    await post({ closing }, [other.url]);
    await post({ revealed: honestly.revealed, closing });
    const crony = await closeRfq({ ...about, commitments: [honestly.commitment, late.commitment] });
    await post({ closing: crony.closing }, [honest.url]);
    await setup().setTime(rfq.revealBy);
    const found = await fetchRfq({
      ...{ exchanges: [honest.url], fetch: fetchOf([honest]), domain, hash: hashRfq(rfq) },
    });
    expect(found.closing, "the second one counts for nothing").to.equal(undefined);
    expect(found.conflicts.map(({ problem }) => problem)).to.deep.equal(["closings"]);
    expect(found.revealed.map(({ bid }) => bid.offer.from)).to.deep.equal([seller.address]);
  });

  it("shows that the buyer closed its request twice", async () => {
    const { domain, buyer, seller } = setup();
    await admit(setup(), buyer);
    const now = await setup().now();
    const rfq = await signRfq({ domain, rfq: exampleRfq(setup(), now), account: buyer });
    await post({ rfq });
    const offered = await exampleBidOffer(setup(), rfq, seller);
    const { commitment } = await commitToBid({ domain, rfq, ...offered, account: seller, now });
    await post({ commitment });
    await setup().setTime(rfq.closesAt);
    const about = { domain, rfq, account: buyer, now: rfq.closesAt };
    for (const [commitments, exchange] of [
      [[commitment], honest.url],
      [[], other.url],
    ] as const) {
      await post({ closing: (await closeRfq({ ...about, commitments })).closing }, [exchange]);
    }
    const { closing, conflicts } = await fetchRfq({
      ...{ exchanges: both(), fetch: fetchOf([honest, other]), domain, hash: hashRfq(rfq) },
    });
    expect(closing).to.equal(undefined);
    expect(conflicts.map(({ problem }) => problem)).to.deep.equal(["closings", "closings"]);
  });
});
