import { PGlite } from "@electric-sql/pglite";
import { expect } from "chai";
import { type GraphQLSchema, getIntrospectionQuery } from "graphql";
import pg from "pg";
import { graphqlEndpoint } from "../../indexer/graphql/endpoint.ts";
import { Engine, Refused } from "../../indexer/graphql/engine.ts";
import { type Model, modelOf } from "../../indexer/graphql/model.ts";
import type { Reader } from "../../indexer/graphql/reader.ts";
import { openPgliteReader } from "../../indexer/graphql/reader-pglite.ts";
import { openPostgresReader } from "../../indexer/graphql/reader-postgres.ts";
import { Turns } from "../../indexer/graphql/turns.ts";
import { Callers } from "../../indexer/http/callers.ts";
import { placeIn } from "../../indexer/http/checkpoint.ts";
import * as schema from "../../indexer/ponder.schema.ts";
import { indexerQueries } from "../support/indexer-queries.ts";
import { fillOddly } from "./support/odd-rows.ts";
import { indexerSchema, openPonder, ponderSchema } from "./support/ponder-graphql.ts";
import { openCluster } from "./support/postgres.ts";
import { randomQuestions, type Samples } from "./support/random-questions.ts";

const ROWS = 60;
/** Random questions, and which share of the columns pages are turned by. PGlite is the slower one. */
const SIZES = process.env.QUITTANCE_DEEP
  ? { PGlite: 2_000, PostgreSQL: 5_000, oneColumnOf: 1 }
  : { PGlite: 80, PostgreSQL: 300, oneColumnOf: 7 };
const SEED = 20_261_201;

type Ask = (
  query: string,
  variables: object,
) => Promise<{ readonly data?: unknown; readonly errors?: unknown }>;

interface Ground {
  readonly reader: Reader;
  readonly ponder: Ask;
  readonly close: () => Promise<void>;
}

const GROUNDS = {
  PGlite: async (): Promise<Ground | undefined> => {
    const pglite = new PGlite();
    await fillOddly(pglite as unknown as pg.Pool, ROWS);
    return {
      reader: openPgliteReader(pglite),
      ponder: await openPonder(pglite),
      close: () => pglite.close(),
    };
  },
  PostgreSQL: async (): Promise<Ground | undefined> => {
    const postgres = await openCluster();
    if (postgres === undefined) return undefined;
    const client = new pg.Pool({ connectionString: postgres.url });
    client.on("error", () => undefined);
    await fillOddly(client, ROWS);
    const reader = openPostgresReader(postgres.url, "public");
    const close = async () => {
      await reader.close();
      await client.end();
      await postgres.stop();
    };
    return { reader, ponder: await openPonder(client), close };
  },
};

for (const name of ["PGlite", "PostgreSQL"] as const) {
  const [open, random] = [GROUNDS[name], SIZES[name]];
  describe(`GraphQL with one statement for a question, on ${name}`, () => {
    let ground: Ground;
    let engine: Engine;
    let plain: GraphQLSchema;
    let model: Model;
    let samples: Samples;

    before(async function () {
      const opened = await open();
      if (opened === undefined) return this.skip();
      ground = opened;
      plain = await ponderSchema();
      model = modelOf(schema);
      engine = new Engine(await indexerSchema(), model, ground.reader);
      samples = await samplesOf(ground.ponder, model);
    });

    after(() => ground?.close());

    const ask = async (query: string, variables: object = {}) =>
      (await engine.answer(engine.prepare({ query, variables: { ...variables } }))).body;
    const same = async (query: string, variables: object = {}) => {
      const theirs = await ground.ponder(query, variables);
      expect(theirs.errors, query).to.equal(undefined);
      const ours = await ask(query, variables).catch((error: unknown) => String(error));
      expect(ours, `${query}\n${JSON.stringify(variables)}`).to.equal(JSON.stringify({ data: theirs.data }));
      return theirs.data as Readonly<Record<string, unknown>>;
    };

    it("answers the thirty questions as Ponder does, to the byte", async () => {
      for (const { text, example, take } of indexerQueries()) {
        const found = Object.entries(take).map(([variable, place]) => {
          const [table = "", column = ""] = place.split(".");
          const value = samples[table]?.map((row) => row[column]).find((each) => each !== null);
          return [variable, Array.isArray(value) ? value[0] : value];
        });
        await same(text, { ...example, ...Object.fromEntries(found) });
      }
    });

    it(`answers ${random} random questions as Ponder does, to the byte, and the same again`, async () => {
      const questions = randomQuestions(plain, samples, SEED);
      for (let count = 0; count < random; count++) {
        const { query, variables } = questions.next();
        await same(query, variables);
        if (count % 10 === 0) await same(query, variables);
      }
    });

    it("turns pages forwards and backwards as Ponder does, by columns that always have a value", async () => {
      let seen = 0;
      for (const { type, columns } of model.values()) {
        for (const { field, form, isNullable, isArray } of columns.values()) {
          if (form === "json" || isNullable || isArray) continue;
          seen += 1;
          if (seen % SIZES.oneColumnOf > 0) continue;
          const query = `query ($after: String, $before: String, $to: String) {
            page: ${type}s(orderBy: "${field}", orderDirection: $to, limit: 7, after: $after, before: $before) {
              items { ${field} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
            }
          }`;
          const to = field.length % 2 === 0 ? "asc" : "desc";
          const first = (await same(query, { to })).page as Page;
          const after = first.pageInfo.endCursor;
          if (after === null) continue;
          const second = (await same(query, { to, after })).page as Page;
          const before = second.pageInfo.startCursor ?? after;
          await same(query, { to, before });
        }
      }
    });

    it("reads every row once by a column that has no value in some, where Ponder loses rows", async () => {
      for (const to of ["asc", "desc"]) {
        for (const turn of ["forwards", "backwards"] as const) {
          const query = `query ($after: String, $before: String) {
            deals(orderBy: "category", orderDirection: "${to}", limit: 7, after: $after, before: $before) {
              items { id category } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            }
          }`;
          const all = `{ deals(orderBy: "category", orderDirection: "${to}", limit: 1000) { items { id category } pageInfo { endCursor } } }`;
          const whole = JSON.parse(await ask(all)).data.deals as Page;
          const last = whole.items.at(-1);
          let cursor = turn === "forwards" ? null : whole.pageInfo.endCursor;
          const seen: unknown[] = turn === "forwards" ? [] : [last];
          for (let isMore = true; isMore; ) {
            const variables = turn === "forwards" ? { after: cursor } : { before: cursor };
            const { items, pageInfo } = JSON.parse(await ask(query, variables)).data.deals as Page;
            if (turn === "forwards") seen.push(...items);
            else seen.unshift(...items);
            isMore = turn === "forwards" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
            cursor = turn === "forwards" ? pageInfo.endCursor : pageInfo.startCursor;
          }
          expect(seen, `${turn} ${to}`).to.deep.equal(whole.items);
        }
      }
    });

    it("turns the page after a row that is gone, where Ponder loses another", async () => {
      const page = JSON.parse(await ask("{ deals(limit: 59) { items { id } } }")).data.deals as Page;
      const ids = page.items.map(({ id }) => String(id));
      const gone = Buffer.from(JSON.stringify({ json: { id: `${ids[56]?.slice(0, -1)}g` } })).toString(
        "base64",
      );
      const asked = `{ deals(limit: 5, after: "${gone}") { items { id } pageInfo { hasPreviousPage hasNextPage } } }`;
      const { items, pageInfo } = JSON.parse(await ask(asked)).data.deals;
      expect(items[0]).to.deep.equal({ id: ids[57] });
      expect(items).to.have.length(3);
      expect(pageInfo).to.deep.equal({ hasPreviousPage: true, hasNextPage: false });
    });

    it("takes what one filter of OR is made of together, where Ponder takes it apart", async () => {
      const all = JSON.parse(await ask("{ deals(limit: 1000) { items { id buyer status } } }")).data
        .deals as Page;
      const [one, other] = all.items;
      const asked = `{ deals(limit: 1000, where: { OR: [
        { buyer: "${one?.buyer}", status: ${one?.status} }, { id: "${other?.id}" }
      ] }) { items { id } totalCount } }`;
      const { items, totalCount } = JSON.parse(await ask(asked)).data.deals;
      const wanted = all.items.filter(
        ({ id, buyer, status }) => id === other?.id || (buyer === one?.buyer && status === one?.status),
      );
      expect(items).to.deep.equal(wanted.map(({ id }) => ({ id })));
      expect(totalCount).to.equal(wanted.length);
    });

    it("finds an address by its beginning in capitals, and takes % and _ for what they are", async () => {
      const { agents } = JSON.parse(await ask("{ agents(limit: 1) { items { address } } }")).data;
      const beginning = `0x${agents.items[0].address.slice(2, 12).toUpperCase()}`;
      const count = async (where: string) =>
        JSON.parse(await ask(`{ agents(where: { ${where} }) { totalCount } }`)).data.agents.totalCount;
      expect(await count(`address_starts_with: "${beginning}"`)).to.equal(1);
      expect(await count('address_contains: "%"')).to.equal(0);
      expect(await count('address_contains: "_"')).to.equal(0);
    });

    it("counts in a fragment, and says the number again without counting", async () => {
      const asked = "{ deals(limit: 1) { ...P } } fragment P on dealPage { totalCount items { buyer } }";
      const first = await ask(asked);
      expect(JSON.parse(first).data.deals.totalCount).to.equal(ROWS);
      expect(await ask(asked)).to.equal(first);
    });

    it("answers with a name of any length", async () => {
      const long = "a".repeat(200);
      const asked = `{ ${long}: deals(limit: 2) { ${long}: items { ${long}: id b: buyer } } }`;
      await same(asked);
    });

    it("answers about the schema and about rows in one question", async () => {
      const asked = `{ __type(name: "deal") { ...T } deals(limit: 1) { items { id } } __typename } fragment T on __Type { name kind }`;
      const { data } = JSON.parse(await ask(asked));
      expect(data).to.include({ __typename: "Query" });
      expect(data.__type).to.deep.equal({ name: "deal", kind: "OBJECT" });
      const query = getIntrospectionQuery({ descriptions: false });
      const theirs = await ground.ponder(query, {});
      expect(JSON.parse(await ask(query)).data).to.deep.equal(JSON.parse(JSON.stringify(theirs.data)));
    });

    it("tells of each type and field what it is", async () => {
      const asked = `query ($type: String!) { __type(name: $type) { description } }`;
      const { data } = JSON.parse(await ask(asked, { type: "deal" }));
      expect(data).to.deep.equal({
        __type: { description: "A deal: its terms, its money and what it is at." },
      });
    });

    describe("over HTTP", () => {
      const served = (perMinute: number, turns?: Turns) =>
        graphqlEndpoint({
          ...{ engine, callers: new Callers({ perMinute, isProxied: true }) },
          ...(turns && { turns }),
          sayAsOf: async (checkpoint) => ({ "quittance-as-of": String(placeIn(checkpoint).block) }),
        });
      const post = async (
        app: ReturnType<typeof served>,
        query: string,
        address = "192.0.2.1",
        more = {},
      ) => {
        const headers = { "content-type": "application/json", "x-forwarded-for": address, ...more };
        const answer = await app.request("/graphql", {
          ...{ method: "POST", headers, body: JSON.stringify({ query }) },
        });
        return { status: answer.status, headers: answer.headers, text: await answer.text() };
      };

      it("says which block the rows are of, in the type of answer that is asked for", async () => {
        const app = served(100);
        const { status, headers, text } = await post(app, "{ deals(limit: 1) { items { id } } }");
        expect([status, headers.get("quittance-as-of")]).to.deep.equal([200, "4321"]);
        expect(headers.get("content-type")).to.equal("application/json; charset=utf-8");
        expect(JSON.parse(text).data.deals.items).to.have.length(1);
        const type = "application/graphql-response+json";
        const other = await post(app, "{ __typename }", undefined, { Accept: type });
        expect(other.headers.get("content-type")).to.equal(`${type}; charset=utf-8`);
      });

      it("refuses with GraphQL's errors, and 200 where the query could be read", async () => {
        const app = served(100);
        const wrong = await post(app, "{ deals(limit: 2000) { items { id } } }");
        expect(wrong.status).to.equal(200);
        const { errors, data } = JSON.parse(wrong.text);
        expect(data).to.equal(null);
        expect(errors[0]).to.deep.include({ path: ["deals"] });
        expect((await post(app, "")).status).to.equal(400);
      });

      it("turns a caller without points away, and no other", async () => {
        const app = served(70);
        const large = "{ deals(limit: 1000) { items { id milestones(limit: 60) { items { index } } } } }";
        expect((await post(app, large)).status).to.equal(200);
        const refused = await post(app, large);
        expect(refused.status).to.equal(429);
        expect(Number(refused.headers.get("retry-after"))).to.be.greaterThan(0);
        expect(JSON.parse(refused.text).errors[0].message).to.include("Too many questions from this address");
        expect((await post(app, "{ __typename }")).status).to.equal(429);
        expect((await post(app, "{ __typename }", "192.0.2.2")).status).to.equal(200);
      });

      it("says so where too many wait", async () => {
        const none = { running: 0, ofOne: 0, heavy: 0, heavyOfOne: 0, rest: 0, waitingOfOne: 0, waiting: 0 };
        const { status, headers, text } = await post(served(100, new Turns(none)), "{ __typename }");
        expect([status, headers.get("retry-after")]).to.deep.equal([503, "1"]);
        expect(text).to.include("Too many queries wait");
      });
    });

    for (const [query, message, variables] of [
      ["{ deals(limit: 1001) { items { id } } }", "limit is 1001. Give a number from 0 to 1000."],
      ["{ deals(offset: -1) { items { id } } }", "offset is -1. Give a number from 0 to 2147483647."],
      [
        '{ deals(orderBy: "price") { items { id } } }',
        'orderBy is "price", by which rows of deal cannot be sorted',
      ],
      ['{ deals(orderBy: "panels") { items { id } } }', 'orderBy is "panels"'],
      ['{ deals(orderDirection: "up") { items { id } } }', 'orderDirection is "up". Give "asc" or "desc".'],
      ['{ deals(after: "x", before: "y") { items { id } } }', "after and before are both given"],
      ['{ deals(after: "x", offset: 2) { items { id } } }', "after and offset 2 are both given"],
      [
        '{ deals(after: "x") { items { id } } }',
        'after is "x", which is no cursor. Give endCursor of a page',
      ],
      [
        "query ($c: String) { deals(before: $c) { items { id } } }",
        "which has no id. Give startCursor of a page with the same orderBy.",
        { c: Buffer.from('{"json":{"buyer":"0x"}}').toString("base64") },
      ],
      [
        "query ($c: String) { deals(after: $c) { items { id } } }",
        'after has {"a":1} for id, which cannot be one',
        { c: Buffer.from('{"json":{"id":{"a":1}}}').toString("base64") },
      ],
      ["{ deals(where: { OR: [null] }) { items { id } } }", "OR is [null]. Give a list of filters."],
      ["{ deals(where: { buyer_in: null }) { items { id } } }", "buyer_in is null. Give a list."],
      ["{ deals(where: { buyer_contains: null }) { items { id } } }", "buyer_contains is null. Give a text."],
      ['{ events(where: { account: "\\u0000\\u0000" }) { items { name } } }', "account holds a zero byte"],
      ["{ deal { id } }", 'argument "id" of type "String!" is required'],
      ["{ deals { items { price } } }", 'Cannot query field "price" on type "deal".'],
      ["query ($n: Int!) { deals(limit: $n) { items { id } } }", "$n", { n: "x" }],
      ["query A { __typename } query B { __typename }", "Must provide operation name"],
      ["{", "Syntax Error"],
      ["mutation { deals { items { id } } }", "answers queries"],
    ] as const) {
      it(`refuses ${query}: ${message}`, async () => {
        const refusal: unknown = await ask(query, variables ?? {}).catch((error: unknown) => error);
        expect(refusal).to.be.instanceOf(Refused);
        const { errors } = JSON.parse((refusal as Refused).body);
        expect(errors[0].message).to.include(message);
      });
    }
  });
}

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** A few rows of each table, as Ponder tells them. */
async function samplesOf(ponder: Ask, model: Model): Promise<Samples> {
  const samples: Record<string, Page["items"]> = {};
  for (const { type, columns } of model.values()) {
    const { data } = await ponder(
      `{ page: ${type}s(limit: 20) { items { ${[...columns.keys()].join(" ")} } } }`,
      {},
    );
    samples[type] = (data as { readonly page: Page }).page.items;
  }
  return samples;
}
