import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { ChangeRecord, ChangesVoided } from "../../../sdk/history/index.ts";
import {
  InvalidFieldError,
  WebhookAddressRefusedError,
  WebhookUndeliveredError,
} from "../../../sdk/index.ts";
import {
  type ChangesCursor,
  createWebhookSecret,
  deliverChanges,
  memoryStore,
  type VerifiedWebhook,
  verifyWebhook,
} from "../../../sdk/webhooks/index.ts";
import { refusalOf } from "../support/refusal.ts";

const HASH = `0x${"11".repeat(32)}` as const;
const change = (block: number): ChangeRecord => ({
  ...{ kind: "change", cursor: `${block}-0-0-0123456789abcdef`, name: "VerdictReached", dealId: HASH },
  ...{ milestone: 1, account: undefined, contract: `0x${"aa".repeat(20)}`, args: { payout: "6000" }, block },
  ...{ logIndex: 0, timestamp: 1_790_000_000, transaction: HASH },
});
const voided: ChangesVoided = { kind: "reorganised", cursor: "from-128", from: 128 };

describe("webhooks of an indexer's changes", () => {
  const secret = createWebhookSecret();
  const taken: VerifiedWebhook[] = [];
  let statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part as Uint8Array);
    taken.push(verifyWebhook({ headers: request.headers, body: Buffer.concat(parts), secret }));
    response.writeHead(statuses.shift() ?? 204).end();
  });
  let url = "";

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    taken.length = 0;
    statuses = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const deliver = (said: readonly (ChangeRecord | ChangesVoided)[], changes: object = {}) => {
    const asked: (string | undefined)[] = [];
    const store = memoryStore<ChangesCursor>();
    const watch = async function* (after: string | undefined) {
      asked.push(after);
      yield* said;
    };
    const done = () =>
      deliverChanges({ ...{ watch, url, secret, store, allowPrivate: true, firstPauseMs: 1 }, ...changes });
    return { asked, store, done };
  };

  it("are signed, in order, and leave the cursor behind the last one that was taken", async () => {
    const { asked, store, done } = deliver([change(200), voided, change(201)]);
    await done();
    expect(taken.map(({ id, type }) => [id, type])).to.deep.equal([
      ["change-200-0-0-0123456789abcdef", "VerdictReached"],
      ["reorganised-1-128", "ChainReorganised"],
      ["change-201-0-0-0123456789abcdef-1", "VerdictReached"],
    ]);
    expect(taken[0]?.data).to.deep.include({ dealId: HASH, milestone: 1, args: { payout: "6000" } });
    expect(taken[1]?.data).to.deep.equal({ from: 128 });
    expect(await store.load()).to.deep.equal({ after: change(201).cursor, reorganisations: 1 });
    await done();
    expect(asked).to.deep.equal([undefined, change(201).cursor]);
  });

  it("are sent again with the same id until they are taken, and next time when they were not", async () => {
    statuses = [500, 503, 204, 500, 500];
    const { asked, store, done } = deliver([change(200), change(201)], { attempts: 2 });
    const patient = deliver([change(200)], { attempts: 3, store });
    await patient.done();
    expect(new Set(taken.map(({ id }) => id)).size).to.equal(1);
    await refusalOf(WebhookUndeliveredError, done);
    expect(asked).to.deep.equal([change(200).cursor]);
    expect(await store.load()).to.deep.equal({ after: change(200).cursor, reorganisations: 0 });
  });

  it("go to no private address, and take no cursor of something else", async () => {
    await refusalOf(WebhookAddressRefusedError, deliver([], { allowPrivate: false }).done);
    const resolve = async () => [{ address: "10.0.0.1", family: 4 as const }];
    const hidden = { allowPrivate: false, url: "https://hooks.example", resolve };
    await refusalOf(WebhookAddressRefusedError, deliver([change(1)], hidden).done);
    const other = { load: async () => '{"block":7}', save: async () => undefined };
    await refusalOf(InvalidFieldError, deliver([], { store: other }).done);
    expect(taken).to.deep.equal([]);
  });
});
