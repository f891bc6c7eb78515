import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { readChanges } from "../../../indexer/changes/feed.ts";
import type { ChangeRecord, ChangesVoided } from "../../../sdk/history/index.ts";
import {
  createWebhookSecret,
  deliverChanges,
  memoryStore,
  verifyWebhook,
} from "../../../sdk/webhooks/index.ts";
import { DEAL, EventTable, row } from "../../indexer/support/event-table.ts";

/** What a receiver knows that does as it is told: it deals with each id once, and forgets what is void. */
class Receiver {
  readonly #seen = new Set<string>();
  readonly known = new Map<string, number>();

  take({ id, type, data }: ReturnType<typeof verifyWebhook>): void {
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    if (type !== "ChainReorganised") {
      this.known.set(`${data.block}.${data.logIndex} ${data.transaction}`, Number(data.block));
      return;
    }
    for (const [key, block] of this.known) if (block >= Number(data.from)) this.known.delete(key);
  }
}

describe("webhooks of changes that a reorganisation left as they were", () => {
  const secret = createWebhookSecret();
  const receiver = new Receiver();
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part as Uint8Array);
    receiver.take(verifyWebhook({ headers: request.headers, body: Buffer.concat(parts), secret }));
    response.writeHead(204).end();
  });

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("are known again, as they are told again after what voided them", async () => {
    const table = new EventTable([row(200, 0), row(260, 0)]);
    let cursor: Parameters<typeof readChanges>[1]["cursor"] = { kind: "block", block: 0 };
    const told = async function* (): AsyncGenerator<ChangeRecord | ChangesVoided> {
      const batch = await readChanges(table, { followed: { deal: DEAL }, cursor, limit: 100 });
      cursor = batch.next;
      const from = batch.reorganisedFrom;
      if (from !== null) yield { kind: "reorganised", cursor: `from-${from}`, from };
      for (const change of batch.changes) yield { kind: "change", ...change } as unknown as ChangeRecord;
    };
    const { port } = server.address() as AddressInfo;
    const store = memoryStore<{ readonly after: string }>();
    const url = `http://127.0.0.1:${port}`;
    const deliver = () => deliverChanges({ watch: told, url, secret, store, allowPrivate: true });

    await deliver();
    // Block 260 is replaced; block 200 is what it was.
    table.replace([row(200, 0), row(260, 0, "22")]);
    await deliver();
    expect([...receiver.known.keys()]).to.deep.equal([
      `200.0 0x${"11".repeat(32)}`,
      `260.0 0x${"22".repeat(32)}`,
    ]);
  });
});
