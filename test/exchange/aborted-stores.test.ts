import { expect } from "chai";
import { type Address, type Hex, pad, toHex, zeroHash } from "viem";
import { openStoreOn } from "../../apps/exchange/store/store.ts";
import {
  type AbortedDrawAnswer,
  type AbortedDrawStore,
  memoryAbortedDraws,
  type SignedAbortedDraw,
  type SignedDrawCommitment,
  type SignedDrawReveal,
  type VerifiedAbort,
} from "../../sdk/jury/index.ts";
import { exchangeDatabases } from "../support/exchange/databases.ts";

const hash = (number: number): Hex => toHex(number, { size: 32 });
const party = (number: number): Address => pad(toHex(number), { size: 20 });
const reveal = (from: Address): SignedDrawReveal => ({
  ...{ format: "quittance/draw-reveal/1", draw: hash(1), from, number: hash(2), signature: "0x11" },
});
const answer: AbortedDrawAnswer = { reveal: reveal(party(2)) };

/** A statement about the draw of a number, as the store gets it once it was verified. */
function statement(number: number, principal = party(2), statedBy = party(1)): VerifiedAbort {
  const commitment: SignedDrawCommitment = {
    ...{ format: "quittance/draw-commitment/1", chainId: 1, contract: party(9), offer: hash(number) },
    ...{ from: statedBy, buyer: statedBy, seller: principal, pact: hash(3), jurors: 1, measures: [] },
    ...{ buyerPrincipal: statedBy, sellerPrincipal: principal, languages: [], excluded: [], pool: party(8) },
    ...{ snapshot: hash(4), directory: hash(5), seedBlock: 7, numberHash: hash(6), answers: zeroHash },
    ...{ madeAt: 1_000, signature: "0x11" },
  };
  const aborted: SignedAbortedDraw = {
    ...{ format: "quittance/aborted-draw/1", step: "reveal", commitments: [commitment, commitment] },
    ...{ reveal: reveal(statedBy), from: statedBy, at: 90_000, signature: "0x22" },
  };
  return { aborted, draw: hash(number), principal, statedBy };
}

describe("the stores of aborted draws", () => {
  const { databases } = exchangeDatabases("aborted");
  let clock = 0;
  const inDatabase = async (database: Parameters<typeof openStoreOn>[0]) => {
    const store = await openStoreOn(database, () => clock);
    return { store: store.abortedDraws, prune: store.prune, counts: store.counts, close: store.close };
  };
  const opened = {
    memory: async () => ({ store: memoryAbortedDraws(), close: async () => undefined }),
    SQLite: async () => inDatabase(await databases.SQLite()),
    PostgreSQL: async () => inDatabase(await databases.PostgreSQL()),
  };
  const LIMITS = { kept: 100, ofPrincipal: 3 };

  for (const [name, open] of Object.entries(opened)) {
    describe(`in ${name}`, () => {
      let store: AbortedDrawStore;
      let close: () => Promise<void>;
      beforeEach(async () => {
        clock = 1;
        ({ store, close } = await open());
      });
      afterEach(() => close());
      const add = (...given: Parameters<typeof statement>) => store.add(statement(...given), LIMITS);
      const drawsOf = async (principal: Address) =>
        (await store.against(principal)).map(({ aborted }) => Number(aborted.commitments[0].offer));

      it("keep the first statement of each side about a draw, also of those that come at once", async () => {
        const receipts = await Promise.all([add(1), add(1), add(1), add(1, party(1), party(2))]);
        expect(receipts.sort()).to.deep.equal(["first", "first", "known", "known"]);
        expect(await store.about(hash(1))).to.have.length(2);
        expect(await store.about(hash(2))).to.deep.equal([]);
        expect([await drawsOf(party(2)), await drawsOf(party(1))]).to.deep.equal([[1], [1]]);
        expect(await store.against(party(2))).to.deep.equal([{ aborted: statement(1).aborted }]);
      });

      it("keep the first answer to a statement beside it, and none to a statement that is not there", async () => {
        expect(await store.answer(hash(1), party(1), answer)).to.equal(undefined);
        await add(1);
        expect(await store.answer(hash(1), party(2), answer)).to.equal(undefined);
        const answered = [1, 2].map(() => store.answer(hash(1), party(1), answer));
        expect((await Promise.all(answered)).sort()).to.deep.equal(["first", "known"]);
        expect(await store.against(party(2))).to.deep.equal([{ aborted: statement(1).aborted, answer }]);
      });

      it("have no more than so many against one principal, and by one, and tell no other for it", async () => {
        for (const number of [1, 2, 3])
          expect(await add(number, party(2), party(10 + number))).to.equal("first");
        expect(await add(4, party(2), party(14))).to.equal("full");
        expect(await add(5, party(3), party(14))).to.equal("first");
        for (const number of [6, 7]) expect(await add(number, party(number), party(14))).to.equal("first");
        expect(await add(8, party(8), party(14))).to.equal("full");
        expect(await drawsOf(party(2))).to.deep.equal([1, 2, 3]);
      });

      it("make room by the oldest that was refuted, and never by one that was not", async () => {
        for (const number of [1, 2, 3]) await add(number, party(2), party(10 + number));
        await store.answer(hash(3), party(13), answer);
        await store.answer(hash(2), party(12), answer);
        expect(await add(4, party(2), party(14))).to.equal("first");
        expect(await drawsOf(party(2))).to.deep.equal([1, 3, 4]);
        expect(await add(5, party(2), party(15))).to.equal("first");
        expect(await add(6, party(2), party(16))).to.equal("full");
        expect(await drawsOf(party(2))).to.deep.equal([1, 4, 5]);
        const limits = { kept: 3, ofPrincipal: 3 };
        expect(await store.add(statement(7, party(3), party(17)), limits)).to.equal("full");
        await store.answer(hash(4), party(14), answer);
        expect(await store.add(statement(7, party(3), party(17)), limits)).to.equal("first");
        expect([await drawsOf(party(2)), await drawsOf(party(3))]).to.deep.equal([[1, 5], [7]]);
      });

      it("give changes in order: a statement before its answer, and no place twice", async () => {
        await add(1);
        await add(2, party(3));
        await store.answer(hash(1), party(1), answer);
        const all = await store.changes(0, 10);
        expect(all.map(({ kind }) => kind)).to.deep.equal(["statement", "statement", "answer"]);
        const places = all.map(({ place }) => place);
        expect(places).to.deep.equal([...new Set(places)].sort((one, other) => one - other));
        const [, , last] = all;
        expect(last).to.deep.include({ kind: "answer", draw: hash(1), from: party(1), answer });
        expect(await store.changes(places[0] ?? 0, 1)).to.deep.equal(all.slice(1, 2));
        expect(await store.changes(places[2] ?? 0, 10)).to.deep.equal([]);
      });
    });
  }

  for (const name of ["SQLite", "PostgreSQL"] as const) {
    it(`are counted in ${name}, and forget what is old, a statement with its answer`, async () => {
      clock = 1;
      const { store, prune, counts, close } = await opened[name]();
      await store.add(statement(1), LIMITS);
      clock = 5;
      await store.answer(hash(1), party(1), answer);
      await store.add(statement(2), LIMITS);
      expect(await counts()).to.deep.equal({ "aborted draw": 2 });
      expect([await prune(1), await prune(5), await prune(5)]).to.deep.equal([0, 1, 0]);
      expect((await store.changes(0, 10)).map(({ kind }) => kind)).to.deep.equal(["statement"]);
      await close();
    });
  }
});
