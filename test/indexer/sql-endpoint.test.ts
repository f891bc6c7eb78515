import { expect } from "chai";
import superjson from "superjson";
import { sqlEndpoint } from "../../indexer/sql/endpoint.ts";
import { openLive } from "../../indexer/sql/live.ts";
import type { Answer, Reader } from "../../indexer/sql/reader.ts";
import { StatementError } from "../../indexer/sql/statement.ts";
import { Unavailable } from "../../indexer/sql/unavailable.ts";
import { COLLIDING } from "./support/colliding-statements.ts";

/** A database of one value, that can be made to refuse, and that may answer late. */
function openStub() {
  const state = {
    head: "1",
    value: 1,
    refusal: undefined as Error | undefined,
    late: Promise.resolve(),
    /** Statements of callers. */
    asked: 0,
  };
  const reader: Reader = {
    async read({ sql }): Promise<Answer> {
      if (sql.includes("_ponder_checkpoint")) return { rows: [{ latest_checkpoint: state.head }] };
      state.asked++;
      await state.late;
      if (state.refusal !== undefined) throw state.refusal;
      return { rows: [{ value: state.value }] };
    },
    close: async () => undefined,
  };
  return { state, reader };
}

const query = (sql: string) => new URLSearchParams({ sql: superjson.stringify({ sql, params: [] }) });

function openEndpoint({ most = 2, pingMs = 60_000 } = {}) {
  const { state, reader } = openStub();
  const tables = new Map([["deal", new Set(["value"])]]);
  const app = sqlEndpoint(reader, tables, openLive(reader, { most, pingMs, lookMs: 5, retryMs: 5 }));
  const ask = async (path: string, sql = "select value from deal", init?: RequestInit) =>
    app.request(`/${path}?${query(sql)}`, init);
  return { state, ask };
}

/** Asks until there is a place, which frees itself soon after a caller is gone. */
async function askUntilFree(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const response = await ask();
    if (response.status !== 503) return response;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The events of a stream, one after the other. */
async function* eventsOf(response: Response): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    for (const [, data = ""] of decoder.decode(chunk).matchAll(/^data: (.*)$/gm)) yield JSON.parse(data);
  }
}

describe("/sql, turned on", () => {
  it("answers a statement, and refuses the one that collides with it", async () => {
    const { state, ask } = openEndpoint();
    expect(await (await ask("db", COLLIDING.allowed)).json()).to.deep.equal({ rows: [{ value: 1 }] });
    for (const path of ["db", "live"]) {
      const refusal = await ask(path, COLLIDING.forbidden);
      expect(refusal.status).to.equal(400);
      expect(await refusal.text()).to.include("UpdateStmt is not supported");
    }
    expect(state.asked).to.equal(1);
  });

  it("says what PostgreSQL refuses, and when to come again", async () => {
    const { state, ask } = openEndpoint();
    for (const path of ["db", "live"]) {
      state.refusal = new StatementError("no such table");
      expect((await ask(path)).status).to.equal(400);
      state.refusal = new Unavailable("busy");
      const busy = await ask(path);
      expect([busy.status, busy.headers.get("retry-after"), await busy.text()]).to.deep.equal([
        503,
        "1",
        "busy",
      ]);
    }
  });

  it("takes nothing but GET: a stream asked for by HEAD would have no end", async () => {
    const { ask } = openEndpoint({ most: 1 });
    for (const method of ["HEAD", "POST"]) {
      for (const path of ["db", "live"])
        expect((await ask(path, "select 1", { method })).status).to.equal(405);
    }
    expect((await ask("live")).status).to.equal(200);
  });
});

describe("/sql/live", () => {
  it("sends an answer when it has changed, and only then", async () => {
    const { state, ask } = openEndpoint();
    const events = eventsOf(await ask("live"));
    const first = events.next();
    state.head = "2";
    await new Promise((resolve) => setTimeout(resolve, 30));
    Object.assign(state, { head: "3", value: 2 });
    expect((await first).value).to.deep.equal({ rows: [{ value: 2 }] });
    const second = events.next();
    Object.assign(state, { head: "4", value: 3, refusal: new Unavailable("busy") });
    await new Promise((resolve) => setTimeout(resolve, 30));
    state.refusal = undefined;
    expect((await second).value).to.deep.equal({ rows: [{ value: 3 }] });
    await events.return(undefined);
  });

  it("has a place again for each statement that was refused, a thousand times", async () => {
    const { state, ask } = openEndpoint({ most: 1 });
    for (let time = 0; time < 500; time++)
      expect((await ask("live", "delete from deal")).status).to.equal(400);
    state.refusal = new StatementError("no such table");
    for (let time = 0; time < 500; time++) expect((await ask("live")).status).to.equal(400);
    state.refusal = undefined;
    expect((await ask("live")).status).to.equal(200);
  });

  it("has no more places than it has, and one again for each caller that is gone", async () => {
    const { ask } = openEndpoint({ most: 2 });
    const [first] = await Promise.all([ask("live"), ask("live")]);
    const refused = await ask("live");
    expect([refused.status, await refused.text()]).to.deep.equal([
      503,
      "2 live answers are open, and no more are given. Try later, or ask /sql/db.",
    ]);
    await first?.body?.cancel();
    expect((await askUntilFree(() => ask("live"))).status).to.equal(200);
  });

  it("has a place again when a caller left before its first answer, whose statement then does not run", async () => {
    const { state, ask } = openEndpoint({ most: 2 });
    const late = Promise.withResolvers<void>();
    state.late = late.promise;
    const caller = new AbortController();
    const left = [1, 2].map(() => ask("live", "select 1", { signal: caller.signal }));
    await Promise.resolve();
    caller.abort("gone");
    late.resolve();
    expect((await Promise.all(left)).map(({ status }) => status)).to.deep.equal([503, 503]);
    expect(state.asked).to.be.lessThan(3);
    const places = await Promise.all([ask("live"), ask("live")]);
    expect(places.map(({ status }) => status)).to.deep.equal([200, 200]);
  });

  it("has a place again when a caller's connection breaks later", async () => {
    const { ask } = openEndpoint({ most: 1 });
    const caller = new AbortController();
    expect((await ask("live", "select 1", { signal: caller.signal })).status).to.equal(200);
    caller.abort("gone");
    expect((await askUntilFree(() => ask("live"))).status).to.equal(200);
  });

  it("has a place again when a caller takes in nothing", async () => {
    const { ask } = openEndpoint({ most: 1, pingMs: 20 });
    expect((await ask("live")).status).to.equal(200);
    expect((await askUntilFree(() => ask("live"))).status).to.equal(200);
  });

  it("has a place again when a statement fails that was answered before", async () => {
    const { state, ask } = openEndpoint({ most: 1 });
    const response = await ask("live");
    Object.assign(state, { head: "2", refusal: new StatementError("takes too long") });
    expect(await response.text()).to.equal("event: error\ndata: takes too long\n\n");
    state.refusal = undefined;
    expect((await askUntilFree(() => ask("live"))).status).to.equal(200);
  });
});
