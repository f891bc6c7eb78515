import { expect } from "chai";
import {
  MarketDomainMismatchError,
  MarketTimeError,
  SignatureMismatchError,
} from "../../../sdk/errors/index.ts";
import { accountDid, registerAgent, signOffer } from "../../../sdk/index.ts";
import {
  checkListingIdentity,
  compareListing,
  type Listing,
  postToMarket,
  signListing,
  verifyListing,
  withdrawListing,
} from "../../../sdk/market/index.ts";
import { hashPact } from "../../../sdk/pact/index.ts";
import { codeChangeExample } from "../../../sdk/pact/library/index.ts";
import {
  deployIdentityRegistry,
  exampleBidOffer,
  exampleListing,
  exampleTerms,
} from "../../../sdk/testing/index.ts";
import { errorOf, refusalOf } from "../../sdk/support/refusal.ts";
import { useStack } from "../../sdk/support/setup.ts";
import { admit, openTestMarket } from "../../support/exchange/market.ts";

describe("a listing that lies", () => {
  const setup = useStack();
  const list = async (changes: Partial<Listing> = {}) => {
    const { domain, seller: account, now } = setup();
    return signListing({ domain, listing: exampleListing(setup(), await now(), changes), account });
  };
  /** The example's bid, made one day from now on: what the example lists, or less. */
  const offered = async (changes: { readonly amount?: bigint; readonly seconds?: number } = {}) =>
    exampleBidOffer(setup(), { revealBy: await setup().now() }, setup().seller, changes);

  it("is no lie where the offer is what was listed, or less", async () => {
    const now = await setup().now();
    const [listing, { offer, pact }] = [await list(), await offered({ amount: 29_000_000n })];
    expect(compareListing({ listing, offer, pact, now })).to.deep.equal([]);
  });

  it("is told by the offer that is dearer, slower, or under another pact", async () => {
    const now = await setup().now();
    const listing = await list();
    const { offer } = await offered({ amount: 30_000_001n, seconds: 31 * 86_400 });
    const fields = (input: Parameters<typeof compareListing>[0]) =>
      compareListing(input).map(({ field, listed, offered: given }) => [field, listed, given]);
    expect(fields({ listing, offer, now })).to.deep.equal([
      ["price", "30000000", "30000001"],
      ["latency", String(30 * 86_400), String(31 * 86_400)],
    ]);
    const { pact } = codeChangeExample();
    expect(fields({ listing, offer: (await offered()).offer, pact, now })).to.deep.equal([
      ["pact", listing.pact, hashPact(pact)],
      ["clauses[0]", "content-hash 10000", "none"],
    ]);
  });

  it("is told by the offer of another seller, or with hidden fees", async () => {
    const { arbiter, domain, seller, now } = setup();
    const listing = await list();
    const foreign = await exampleBidOffer(setup(), { revealBy: await now() }, arbiter);
    const differences = compareListing({ listing, offer: foreign.offer, now: await now() });
    expect(differences.map(({ field }) => field)).to.deep.equal(["seller"]);
    const { offer: plain } = await offered();
    const terms = await exampleTerms(setup(), {
      ...{ pact: plain.terms.pact, milestones: plain.terms.milestones, verificationFee: 1_000_000n },
    });
    const offer = await signOffer({ domain, terms, validUntil: plain.validUntil, account: seller });
    const [difference] = compareListing({ listing, offer, now: await now() });
    expect(difference).to.deep.equal({ field: "price", listed: "30000000", offered: "31000000" });
  });

  it("costs by the unit what it says", async () => {
    const price = { model: "per-unit", unit: "word", amount: 10_000n, least: 5_000_000n } as const;
    const listing = await list({ price });
    const now = await setup().now();
    const { offer } = await offered({ amount: 20_000_000n });
    expect(compareListing({ listing, offer, units: 2_000n, now })).to.deep.equal([]);
    const [difference] = compareListing({ listing, offer, units: 1_999n, now });
    expect(difference?.listed).to.equal("19990000");
  });

  it("cannot name another seller, and an altered one is no one's", async () => {
    const { domain, arbiter, now } = setup();
    const listing = await list();
    const stolen = { ...listing, seller: arbiter.address };
    const time = await now();
    await refusalOf(SignatureMismatchError, () => verifyListing({ domain, listing: stolen, now: time }));
    for (const changes of [{ title: "Better" }, { price: { model: "fixed", amount: 1n } }, { capacity: 5 }]) {
      const altered = { ...listing, ...changes } as typeof listing;
      await refusalOf(SignatureMismatchError, () => verifyListing({ domain, listing: altered, now: time }));
    }
    const { signature: _, ...unsigned } = stolen;
    const error = await errorOf(() => signListing({ domain, listing: unsigned, account: setup().seller }));
    expect(String(error)).to.include("the seller of the listing");
  });

  it("counts neither before nor after its time, nor on another chain or contract", async () => {
    const { domain, token } = setup();
    const listing = await list();
    for (const now of [listing.validFrom - 1, listing.validUntil]) {
      await refusalOf(MarketTimeError, () => verifyListing({ domain, listing, now }));
    }
    await verifyListing({ domain, listing, now: listing.validUntil - 1 });
    const elsewhere = { ...domain, chainId: domain.chainId + 1 };
    for (const own of [elsewhere, { ...domain, verifyingContract: token }]) {
      const verify = () => verifyListing({ domain: own, listing, now: listing.validFrom });
      await refusalOf(MarketDomainMismatchError, verify);
      // Renamed for the other chain, the signature is no one's.
      const { chainId, verifyingContract: contract } = own;
      const renamed = { ...listing, chainId, contract };
      await refusalOf(SignatureMismatchError, () =>
        verifyListing({ domain: own, listing: renamed, now: listing.validFrom }),
      );
    }
  });

  it("cannot claim another one's DID or agent", async () => {
    const { domain, address, buyer, seller, publicClient: client, clientOf } = setup();
    const { chainId } = domain;
    const registry = (await deployIdentityRegistry(setup())).address;
    const own = await registerAgent(clientOf(seller), { address: registry, uri: "https://a.example/" });
    const foreign = await registerAgent(clientOf(buyer), { address: registry, uri: "https://b.example/" });
    const check = async (identity: Listing["identity"]) =>
      checkListingIdentity(client, { listing: await list({ identity }) });
    const did = accountDid({ chainId, address, account: seller.address });
    const agent = { registry, agentId: own.agentId };
    expect(await check({ did, agent })).to.deep.equal({ did: "proved", agent: "proved" });
    const taken = accountDid({ chainId, address, account: buyer.address });
    const stolen = { registry, agentId: foreign.agentId };
    expect(await check({ did: taken, agent: stolen })).to.deep.equal({ did: "refuted", agent: "refuted" });
    expect(await check({ agent: { registry, agentId: 999n } })).to.deep.equal({ agent: "refuted" });
    expect(await check({ did: "did:web:seller.example" })).to.deep.equal({ did: "unchecked" });
    expect(await check({})).to.deep.equal({});
  });

  it("is refused by an exchange, and so is a withdrawal by another one", async () => {
    const { domain, seller, arbiter } = setup();
    for (const each of [seller, arbiter]) await admit(setup(), each);
    const one = await openTestMarket(setup());
    const listing = await list();
    const statusOf = async (message: Parameters<typeof postToMarket>[0]["message"]) => {
      const error = await errorOf(() => postToMarket({ exchanges: [one.url], fetch: one.fetch, message }));
      return Reflect.get(Object(error), "status");
    };
    expect(await statusOf({ listing: { ...listing, seller: arbiter.address } })).to.equal(403);
    expect(await statusOf({ listing: { ...listing, chainId: 1 } })).to.equal(400);
    const now = await setup().now();
    const stale = exampleListing(setup(), now - 7_200, { validUntil: now - 3_600 });
    const expired = await signListing({ domain, listing: stale, account: seller });
    expect(await statusOf({ listing: expired })).to.equal(409);
    const withdrawal = await withdrawListing({ domain, listing, account: seller });
    expect(await statusOf({ withdrawal: { ...withdrawal, sequence: 9 } })).to.equal(403);
    await one.stop();
  });
});
