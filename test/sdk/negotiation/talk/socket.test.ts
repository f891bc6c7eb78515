import { expect } from "chai";
import { WebSocket, WebSocketServer } from "ws";
import {
  CounterpartyRefusedError,
  CounterpartyUnreachableError,
  InvalidFieldError,
  toJson,
} from "../../../../sdk/index.ts";
import { converse, type SocketRoad, socketChannel, socketRoad } from "../../../../sdk/negotiation/index.ts";
import { publicLookup } from "../../../../sdk/node.ts";
import { errorOf, refusalOf } from "../../support/refusal.ts";
import { serve } from "../support/serve.ts";
import { buysUpTo, HOUR, sellsFrom, termsFor, twoSides } from "../support/sides.ts";

describe("negotiating over a WebSocket", () => {
  const opened = async (timeoutMs = 30_000) => {
    const sides = await twoSides({ buys: buysUpTo(150n), sells: sellsFrom(130n) });
    const { url: http, server, stop } = await serve(async () => new Response(null, { status: 426 }));
    const sockets = new WebSocketServer({ server, maxPayload: 524_288 });
    const roads: SocketRoad[] = [];
    sockets.on("connection", (socket) =>
      roads.push(socketRoad({ negotiator: sides.sold, socket, timeoutMs })),
    );
    const url = http.replace("http", "ws");
    const { negotiation } = await sides.bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const common = { url, negotiator: sides.bought, allowPrivate: true, pauseMs: 1 } as const;
    const end = async () => {
      for (const socket of sockets.clients) socket.terminate();
      await stop();
    };
    return { ...sides, url, roads, sockets, negotiation, common, end };
  };
  const closing = (url: string, send: (socket: WebSocket) => void) =>
    new Promise<number>((done) => {
      const socket = new WebSocket(url);
      socket.on("open", () => send(socket));
      socket.on("error", () => undefined);
      socket.on("close", done);
    });

  it("closes on what is no frame", async () => {
    const { url, end } = await opened();
    const codes = [
      await closing(url, (socket) => socket.send(new Uint8Array(4))),
      await closing(url, (socket) => socket.send("{")),
      await closing(url, (socket) => socket.send('{"ask":-1,"envelope":{}}')),
      await closing(url, (socket) => socket.send(" ".repeat(600_000))),
    ];
    expect(codes).to.deep.equal([1003, 1007, 1007, 1009]);
    await end();
  });

  it("closes on one that asks and does not read", async () => {
    const { bought, sold } = await twoSides({ buys: buysUpTo(150n), sells: sellsFrom(130n) });
    const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
    const envelope = await bought.envelope(negotiation);
    const listeners: ((event: { readonly type: string; readonly data: unknown }) => void)[] = [];
    let unread = 0;
    const code = new Promise<number | undefined>((done) =>
      socketRoad({
        negotiator: sold,
        socket: {
          readyState: 1,
          get bufferedAmount() {
            return unread;
          },
          send: (data) => {
            unread += data.length;
            if (unread > 16_000_000) done(undefined);
          },
          close: (given) => done(given),
          addEventListener: (type, listener) => {
            if (type === "message") listeners.push(listener as (typeof listeners)[number]);
          },
        },
      }),
    );
    const ask = toJson({ ask: 1, envelope: { ...envelope, have: [] } });
    const asking = setInterval(() => {
      for (let count = 0; count < 8_000; count += 1)
        for (const listen of listeners) listen({ type: "message", data: ask });
    }, 1);
    expect(await code, "policy violation of RFC 6455").to.equal(1_008);
    clearInterval(asking);
  });

  it("opens another socket when one broke", async () => {
    const { bought, sockets, common, negotiation, end } = await opened();
    let count = 0;
    sockets.on("connection", (socket) => {
      count += 1;
      if (count === 1) socket.terminate();
    });
    const { channel, close } = socketChannel(common);
    const { status } = await converse({ negotiator: bought, negotiation, channel, everyMs: 1 });
    expect([status, count]).to.deep.equal(["agreed", 2]);
    close();
    await end();
    await refusalOf(CounterpartyUnreachableError, async () => channel(await bought.envelope(negotiation)));
  });

  it("answers on the socket that it opened itself", async () => {
    const { bought, sold, roads, common, negotiation, end } = await opened();
    const { channel, close } = socketChannel({ ...common, connect: (to) => new WebSocket(to) });
    await channel(await bought.envelope(negotiation));
    const [road] = roads;
    if (road === undefined) throw new Error("no connection came");
    const { status } = await converse({ negotiator: sold, negotiation, channel: road.channel, everyMs: 1 });
    expect(status, "the server asks, and the client answers").to.equal("agreed");
    const strange = { ...(await bought.envelope(negotiation)), key: `0x${"00".repeat(32)}` } as const;
    expect((await refusalOf(CounterpartyRefusedError, () => channel(strange))).status).to.equal(404);
    close();
    await road.closed;
    await end();
  });

  it("asks no private address", async () => {
    const { bought } = await twoSides({ buys: buysUpTo(1n), sells: sellsFrom(1n) });
    for (const url of ["ws://seller.example.com/", "wss://127.0.0.1/", "wss://a:b@seller.example.com/"])
      await refusalOf(InvalidFieldError, () => socketChannel({ url, negotiator: bought }));
    const lookup = publicLookup({ resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
    const socket = new WebSocket("wss://seller.example.com:9/", { lookup });
    const error = await new Promise<Error>((done) => socket.on("error", done));
    expect(error).to.be.instanceOf(CounterpartyUnreachableError);
    expect(await errorOf(() => publicLookup({ resolver: 1 } as never))).to.be.instanceOf(InvalidFieldError);
  });
});
