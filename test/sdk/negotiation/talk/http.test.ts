import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import {
  CounterpartyRefusedError,
  CounterpartyUnreachableError,
  EvidenceUnavailableError,
  InvalidFieldError,
  toJson,
} from "../../../../sdk/index.ts";
import {
  httpChannel,
  type NegotiationEnvelope,
  type Negotiator,
  negotiationHandler,
} from "../../../../sdk/negotiation/index.ts";
import { guardedFetch } from "../../../../sdk/node.ts";
import { refusalOf } from "../../support/refusal.ts";
import { serve } from "../support/serve.ts";
import { buysUpTo, HOUR, sellsFrom, termsFor, twoSides } from "../support/sides.ts";

const URL_OF = "https://seller.example/negotiations";
const json = { "content-type": "application/json" };

describe("negotiating over HTTP", () => {
  const opened = async () => {
    const sides = await twoSides({ buys: buysUpTo(150n), sells: sellsFrom(100n) });
    const { negotiation } = await sides.bought.begin({ terms: termsFor(140n), validFor: HOUR });
    const sent = await sides.bought.envelope(negotiation);
    return { ...sides, negotiation, sent, respond: negotiationHandler({ negotiator: sides.sold }) };
  };
  const post = (body: string | Uint8Array, headers: Record<string, string> = json) =>
    new Request(URL_OF, { method: "POST", headers, body } as RequestInit);

  it("answers what is no envelope with a status", async () => {
    const { respond, sent, sold } = await opened();
    const wrongKey = { ...sent, key: `0x${"00".repeat(32)}` };
    const cases: readonly (readonly [Request, number])[] = [
      [new Request(URL_OF), 405],
      [post(toJson(sent), { "content-type": "text/plain" }), 415],
      [post("{"), 400],
      [post(new Uint8Array([0x22, 0xff, 0x22])), 400],
      [post(" ".repeat(524_289)), 413],
      [post(toJson({ ...sent, more: 1 })), 400],
      [post(toJson(wrongKey)), 404],
      [post(toJson({ ...sent, messages: [] })), 404],
    ];
    for (const [request, status] of cases) {
      const response = await respond(request);
      expect([status, Object.keys(Object(await response.json()))]).to.deep.equal([
        response.status,
        ["error"],
      ]);
    }
    expect(sold.list()).to.deep.equal([]);
    const good = await respond(post(toJson(sent)));
    expect([good.status, good.headers.get("cache-control")]).to.deep.equal([200, "no-store"]);
    const { messages } = (await good.json()) as NegotiationEnvelope;
    expect(messages.map(({ kind }) => kind)).to.deep.equal(["acceptance"]);
    expect((await respond(post(toJson(wrongKey)))).status, "a stranger that guessed the id").to.equal(404);
  });

  it("tells a stranger nothing of what its strategy threw", async () => {
    const { sent } = await opened();
    const seen: unknown[] = [];
    const { sold } = await twoSides({
      buys: buysUpTo(1n),
      sells: () => {
        throw new InvalidFieldError({ field: "limit", value: 130, problem: "is my limit", remedy: "None." });
      },
    });
    const respond = negotiationHandler({ negotiator: sold, onError: (error) => seen.push(error) });
    const response = await respond(post(toJson(sent)));
    expect(response.status).to.equal(500);
    expect(await response.text()).to.not.include("limit");
    expect(String(Reflect.get(Object(seen[0]), "cause"))).to.include("is my limit");
    expect(sold.list(), "what came is kept").to.deep.equal([sent.negotiation]);
  });

  it("answers as many at once as it may", async () => {
    let go = () => {};
    const open = new Promise<void>((done) => {
      go = done;
    });
    const negotiator: Pick<Negotiator, "receive"> = {
      receive: async () => {
        await open;
        return {} as NegotiationEnvelope;
      },
    };
    const respond = negotiationHandler({ negotiator, atOnce: 2 });
    const running = [respond(post("{}")), respond(post("{}"))];
    expect((await respond(post("{}"))).status).to.equal(503);
    go();
    expect((await Promise.all(running)).map(({ status }) => status)).to.deep.equal([200, 200]);
    expect((await respond(post("{}"))).status).to.equal(200);
  });

  it("tries again what may pass, and nothing else", async () => {
    const { sent, respond } = await opened();
    let asked = 0;
    const failing = (answers: readonly (Response | Error)[]) =>
      httpChannel({
        ...{ url: "https://seller.example.com/", pauseMs: 1 },
        fetch: async (url, init) => {
          const next = answers[asked++];
          if (next instanceof Error) throw next;
          return next ?? respond(new Request(url, init as RequestInit));
        },
      });
    const busy = () => new Response("", { status: 503, headers: { "retry-after": "0" } });
    const answer = await failing([new TypeError("reset"), busy(), new Response("", { status: 429 })])(sent);
    expect(JSON.parse(String(answer)).messages).to.have.length(1);
    asked = 0;
    await refusalOf(CounterpartyUnreachableError, () => failing([busy(), busy(), busy(), busy()])(sent));
    expect(asked).to.equal(4);
    asked = 0;
    const rude = Response.json({ error: `No.\u001b[2J ${"x".repeat(9_999)}` }, { status: 400 });
    const error = await refusalOf(CounterpartyRefusedError, () => failing([rude])(sent));
    expect([asked, error.status]).to.deep.equal([1, 400]);
    expect(error.message).to.include("No.\\u001b[2J").and.to.have.length.below(600);
    asked = 0;
    const plain = new Response("<html>", { status: 404 });
    await refusalOf(CounterpartyRefusedError, () => failing([plain])(sent));
  });

  it("follows no redirect and reads no endless answer", async () => {
    const { sent } = await opened();
    let asked = 0;
    const { url, stop } = await serve(async () => {
      asked += 1;
      return asked === 1
        ? new Response(null, { status: 307, headers: { location: url } })
        : new Response(" ".repeat(600_000));
    });
    const channel = httpChannel({ url, allowPrivate: true, pauseMs: 1, attempts: 1 });
    await refusalOf(CounterpartyRefusedError, () => channel(sent));
    expect(asked).to.equal(1);
    const error = await refusalOf(CounterpartyRefusedError, () => channel(sent));
    expect(error.message).to.include("too long");
    await stop();
  });

  it("asks no private address", async () => {
    for (const url of [
      "http://seller.example.com/",
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://seller.local/",
      "https://a:b@seller.example.com/",
      "ftp://seller.example.com/",
      7,
    ])
      await refusalOf(InvalidFieldError, () => httpChannel({ url: url as string }));
    const { sent } = await opened();
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const fetch = guardedFetch({ resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
    const channel = httpChannel({ url: `https://seller.example.com:${port}/`, fetch, attempts: 1 });
    await refusalOf(EvidenceUnavailableError, () => channel(sent));
    expect(asked).to.equal(0);
    server.close();
  });

  it("posts through the guarded fetch", async () => {
    const { sent, respond } = await opened();
    const { url, stop } = await serve(respond);
    const channel = httpChannel({ url, allowPrivate: true, fetch: guardedFetch({ allowPrivate: true }) });
    expect(JSON.parse(String(await channel(sent))).negotiation).to.equal(sent.negotiation);
    await stop();
  });
});
