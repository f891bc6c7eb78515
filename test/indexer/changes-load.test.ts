import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { expect } from "chai";
import { changesEndpoint } from "../../indexer/changes/endpoint.ts";
import type { EventRow, RowReader } from "../../indexer/changes/rows.ts";
import { DEAL, EventTable, row } from "./support/event-table.ts";

const MOST = 10;

describe("the load of changes", () => {
  it("of one caller's streams leaves room for another caller", async () => {
    const app = changesEndpoint(new EventTable([row(10, 0)]), {
      ...{ most: MOST, pingMs: 60_000, lookMs: 1, retryMs: 1 },
    });
    const server = serve({ fetch: app.fetch, port: 0, hostname: "0.0.0.0" });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const open: IncomingMessage[] = [];
    const ask = async (localAddress: string) => {
      const headers = { Accept: "text/event-stream" };
      const path = `/changes?deal=${DEAL}`;
      const asking = request({ host: "127.0.0.1", port, path, headers, localAddress }).end();
      const [response] = (await once(asking, "response")) as [IncomingMessage];
      open.push(response);
      return response.statusCode;
    };
    try {
      for (let each = 0; each < 2 * MOST; each++) await ask("127.0.0.1");
      expect(await ask("127.0.0.2")).to.equal(200);
    } finally {
      for (const response of open) response.destroy();
      server.close();
    }
  });

  it("of a page is bounded, however many rows are in the blocks before its cursor", async () => {
    const rows: EventRow[] = Array.from({ length: 20_000 }, (_, at) => row(100, at));
    const table = new EventTable(rows);
    let read = 0;
    const counting: RowReader = {
      ...{ stretch: table.stretch, head: table.head },
      rows: async (question) => {
        const found = await table.rows(question);
        read += found.length;
        return found;
      },
    };
    const app = changesEndpoint(counting, { most: MOST, pingMs: 60_000, lookMs: 1, retryMs: 1 });
    const page = async (after: string) => {
      const response = await app.request(`/changes?deal=${DEAL}&limit=500${after}`);
      return Object(await response.json()) as { readonly next: string; readonly changes: readonly unknown[] };
    };
    let sent = 0;
    for (let after = ""; sent < rows.length; ) {
      const { next, changes } = await page(after);
      sent += changes.length;
      after = `&after=${next}`;
    }
    // Each row is needed once; to look at a few more behind each cursor is no harm.
    expect(read / rows.length).to.be.at.most(3);
  });
});
