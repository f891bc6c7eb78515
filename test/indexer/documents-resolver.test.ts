import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import pg from "pg";
import { type Hex, numberToHex, stringToBytes } from "viem";
import type { Database } from "../../indexer/documents/database.ts";
import { PATIENCE } from "../../indexer/documents/patience.ts";
import { openPlaces, resting } from "../../indexer/documents/places.ts";
import { openPostgres } from "../../indexer/documents/postgres.ts";
import { Resolver, type ResolverOptions } from "../../indexer/documents/resolver.ts";
import { openSqlite } from "../../indexer/documents/sqlite.ts";
import { DocumentStore } from "../../indexer/documents/store.ts";
import type { Naming } from "../../indexer/documents/types.ts";
import { DocumentsUnreadable } from "../../indexer/documents/unreadable.ts";
import { type DocumentPlace, documentsIn } from "../../sdk/documents/index.ts";
import { EvidenceUnavailableError } from "../../sdk/index.ts";
import { canonicalJson } from "../../sdk/json/index.ts";
import { sends, startServer } from "../sdk/evidence/server.ts";
import { hashOf, pactCalled } from "./support/documents.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";

const MIB = 1_048_576;
const DEAL = numberToHex(1, { size: 32 });
const word = (number: number): Hex => numberToHex(number, { size: 32 });
const naming = (hash: Hex, said: Partial<Naming> = {}): Naming => ({
  kind: "pact",
  hash,
  deal: DEAL,
  ...said,
});
const nowhere: DocumentPlace = {
  read: async () => {
    throw new EvidenceUnavailableError("not-found");
  },
};

/** The same cases on both databases. */
for (const kind of ["SQLite", "PostgreSQL"] as const) {
  describe(`the resolver of documents on ${kind}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "resolver-"));
    let postgres: Postgres | undefined;
    let database: Database;
    let store: DocumentStore;
    let files = 0;
    let now = 1_000_000;

    before(async () => {
      if (kind === "PostgreSQL") postgres = await openCluster();
    });
    beforeEach(async function open() {
      // Where the machine has no PostgreSQL, the cases run on SQLite alone.
      if (kind === "PostgreSQL" && postgres === undefined) this.skip();
      files += 1;
      database =
        postgres === undefined
          ? openSqlite(join(folder, `${files}.sqlite`))
          : await openPostgres(postgres.url, "1:0x12", false);
      store = new DocumentStore(database, `1:${files}`);
      if (postgres !== undefined)
        for (const table of ["document", "naming", "draw", "place"])
          await database.run(`DELETE FROM ${table}`);
      now = 1_000_000;
    });
    afterEach(() => database?.close());
    after(async () => {
      await postgres?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const take = (...namings: readonly Naming[]) => store.take(namings, [], "1-0-0", now);
    const resolverWith = (places: readonly DocumentPlace[], said: Partial<ResolverOptions> = {}) =>
      new Resolver({
        ...{ store, places, mostBytes: 64 * MIB, now: () => now, checkDraw: async () => undefined },
        ...said,
      });
    const stateOf = async (hash: Hex) => (await store.documents(hash))[0];

    it("tries a missing document again after twice as long each time, and ends", async () => {
      await take(naming(word(7)));
      const resolver = resolverWith([nowhere]);
      const pauses: number[] = [];
      for (let tries = 1; tries < PATIENCE.tries; tries++) {
        expect(await resolver.work()).to.equal(1);
        const { nextAt = 0 } = (await stateOf(word(7))) ?? {};
        pauses.push(nextAt - now);
        now = nextAt - 1;
        expect(await resolver.work(), "a moment before").to.equal(0);
        now = nextAt;
      }
      expect(pauses.slice(0, 3)).to.deep.equal([30_000, 60_000, 120_000]);
      expect(Math.max(...pauses)).to.equal(PATIENCE.mostMs);
      await resolver.work();
      expect(await stateOf(word(7))).to.include({
        state: "missing",
        tries: PATIENCE.tries,
        nextAt: undefined,
      });
      now += 10 * PATIENCE.mostMs;
      expect(await resolver.work()).to.equal(0);
    });

    it("starts again when it is named again or other places are asked, but for bytes that are no such document", async () => {
      const broken = "{}";
      await store.usePlaces("one", now);
      await take(naming(word(7)), naming(hashOf(broken)));
      const resolver = resolverWith([documentsIn({ files: [{ bytes: stringToBytes(broken) }] })]);
      await resolver.work();
      expect(await stateOf(hashOf(broken))).to.include({ state: "wrong", nextAt: undefined });
      expect(await resolver.work()).to.equal(0);
      await take(naming(word(7)));
      expect(await resolver.work(), "the same naming is not new").to.equal(0);
      await take(naming(word(7), { deal: word(2) }), naming(hashOf(broken), { deal: word(2) }));
      expect(await resolver.work()).to.equal(1);
      await store.usePlaces("one", now);
      expect(await resolver.work()).to.equal(0);
      await store.usePlaces("two", now);
      expect(await resolver.work()).to.equal(1);
    });

    it("keeps what it verified, with its bytes, and where the rows were read", async () => {
      const text = canonicalJson(pactCalled("kept"));
      await take(naming(hashOf(text)));
      await resolverWith([documentsIn({ files: [{ bytes: stringToBytes(text) }] })]).work();
      expect(await stateOf(hashOf(text))).to.include({
        state: "verified",
        format: "quittance/pact/1",
        verifiedAt: now,
      });
      const content = await store.content("pact", hashOf(text));
      expect(new TextDecoder().decode(content)).to.equal(text);
      const [sent] = await store.verifiedAfter(0, 10);
      expect([sent?.hash, await store.verifiedAfter(sent?.sequence ?? 0, 10)]).to.deep.equal([
        hashOf(text),
        [],
      ]);
      expect(await store.place()).to.equal("1-0-0");
      expect(await store.dealsNaming(hashOf(text))).to.deep.equal([DEAL]);
    });

    it("keeps no more bytes of a kind than its share, and verifies all the same", async () => {
      const texts = [1, 2, 3].map((number) => String(number).repeat(60_000));
      await take(...texts.map((text) => naming(hashOf(text), { kind: "rating" })));
      const places = [documentsIn({ files: texts.map((text) => ({ bytes: stringToBytes(text) })) })];
      await resolverWith(places, { mostBytes: 4 * 120_000 }).work();
      const kept = await Promise.all(texts.map((text) => store.content("rating", hashOf(text))));
      expect(kept.filter((content) => content !== undefined).length).to.equal(2);
      expect(await store.counts()).to.deep.equal({ verified: 3 });
    });

    it("gives a place that does not answer four lanes and the time of one try, and lets it rest", async () => {
      let asked = 0;
      const silent: DocumentPlace = {
        read: async () => {
          asked += 1;
          throw new EvidenceUnavailableError("unreachable");
        },
      };
      await take(...Array.from({ length: 40 }, (_, index) => naming(word(100 + index))));
      const resolver = resolverWith([resting(silent, () => now)]);
      while ((await resolver.work()) > 0);
      // Four at once had asked before the third answer was missed.
      expect(asked).to.be.within(3, 6);
      expect(await store.counts()).to.deep.equal({ missing: 40 });
      now += 60_000;
      await resolver.work();
      expect(asked).to.be.within(4, 12);
    });

    it("lets no evidence that is slow on purpose keep the other documents waiting", async () => {
      const text = canonicalJson(pactCalled("fast"));
      const slow: DocumentPlace = {
        read: ({ kind: asked, signal }) =>
          asked === "evidence"
            ? new Promise((_, fail) => {
                signal?.addEventListener("abort", () => fail(new EvidenceUnavailableError("aborted")));
              })
            : documentsIn({ files: [{ bytes: stringToBytes(text) }] }).read({
                kind: asked,
                hash: hashOf(text),
                maxBytes: MIB,
              }),
      };
      const evidence = Array.from({ length: 8 }, (_, index) =>
        naming(word(200 + index), { kind: "evidence" }),
      );
      await take(...evidence, naming(hashOf(text)));
      const resolver = resolverWith([slow], { tryMs: 500 });
      const waiting = resolver.work("evidence");
      expect(await resolver.work("others")).to.equal(1);
      expect((await stateOf(hashOf(text)))?.state).to.equal("verified");
      expect(await waiting).to.equal(8);
      expect(await store.counts()).to.deep.equal({ verified: 1, missing: 8 });
    });

    it("checks a draw once transcript and pact are there, and again when the node did not answer", async () => {
      const [pact, transcript] = [canonicalJson(pactCalled("drawn")), "a transcript"];
      const draw = { deal: DEAL, hash: hashOf(transcript), pact: hashOf(pact), terms: "0x12" as Hex };
      await store.take([naming(draw.pact), naming(draw.hash, { kind: "reference" })], [draw], "1-0-0", now);
      const pool = word(5);
      const answers = [new Error("the node is away"), { panel: "drawn", pool, unchecked: [] } as const];
      const seen: unknown[] = [];
      const checkDraw: ResolverOptions["checkDraw"] = async (of, first, second) => {
        seen.push([of.deal, new TextDecoder().decode(first), new TextDecoder().decode(second)]);
        const answer = answers.shift();
        if (answer === undefined || answer instanceof Error) throw answer;
        return answer;
      };
      const files = (...texts: readonly string[]) => [
        documentsIn({ files: texts.map((text) => ({ bytes: stringToBytes(text) })) }),
      ];
      await resolverWith(files(transcript), { checkDraw }).work();
      expect(seen, "without the pact").to.deep.equal([]);
      now += 30_000;
      const resolver = resolverWith(files(transcript, pact), { checkDraw });
      await resolver.work();
      expect(await store.panelOf(DEAL)).to.equal(undefined);
      now += 30_000;
      await resolver.work();
      expect(await store.panelOf(DEAL)).to.deep.equal({ deal: DEAL, hash: draw.hash, panel: "drawn", pool });
      expect(seen).to.deep.equal([
        [DEAL, transcript, pact],
        [DEAL, transcript, pact],
      ]);
      now += 10 * PATIENCE.mostMs;
      expect(await resolver.work()).to.equal(0);
    });

    it("answers nothing to a replica before the tables are there, and what is known after", async () => {
      if (postgres === undefined) return;
      await take(naming(word(7)));
      const [early, replica] = await Promise.all(
        ["1:0x34", "1:0x12"].map((contract) => openPostgres(postgres?.url ?? "", contract, true)),
      );
      expect(await early?.all("SELECT * FROM document")).to.deep.equal([]);
      expect(await replica?.all("SELECT hash FROM document")).to.deep.equal([{ hash: word(7) }]);
      await Promise.all([early?.close(), replica?.close()]);
    });

    it("says that a role may not read what is known, rather than that nothing is", async () => {
      if (postgres === undefined) return;
      await take(naming(word(7)));
      const owner = new pg.Client({ connectionString: postgres.url });
      await owner.connect();
      await owner.query("CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
      const url = Object.assign(new URL(postgres.url), { username: "stranger", password: "stranger" });
      const strange = await openPostgres(url.href, "1:0x12", true);
      const refused = await strange.all("SELECT hash FROM document").catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(DocumentsUnreadable);
      const [, schema = ""] = /grant usage on schema (\w+),/.exec((refused as Error).message) ?? [];
      await owner.query(`GRANT USAGE ON SCHEMA ${schema} TO stranger`);
      const tables = await strange.all("SELECT hash FROM document").catch((error: unknown) => error);
      expect(tables).to.be.instanceOf(DocumentsUnreadable);
      await owner.query(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO stranger`);
      expect(await strange.all("SELECT hash FROM document")).to.deep.equal([{ hash: word(7) }]);
      await Promise.all([strange.close(), owner.end()]);
    });

    it("lets one process of several resolve, and the next one when it ends", async () => {
      if (postgres === undefined) return;
      const other = await openPostgres(postgres.url, "1:0x12", false);
      expect(await Promise.all([database.claim(), database.claim()]), "asked twice at once").to.deep.equal([
        true,
        true,
      ]);
      expect([await database.claim(), await other.claim(), await database.claim()]).to.deep.equal([
        true,
        false,
        true,
      ]);
      await database.close();
      expect(await other.claim()).to.equal(true);
      database = other;
    });

    it("takes a thousand names of a stranger in, and still finds what the store has", async () => {
      const strangers = Array.from({ length: 1_000 }, (_, index) =>
        naming(word(10_000 + index), { kind: "evidence" }),
      );
      const text = "there all the time";
      await take(...strangers, naming(hashOf(text), { kind: "rating" }));
      const resolver = resolverWith([documentsIn({ files: [{ bytes: stringToBytes(text) }] })]);
      while ((await stateOf(hashOf(text)))?.state !== "verified")
        expect(await resolver.work()).to.be.greaterThan(0);
      expect(await store.counts()).to.include({ verified: 1 });
    });
  });
}

describe("the places of the resolver", () => {
  it("read a store on a private network that the operator named, and follow it to no other", async () => {
    const [named, inner] = await Promise.all([startServer(), startServer()]);
    const settings = { stores: [named.url], gateways: [], fromSellers: false, mostBytes: MIB, isOn: true };
    const [store, byUri] = openPlaces(settings);
    const away = hashOf("secret");
    inner.answers.set("/secret", sends("secret"));
    named.answers.set(`/${hashOf("here")}.json`, sends("here"));
    named.answers.set(`/${away}.json`, (_, response) =>
      response.writeHead(302, { location: `${inner.url}/secret` }).end(),
    );
    const ask = (hash: Hex) => store?.read({ kind: "rating", hash, maxBytes: 100 });
    expect(new TextDecoder().decode(await ask(hashOf("here")))).to.equal("here");
    const refused = await ask(away)?.catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(EvidenceUnavailableError);
    expect(inner.asked).to.deep.equal([]);
    const uris = [`${inner.url}/secret`];
    const seller = byUri
      ?.read({ kind: "evidence", hash: away, uris, maxBytes: 100 })
      .catch((error: unknown) => error);
    expect(await seller).to.be.instanceOf(EvidenceUnavailableError);
    expect(inner.asked, "what sellers name is not read").to.deep.equal([]);
    await Promise.all([named.stop(), inner.stop()]);
  });
});
