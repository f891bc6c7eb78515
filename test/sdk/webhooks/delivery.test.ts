import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { isPublicAddress } from "../../../sdk/identity/public-address.ts";
import {
  InvalidFieldError,
  WebhookAddressRefusedError,
  WebhookUndeliveredError,
} from "../../../sdk/index.ts";
import { openExampleDeal } from "../../../sdk/testing/index.ts";
import { type ChainReorganised, type DealEvent, watchDeal } from "../../../sdk/watching/index.ts";
import {
  createWebhookSecret,
  deliverWebhooks,
  fileStore,
  memoryStore,
  type VerifiedWebhook,
  verifyWebhook,
  type WebhookDelivery,
} from "../../../sdk/webhooks/index.ts";
import { errorOf, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";
import { deliverWork } from "../watching/support.ts";

/** A receiver on loopback that answers as it is told, and keeps what it could verify. */
async function startReceiver(secret: string) {
  const taken: VerifiedWebhook[] = [];
  let answer: (webhook: VerifiedWebhook, count: number) => number | { status: number; location: string } =
    () => 204;
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part as Uint8Array);
    const webhook = verifyWebhook({ headers: request.headers, body: Buffer.concat(parts), secret });
    taken.push(webhook);
    const given = answer(webhook, taken.length);
    if (typeof given === "number") response.writeHead(given).end();
    else response.writeHead(given.status, { location: given.location }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    taken,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

describe("webhooks", () => {
  const setup = useStack();
  const secret = createWebhookSecret();
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let deal: Awaited<ReturnType<typeof openExampleDeal>>;

  beforeEach(async () => {
    receiver = await startReceiver(secret);
    deal = await openExampleDeal(setup());
  });
  afterEach(async () => {
    await receiver.stop();
  });

  /** The first `count` events of the deal, then an end. */
  const first = (count: number): WebhookDelivery["watch"] =>
    async function* (cursor) {
      const { address, publicClient, startBlock } = setup();
      const place = cursor === undefined ? { fromBlock: BigInt(startBlock) } : { cursor };
      let yielded = 0;
      const watcher = watchDeal(publicClient, { address, dealId: deal.dealId, ...place, pollingInterval: 5 });
      for await (const event of watcher) {
        yield event;
        yielded += 1;
        if (yielded === count) return;
      }
    };
  const deliver = (watch: WebhookDelivery["watch"], others: Partial<WebhookDelivery> = {}) =>
    deliverWebhooks({
      ...{ watch, url: receiver.url, secret, store: memoryStore(), allowPrivate: true, firstPauseMs: 1 },
      ...others,
    });
  const work = (milestone: number) => deliverWork(setup(), deal, { milestone });

  it("arrive signed, one after the other, with what the events say", async () => {
    await work(0);
    await deliver(first(2));
    expect(receiver.taken.map(({ type }) => type)).to.deep.equal(["DealOpened", "EvidenceDelivered"]);
    const [opened, delivered] = receiver.taken;
    expect(opened?.data).to.include({ dealId: deal.dealId, removed: false });
    expect(Reflect.get(Object(opened?.data.terms), "salt")).to.be.a("string");
    expect(delivered?.data).to.include({ milestone: 0, evidenceUri: "https://seller.example/evidence" });
    expect(delivered?.data).to.not.have.property("cursor");
  });

  it("are sent again with the same id until they are taken, then go on", async () => {
    await work(0);
    receiver.answerWith((_, count) => [500, 429, 302, 200, 503, 200][count - 1] ?? 200);
    await deliver(first(2));
    const ids = receiver.taken.map(({ id }) => id);
    expect(new Set(ids.slice(0, 4)).size).to.equal(1);
    expect(new Set(ids.slice(4)).size).to.equal(1);
    expect(ids).to.have.length(6);
    expect(receiver.taken.map(({ type }) => type).slice(3, 5)).to.deep.equal([
      "DealOpened",
      "EvidenceDelivered",
    ]);
  });

  it("end after so many attempts, and the next delivery with the same store begins with that event", async () => {
    await work(0);
    const folder = await mkdtemp(join(tmpdir(), "quittance-webhooks-"));
    const store = fileStore(join(folder, "cursor.json"));
    receiver.answerWith(({ type }) => (type === "EvidenceDelivered" ? 500 : 200));
    const error = await refusalOf(WebhookUndeliveredError, () => deliver(first(2), { store, attempts: 3 }));
    expect([error.attempts, error.status]).to.deep.equal([3, 500]);
    expect(error.message).to.not.include("127.0.0.1").and.to.not.include(secret);
    receiver.answerWith(() => 200);
    receiver.taken.splice(0);
    await deliver(first(1), { store });
    expect(receiver.taken.map(({ type, id }) => [type, id])).to.deep.equal([["EvidenceDelivered", error.id]]);
    await rm(folder, { recursive: true });
  });

  it("are not tried again where the receiver is gone", async () => {
    receiver.answerWith(() => 410);
    const error = await refusalOf(WebhookUndeliveredError, () => deliver(first(1)));
    expect([error.attempts, receiver.taken.length]).to.deep.equal([1, 1]);
  });

  it("follow no redirect", async () => {
    const other = await startReceiver(secret);
    receiver.answerWith(() => ({ status: 307, location: other.url }));
    const error = await refusalOf(WebhookUndeliveredError, () => deliver(first(1), { attempts: 2 }));
    expect([error.status, other.taken.length]).to.deep.equal([307, 0]);
    await other.stop();
  });

  it("tell a reorganisation, and that an event was removed, under ids of their own", async () => {
    const { snapshot, revert, mine } = setup();
    const fork = await snapshot();
    await work(0);
    receiver.answerWith((_, count) => {
      if (count !== 2) return 200;
      void revert(fork).then(() => mine(3));
      return 200;
    });
    await deliver(first(4));
    expect(receiver.taken.map(({ type, data }) => [type, data.removed])).to.deep.equal([
      ...[
        ["DealOpened", false],
        ["EvidenceDelivered", false],
        ["ChainReorganised", undefined],
      ],
      ["EvidenceDelivered", true],
    ]);
    expect(new Set(receiver.taken.map(({ id }) => id)).size).to.equal(4);
  });

  it("end without an error when the signal says so, also between two attempts", async () => {
    const end = new AbortController();
    receiver.answerWith(() => {
      setTimeout(() => end.abort(), 5);
      return 500;
    });
    await deliver(first(1), { signal: end.signal, firstPauseMs: 100_000 });
    expect(receiver.taken).to.have.length(1);
  });

  it("never go to a private network, by its address, by a name, or by what a name resolves to", async () => {
    const none: WebhookDelivery["watch"] = async function* () {};
    const one: WebhookDelivery["watch"] = first(1) as (
      cursor: unknown,
    ) => AsyncIterable<DealEvent | ChainReorganised>;
    const urls = [
      ...[
        "http://hooks.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "https://2130706433/",
      ],
      ...[
        "https://localhost/",
        "https://printer.local/",
        "https://user:hunter2@hooks.example/",
        "ftp://hooks.example",
        "x",
      ],
    ];
    for (const url of urls) {
      const error = await refusalOf(WebhookAddressRefusedError, () =>
        deliver(none, { url, allowPrivate: false }),
      );
      expect(error.message).to.not.include("hunter2");
    }
    for (const address of [
      "127.0.0.1",
      "169.254.169.254",
      "10.1.2.3",
      "fd00::1",
      "::ffff:127.0.0.1",
      "64:ff9b::a00:1",
    ]) {
      const resolve = async () => [
        { address: "93.184.216.34", family: 4 },
        { address, family: address.includes(":") ? 6 : 4 },
      ];
      const parameters = { url: "https://hooks.example/", allowPrivate: false, resolve };
      await refusalOf(WebhookAddressRefusedError, () => deliver(one, parameters));
    }
  });

  it("refuse wrong parameters before anything is sent, and show no secret", async () => {
    const error = await errorOf(() => deliver(first(1), { secret: "whsec_short" }));
    expect(error).to.be.instanceOf(InvalidFieldError);
    expect(String(error)).to.not.include("short");
    await refusalOf(InvalidFieldError, () => deliver(first(1), { attempts: 0 }));
    await refusalOf(InvalidFieldError, () => deliver(first(1), { attemptz: 1 } as never));
    expect(receiver.taken).to.deep.equal([]);
  });
});

describe("an address of the public internet", () => {
  it("is told from those of private and special networks", () => {
    const open = ["93.184.216.34", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"];
    const closed = [
      ...[
        "0.0.0.0",
        "10.255.255.255",
        "100.64.0.1",
        "127.1.2.3",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
      ],
      ...[
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
      ],
      ...["::ffff:8.8.8.8", "64:ff9b::808:808", "2001:db8::1", "2001::1", "2002:7f00:1::", "not one", ""],
    ];
    expect(open.filter((address) => !isPublicAddress(address))).to.deep.equal([]);
    expect(closed.filter(isPublicAddress)).to.deep.equal([]);
  });
});
