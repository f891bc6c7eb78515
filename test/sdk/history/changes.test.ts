import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect } from "chai";
import { changesEndpoint } from "../../../indexer/changes/endpoint.ts";
import {
  type ChangeRecord,
  type ChangesVoided,
  createHistory,
  listChanges,
  watchChanges,
} from "../../../sdk/history/index.ts";
import {
  IndexerAnswerMalformedError,
  IndexerNotReadyError,
  IndexerRefusedError,
  IndexerUnreachableError,
} from "../../../sdk/index.ts";
import { AGENT, DEAL, EventTable, row } from "../../indexer/support/event-table.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

const LIVE = { most: 2, pingMs: 60_000, lookMs: 1, retryMs: 1 };

describe("changes from an indexer", () => {
  const servers: Server[] = [];
  let table: EventTable;
  let url: string;
  let server: Server;

  async function listen(
    listener: RequestListener,
  ): Promise<{ readonly server: Server; readonly url: string }> {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  beforeEach(async () => {
    table = new EventTable([row(10, 0), row(200, 0), row(201, 4)]);
    ({ server, url } = await listen(getRequestListener(changesEndpoint(table, LIVE).fetch)));
  });

  afterEach(() => {
    for (const each of servers.splice(0)) {
      each.closeAllConnections();
      each.close();
    }
  });

  const watch = (changes: object = {}) => {
    const end = new AbortController();
    const history = createHistory({ url });
    const watcher = watchChanges(history, { deal: DEAL, firstPauseMs: 1, signal: end.signal, ...changes });
    const next = async () => (await watcher.next()).value as ChangeRecord | ChangesVoided | undefined;
    return { next, end: () => end.abort() };
  };
  const placeOf = (said: ChangeRecord | ChangesVoided | undefined) =>
    said?.kind === "change" ? `${said.block}.${said.logIndex}` : `${said?.kind} from ${said?.from}`;

  it("are read page by page, with checksummed addresses, and what there is not left undefined", async () => {
    const history = createHistory({ url });
    const first = await listChanges(history, { deal: DEAL, limit: 2 });
    expect(first.changes.map(placeOf)).to.deep.equal(["10.0", "200.0"]);
    const [change] = first.changes;
    expect(change).to.deep.include({ name: "DealOpened", dealId: DEAL, milestone: undefined });
    expect(change?.account?.toLowerCase()).to.equal(AGENT);
    const rest = await listChanges(history, { deal: DEAL, after: first.next });
    expect(rest.changes.map(placeOf)).to.deep.equal(["201.4"]);
    expect(rest.reorganisedFrom).to.equal(undefined);
    const mine = await listChanges(history, { agent: AGENT });
    expect(mine.changes).to.have.length(3);
  });

  it("come as they happen, and end with the signal", async () => {
    const { next, end } = watch();
    expect([placeOf(await next()), placeOf(await next()), placeOf(await next())]).to.deep.equal([
      ...["10.0", "200.0", "201.4"],
    ]);
    const coming = next();
    table.replace([...table.stored, row(205, 1)]);
    expect(placeOf(await coming)).to.equal("205.1");
    const last = next();
    end();
    expect(await last).to.equal(undefined);
  });

  it("go on where they were when the connection breaks, without one more or less", async () => {
    const { next, end } = watch();
    const seen = [placeOf(await next()), placeOf(await next())];
    server.closeAllConnections();
    table.replace([...table.stored, row(206, 0)]);
    seen.push(placeOf(await next()), placeOf(await next()));
    expect(seen).to.deep.equal(["10.0", "200.0", "201.4", "206.0"]);
    end();
  });

  it("say which are void after the chain was reorganised while no one was connected", async () => {
    const first = watch();
    await first.next();
    await first.next();
    const last = await first.next();
    first.end();
    table.replace([row(10, 0), row(200, 0), row(200, 3, "22"), row(201, 4)]);
    const { next, end } = watch({ after: last?.cursor });
    const said = [await next(), await next(), await next(), await next()].map(placeOf);
    expect(said).to.deep.equal(["reorganised from 128", "200.0", "200.3", "201.4"]);
    end();
  });

  it("are refused before anything is asked when nothing, or no cursor, is named", async () => {
    const history = createHistory({ url });
    await expectRefusedField("question", "undefined", () => watchChanges(history, {}));
    await expectRefusedField("question", "undefined", () =>
      listChanges(history, { deal: DEAL, agent: AGENT }),
    );
    await expectRefusedField("question.after", '"now"', () =>
      watchChanges(history, { deal: DEAL, after: "now" }),
    );
    await expectRefusedField("question.limit", "501", () => listChanges(history, { deal: DEAL, limit: 501 }));
    await expectRefusedField("question.attempts", "0", () =>
      watchChanges(history, { deal: DEAL, attempts: 0 }),
    );
  });

  it("end with the failure after all attempts, and at once where no other attempt does better", async () => {
    const answered = async (listener: RequestListener) => {
      let connections = 0;
      const place = await listen((request, response) => {
        connections += 1;
        listener(request, response);
      });
      url = place.url;
      return { next: watch({ attempts: 3 }).next, connections: () => connections };
    };
    const say = (status: number, body: string, type = "application/json") =>
      answered((_, response) => void response.writeHead(status, { "content-type": type }).end(body));
    const full = await say(503, '{"error":"too many"}');
    await refusalOf(IndexerNotReadyError, full.next);
    expect(full.connections()).to.equal(3);
    const broken = await answered((request) => void request.socket.destroy());
    await refusalOf(IndexerUnreachableError, broken.next);
    expect(broken.connections()).to.equal(3);
    const refused = await say(400, '{"error":"deal is wrong"}');
    await refusalOf(IndexerRefusedError, refused.next);
    for (const [status, body, type] of [
      [200, "{}", "application/json"],
      [404, "", "text/plain"],
      [200, "event: change\ndata: {\n\n", "text/event-stream"],
      [200, 'event: change\ndata: {"name":1}\n\n', "text/event-stream"],
      [200, 'event: reorganised\nid: later\ndata: {"from":1}\n\n', "text/event-stream"],
    ] as const) {
      const other = await say(status, body, type);
      await refusalOf(IndexerAnswerMalformedError, other.next);
      expect(other.connections()).to.equal(1);
    }
  });
});
