import { expect } from "chai";
import { type Address, pad, toHex } from "viem";
import { openPostgres as openDatabase } from "../../apps/exchange/store/postgres.ts";
import { type NewEntry, openStoreOn, type Store } from "../../apps/exchange/store/store.ts";
import { errorOf } from "../sdk/support/refusal.ts";
import { exchangeDatabases } from "../support/exchange/databases.ts";

const hash = (number: number) => toHex(number, { size: 32 });
const entry = (changes: Partial<NewEntry> = {}): NewEntry => ({
  ...{ kind: "commitment", deal: hash(1), milestone: 0, round: 1, evidence: hash(2), named: "a" },
  ...{ juror: pad("0x1", { size: 20 }) as Address, reasons: undefined, body: "{}", panel: undefined },
  receivedAt: 1_000,
  ...changes,
});
const TERMS = '{"salt":"1"}';

describe("the databases of the exchange", () => {
  const { databases, postgresUrl } = exchangeDatabases("exchange");

  for (const [name, open] of Object.entries(databases)) {
    describe(`the exchange's store on ${name}`, () => {
      let store: Store;
      let now = 0;
      beforeEach(async () => {
        now = 1;
        store = await openStoreOn(await open(), () => now);
      });
      afterEach(() => store.close());
      const receipts = (entries: readonly NewEntry[]) =>
        Promise.all(entries.map((each) => store.add(each, TERMS)));

      it("has one first and one proof of each juror and question, in any order", async () => {
        const found = await receipts(["a", "b", "a", "c", "d"].map((named) => entry({ named })));
        expect(found.filter((each) => each === "first")).to.have.length(1);
        expect(found.filter((each) => each === "double")).to.have.length(1);
        const others = [{ round: 2 }, { milestone: 1 }, { evidence: hash(3) }, { deal: hash(4) }];
        const elsewhere = await receipts(others.map((changes) => entry(changes)));
        expect(elsewhere).to.deep.equal(["first", "first", "first", "first"]);
      });

      it("gives changes in order, with terms, and no number twice", async () => {
        const jurors = Array.from({ length: 20 }, (_, index) => pad(toHex(index + 1), { size: 20 }));
        await receipts(jurors.map((juror) => entry({ juror })));
        const all = await store.changes(0, 100);
        const numbers = all.map(({ sequence }) => sequence);
        expect(numbers).to.deep.equal([...new Set(numbers)].sort((a, b) => a - b));
        expect(all.map(({ terms }) => terms)).to.deep.equal(Array(20).fill(TERMS));
        expect(await store.changes(numbers[17] ?? 0, 1)).to.have.length(1);
      });

      it("marks what came after a ballot, and keeps reasons that a ballot names", async () => {
        const named = { kind: "ballot", named: "7000", reasons: hash(9) } as const;
        expect(await store.addReasons(hash(9), "words")).to.equal(undefined);
        await receipts([entry()]);
        await receipts([entry({ ...named })]);
        await receipts([entry({ juror: pad("0x2", { size: 20 }) })]);
        const kept = await store.entries("commitment", entry());
        expect(kept.map(({ afterReveal }) => afterReveal)).to.deep.equal([false, true]);
        expect(await store.addReasons(hash(9), "words")).to.equal("first");
        expect(await store.addReasons(hash(9), "words")).to.equal("known");
        expect(await store.reasons(hash(9))).to.equal("words");
        expect(await store.firstSeen(entry())).to.equal(1_000);
        expect(await store.firstSeen(entry({ round: 2 }))).to.equal(undefined);
        expect(await store.counts()).to.deep.equal({ commitment: 2, ballot: 1, reasons: 1 });
      });

      it("remembers peers, and forgets what is old", async () => {
        await store.keepPeer("http://one.example", { epoch: "a", place: 3 });
        await store.keepPeer("http://one.example", { epoch: "b", place: 4 });
        expect(await store.peer("http://one.example")).to.deep.equal({ epoch: "b", place: 4 });
        expect(await store.peer("http://two.example")).to.equal(undefined);
        await receipts([entry()]);
        now = 5;
        await receipts([entry({ deal: hash(5) })]);
        expect([await store.prune(5), await store.prune(5)]).to.deep.equal([1, 0]);
        expect([await store.terms(hash(1)), await store.terms(hash(5))]).to.deep.equal([undefined, TERMS]);
      });
    });
  }

  describe("exchanges on one PostgreSQL", () => {
    it("share its entries and its epoch, and one of them takes each place", async () => {
      const schema = `exchange_${process.pid}_shared`;
      const databases = await Promise.all([1, 2].map(() => openDatabase(postgresUrl(), schema)));
      const stores = await Promise.all(databases.map((database) => openStoreOn(database)));
      const [one, two] = stores;
      if (one === undefined || two === undefined) throw new Error("two stores were opened");
      const names = ["a", "b", "c", "d", "e", "f"];
      const receipts = await Promise.all(
        names.map((named, index) => (index % 2 === 0 ? one : two).add(entry({ named }), TERMS)),
      );
      const changes = await Promise.all(stores.map((store) => store.changes(0, 10)));
      await Promise.all(stores.map((store) => store.close()));
      expect(receipts.toSorted()).to.deep.equal(["double", "first", "full", "full", "full", "full"]);
      expect(changes[0]).to.deep.equal(changes[1]);
      expect(one.epoch).to.equal(two.epoch);
    });

    it("refuse a schema that is no plain name", async () => {
      const error = await errorOf(() => openDatabase("postgres://127.0.0.1:1/none", 'x"; DROP'));
      expect(error).to.be.instanceOf(TypeError);
    });
  });
});
