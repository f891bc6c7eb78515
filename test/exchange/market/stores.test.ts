import { expect } from "chai";
import { type Hex, keccak256, toHex, zeroHash } from "viem";
import type { Place } from "../../../apps/exchange/store/listing-places.ts";
import { openStoreOn, type Store } from "../../../apps/exchange/store/store.ts";
import { diceOf } from "../../../scripts/bench/market/requests.ts";
import {
  type ListingQuery,
  listingMisfits,
  type SignedListing,
  type SignedRfq,
} from "../../../sdk/market/index.ts";
import { exchangeDatabases } from "../../support/exchange/databases.ts";

const NOW = 1_900_000_000;
const DAY = 86_400;
const REGIONS = ["DE", "FR", "US-CA"];
const TASKS = ["translation@1", "extraction@1"];
const MODELS = ["fixed", "range"] as const;
const KINDS = ["coverage", "language", "length"] as const;
const SIGNATURE: Hex = `0x${"5a".repeat(65)}`;
const ONE: Hex = `0x${"11".repeat(20)}`;
const seller = (index: number) => `0x${keccak256(toHex(index)).slice(2, 42)}` as const;

/** A listing that a store may keep; what is verified elsewhere is not looked at here. */
function listing(changes: Partial<SignedListing> = {}): SignedListing {
  return {
    ...{ format: "quittance/listing/1", chainId: 1, contract: ONE, seller: ONE, name: "one", sequence: 1 },
    ...{
      task: "translation@1",
      schema: keccak256("0x01"),
      title: "One",
      description: "",
      pact: keccak256("0x02"),
    },
    ...{
      clauses: [],
      price: { model: "fixed", amount: 5n },
      latency: 60,
      regions: [],
      capacity: 1,
      identity: {},
    },
    ...{ validFrom: NOW - DAY, validUntil: NOW + DAY, signature: SIGNATURE, ...changes },
  };
}

function anyListing(index: number): SignedListing {
  const dice = diceOf(index);
  const amount = BigInt(1 + dice(6));
  const model = MODELS[dice(2)] ?? "fixed";
  return listing({
    ...{ seller: seller(index), task: TASKS[dice(2)] ?? "", latency: 1 + dice(4), capacity: 1 + dice(3) },
    price: model === "fixed" ? { model, amount } : { model, least: amount, most: 9n },
    regions: REGIONS.filter(() => dice(3) === 0),
    clauses: KINDS.filter(() => dice(2) === 0).map((kind) => ({ kind, weight: 1 })),
    validUntil: NOW + 1 + dice(3),
  });
}

function anyQuery(index: number): ListingQuery {
  const dice = diceOf(10_000 + index);
  const some = <Value>(name: string, value: Value) => (dice(3) === 0 ? { [name]: value } : {});
  return {
    ...some("task", TASKS[dice(2)]),
    ...some("region", REGIONS[dice(3)]),
    ...some("model", MODELS[dice(2)]),
    ...some("clauses", [KINDS[dice(3)]]),
    ...some("leastPrice", BigInt(1 + dice(4))),
    ...some("mostPrice", BigInt(2 + dice(5))),
    ...some("latency", 1 + dice(4)),
    ...some("capacity", 1 + dice(3)),
    ...some("goodAt", NOW + dice(3)),
  };
}

describe("the market in the databases of the exchange", () => {
  const { databases } = exchangeDatabases("market");

  for (const [name, open] of Object.entries(databases)) {
    describe(`on ${name}`, () => {
      let store: Store;
      let time = 0;
      beforeEach(async () => {
        time = 1;
        store = await openStoreOn(await open(), () => time);
      });
      afterEach(() => store.close());
      const known = { isAdmitted: true, trust: 100 } as const;
      const add = (one: SignedListing, state: { isAdmitted: boolean; trust: number | undefined } = known) =>
        store.listings.add(one, state, { each: 20, now: NOW });
      const pages = async (query: ListingQuery, limit: number) => {
        const found: string[] = [];
        let after: Place | undefined;
        do {
          const page = await store.listings.search(query, { now: NOW, limit, after });
          found.push(...page.found.map(({ body }) => String(JSON.parse(String(body)).seller)));
          after = page.next;
        } while (after !== undefined);
        return found;
      };

      it("finds what fits, the cheapest first, over any number of pages", async () => {
        const all = Array.from({ length: 150 }, (_, index) => anyListing(index));
        for (const one of all) await add(one);
        for (let index = 0; index < 60; index++) {
          const query = anyQuery(index);
          const fit = all.filter(
            (one) => listingMisfits({ query: { goodAt: NOW, ...query }, listing: one }).length === 0,
          );
          const found = await pages(query, 1 + (index % 7));
          expect([...found].sort()).to.deep.equal(fit.map((one) => one.seller).sort());
          const prices = found.map((each) => {
            const price = all.find((one) => one.seller === each)?.price;
            return price?.model === "fixed" ? price.amount : (price?.least ?? 0n);
          });
          expect(prices.every((price, at) => at === 0 || (prices[at - 1] ?? 0n) <= price)).to.equal(true);
        }
      });

      it("keeps one line of a seller and name, and changes in order", async () => {
        expect(await add(listing())).to.equal("first");
        expect(await add(listing({ seller: seller(1) }))).to.equal("first");
        expect(await add(listing({ sequence: 2, capacity: 9 }))).to.equal("replaced");
        expect(await add(listing({ sequence: 2, capacity: 8 }))).to.equal("older");
        expect(await pages({ capacity: 9 }, 10)).to.deep.equal([ONE]);
        const changes = await store.listings.changes(0, 10);
        expect(changes.map(({ kind }) => kind)).to.deep.equal(["listing", "listing"]);
        const places = changes.map(({ place }) => place);
        expect(places).to.deep.equal([...new Set(places)].sort((one, other) => one - other));
        expect(await store.listings.changes(places[0] ?? 0, 10)).to.have.length(1);
        expect(await store.counts()).to.deep.equal({ listing: 2 });
      });

      it("shows a seller's listings while it is admitted, with its trust", async () => {
        await add(listing(), { isAdmitted: false, trust: undefined });
        expect(await pages({}, 10)).to.deep.equal([]);
        await store.listings.keepSeller(ONE, { isAdmitted: true, trust: 4_000 });
        expect(await pages({ trust: 4_000 }, 10)).to.deep.equal([ONE]);
        expect(await pages({ trust: 4_001 }, 10)).to.deep.equal([]);
        time = 5;
        await store.listings.keepSeller(ONE, { isAdmitted: true, trust: undefined });
        expect(await pages({ trust: 1 }, 10)).to.deep.equal([]);
        expect(await pages({}, 10)).to.deep.equal([ONE]);
        expect(await store.listings.sellersBefore(5, 10)).to.deep.equal([]);
        expect(await store.listings.sellersBefore(6, 10)).to.deep.equal([ONE]);
      });

      const rfq = { hash: keccak256("0x0a"), closesAt: NOW + 1, revealBy: NOW + 60 } as const;
      const request = {
        ...{ format: "quittance/rfq/1", chainId: 1, contract: ONE, buyer: ONE, task: "translation@1" },
        ...{
          schema: rfq.hash,
          input: rfq.hash,
          note: "",
          pact: rfq.hash,
          clauses: [],
          regions: [],
          sequence: 1,
        },
        scoring: {
          price: { weight: 10_000, full: 1n },
          latency: { weight: 0, full: 0, zero: 1 },
          ...{ trust: { weight: 0, block: 0 }, clauses: { weight: 0 } },
        },
        ...{ opensAt: NOW, closesAt: NOW + 60, revealBy: NOW + 120, signature: SIGNATURE },
      } as const satisfies SignedRfq;

      it("keeps a bounded number of requests that close at once", async () => {
        const after = NOW + 60;
        for (let sequence = 1; sequence <= 10; sequence++)
          expect(await store.rfqs.add({ ...request, sequence }, { each: 1, now: after })).to.equal("first");
        const more = { ...request, sequence: 11 };
        expect(await store.rfqs.add(more, { each: 1, now: after })).to.equal("full");
        expect(await store.rfqs.add(more, { each: 1, now: after + 86_400 })).to.equal("first");
      });

      it("keeps two messages of a sender at most, and tells no order of arrival", async () => {
        expect(await store.rfqs.add(request, { each: 1, now: NOW })).to.equal("first");
        expect(await store.rfqs.add({ ...request, sequence: 2 }, { each: 1, now: NOW })).to.equal("full");
        const [found] = await store.rfqs.search({
          ...{ task: "translation@1", buyer: ONE, openAt: NOW, after: 0, limit: 5 },
        });
        if (found === undefined) throw new Error("it was kept");
        const { hashRfq } = await import("../../../sdk/market/index.ts");
        const hash = hashRfq(found.rfq);
        const keep = (number: number, sender: Hex) =>
          store.rfqs.keep(hash, {
            kind: "commitment",
            hash: toHex(number, { size: 32 }),
            sender,
            body: { number },
          });
        expect(await keep(9, ONE)).to.equal("first");
        expect(await keep(9, ONE)).to.equal("known");
        expect(await keep(3, ONE)).to.equal("double");
        expect(await keep(4, ONE)).to.equal("full");
        expect(await keep(5, seller(1))).to.equal("first");
        const page = (after: Hex, limit: number) => store.rfqs.messages(hash, "commitment", { after, limit });
        const numbers = (kept: readonly { readonly body: string }[]) =>
          kept.map(({ body }) => JSON.parse(body).number);
        expect(numbers(await page(zeroHash, 9))).to.deep.equal([3, 5, 9]);
        expect(numbers(await page(toHex(3, { size: 32 }), 1))).to.deep.equal([5]);
        expect(await store.rfqs.messagesOf(hash, "commitment", ONE)).to.deep.equal([
          '{"number":3}',
          '{"number":9}',
        ]);
        expect(await store.counts()).to.deep.equal({ rfq: 1 });
      });

      it("deletes what is old, with all that led to it", async () => {
        await add(listing());
        time = 100;
        await add(listing({ seller: seller(2) }));
        expect(await store.prune(50)).to.equal(1);
        expect(await pages({}, 10)).to.deep.equal([seller(2)]);
        expect(await store.listings.changes(0, 10)).to.have.length(1);
        expect(await store.listings.sellersBefore(1_000, 10)).to.deep.equal([seller(2)]);
      });
    });
  }
});
