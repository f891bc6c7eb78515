import { expect } from "chai";
import { changesEndpoint } from "../../indexer/changes/endpoint.ts";
import type { EventRow } from "../../indexer/changes/rows.ts";
import { AGENT, DEAL, EventTable, row } from "./support/event-table.ts";

interface Page {
  readonly reorganisedFrom: number | null;
  readonly changes: readonly { readonly cursor: string; readonly block: number; readonly logIndex: number }[];
  readonly next: string;
}

const SETTINGS = { mostEach: 2, most: 2, pingMs: 60_000, lookMs: 1, retryMs: 1 };

function serve(rows: readonly EventRow[]) {
  const table = new EventTable(rows);
  const app = changesEndpoint(table, SETTINGS);
  const ask = (query: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    app.request(`/changes?${query}`, { headers, ...(signal === undefined ? {} : { signal }) });
  const page = async (query: string) => (await (await ask(`deal=${DEAL}&${query}`)).json()) as Page;
  return { table, ask, page };
}

const placesIn = ({ changes }: Page) => changes.map(({ block, logIndex }) => `${block}.${logIndex}`);

describe("changes, page by page", () => {
  it("come in the order of the chain, each once, from any cursor on", async () => {
    const rows = Array.from({ length: 40 }, (_, at) => row(100 + 17 * Math.floor(at / 3), at % 3));
    const { page } = serve(rows);
    const all = await page("");
    expect(placesIn(all)).to.deep.equal(rows.map((each) => `${each.blockNumber}.${each.logIndex}`));
    for (const [at, { cursor }] of all.changes.entries()) {
      const rest = await page(`after=${cursor}&limit=7`);
      expect(rest.reorganisedFrom).to.equal(null);
      expect(rest.changes).to.deep.equal(all.changes.slice(at + 1, at + 8));
    }
    expect(await page(`after=${all.next}`)).to.deep.equal({
      reorganisedFrom: null,
      changes: [],
      next: all.next,
    });
    const from = await page("after=from-202");
    expect(from.changes).to.deep.equal(all.changes.filter(({ block }) => block >= 202));
  });

  it("say amounts as text, and which log they are of", async () => {
    const { page } = serve([row(7, 3, "11", { milestone: 1, name: "MilestoneSettled" })]);
    const [change] = (await page("")).changes;
    expect(change).to.deep.include({ name: "MilestoneSettled", block: 7, logIndex: 3, milestone: 1 });
    expect(change).to.deep.include({ args: { amount: "9007199254740993" }, timestamp: 1_790_000_014 });
  });

  it("say from which block on they are void when the chain was reorganised, and what is so now", async () => {
    const kept = [row(10, 0), row(200, 0)];
    const { table, page } = serve([...kept, row(260, 0), row(261, 0)]);
    const { next } = await page("");
    // The last row is the same again, and one before it is not.
    table.replace([...kept, row(260, 0, "22"), row(260, 1, "22"), row(261, 0)]);
    const again = await page(`after=${next}`);
    expect(again.reorganisedFrom).to.equal(192);
    expect(placesIn(again)).to.deep.equal(["200.0", "260.0", "260.1", "261.0"]);
    expect(await page(`after=${again.next}`)).to.deep.equal({
      ...{ reorganisedFrom: null, changes: [], next: again.next },
    });
    expect((await page("")).next).to.equal(again.next);
  });

  it("go on where nothing is left but what was before the reorganised blocks", async () => {
    const { table, page } = serve([row(10, 0), row(300, 0)]);
    const { next } = await page("");
    table.replace([row(10, 0)]);
    const gone = await page(`after=${next}`);
    expect(gone).to.deep.equal({ reorganisedFrom: 192, changes: [], next: "from-192" });
    table.replace([row(10, 0), row(301, 0)]);
    const more = await page(`after=${gone.next}`);
    expect(placesIn(more)).to.deep.equal(["301.0"]);
    expect((await page(`after=${more.next}`)).reorganisedFrom).to.equal(null);
  });

  it("are refused for what cannot be followed, or no cursor", async () => {
    const { ask } = serve([]);
    for (const [query, says] of [
      ["", "Give deal, or agent"],
      [`deal=${DEAL}&agent=${AGENT}`, "Give deal, or agent"],
      ["deal=0x12", 'deal is "0x12"'],
      ["agent=0x12", 'agent is "0x12"'],
      [`deal=${DEAL}&after=yesterday`, 'after is "yesterday"'],
      [`deal=${DEAL}&limit=501`, 'limit is "501"'],
    ] as const) {
      const response = await ask(query);
      const { error } = (await response.json()) as { readonly error: string };
      expect([response.status, error.startsWith(says)], error).to.deep.equal([400, true]);
    }
  });
});

/** Events of a stream, one by one. */
async function* eventsOf(response: Response) {
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events.filter((each) => !each.startsWith(":"))) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(event)?.[1] ?? "";
      yield { event: field("event"), id: field("id"), data: JSON.parse(field("data")) };
    }
  }
}

describe("changes, as they come", () => {
  const STREAM = { Accept: "text/event-stream" };
  const open = async (service: ReturnType<typeof serve>, query = "", headers = {}) => {
    const end = new AbortController();
    const response = await service.ask(`deal=${DEAL}&${query}`, { ...STREAM, ...headers }, end.signal);
    const events = eventsOf(response);
    const next = async () => (await events.next()).value;
    return { response, next, end: () => end.abort() };
  };

  it("begin with those behind the cursor, and go on with new ones", async () => {
    const service = serve([row(10, 0), row(11, 0)]);
    const { response, next, end } = await open(service);
    expect(response.headers.get("content-type")).to.include("text/event-stream");
    const first = await next();
    expect([first?.event, first?.data.block, first?.id]).to.deep.equal(["change", 10, first?.data.cursor]);
    const second = await next();
    service.table.replace([...service.table.stored, row(12, 0)]);
    expect((await next())?.data.block).to.equal(12);
    end();
    const again = await open(service, "", { "last-event-id": first?.id });
    expect((await again.next())?.data).to.deep.equal(second?.data);
    again.end();
  });

  it("say when blocks were replaced, and send what is so now", async () => {
    const service = serve([row(200, 0), row(201, 0)]);
    const { next, end } = await open(service);
    await next();
    await next();
    service.table.replace([row(200, 0), row(201, 0, "22")]);
    const said = await next();
    expect(said).to.deep.equal({ event: "reorganised", id: "from-128", data: { from: 128 } });
    expect([(await next())?.data.block, (await next())?.data.transaction]).to.deep.equal([
      200,
      `0x${"22".repeat(32)}`,
    ]);
    end();
  });

  it("outlive a database that is away for a while", async () => {
    const service = serve([row(10, 0)]);
    service.table.broken = true;
    const { next, end } = await open(service);
    const first = next();
    service.table.broken = false;
    expect((await first)?.data.block).to.equal(10);
    end();
  });

  it("go to so many callers at once, and to another one when one has left", async () => {
    const service = serve([row(10, 0)]);
    const streams = [await open(service), await open(service)];
    await Promise.all(streams.map(({ next }) => next()));
    const refused = await service.ask(`deal=${DEAL}`, STREAM);
    expect([refused.status, refused.headers.get("retry-after")]).to.deep.equal([503, "10"]);
    streams[0]?.end();
    let response = await service.ask(`deal=${DEAL}`, STREAM);
    while (response.status === 503) response = await service.ask(`deal=${DEAL}`, STREAM);
    expect(response.status).to.equal(200);
    await response.body?.cancel();
    streams[1]?.end();
  });
});
