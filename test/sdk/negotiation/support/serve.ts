import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { type AgentCard, AgentCard as Card } from "@a2a-js/sdk";
import { ClientFactory, JsonRpcTransportFactory } from "@a2a-js/sdk/client";
import {
  DefaultRequestHandler,
  InMemoryTaskStore,
  JsonRpcTransportHandler,
  ServerCallContext,
} from "@a2a-js/sdk/server";
import { WebSocketServer } from "ws";
import {
  a2aChannel,
  negotiationExecutor,
  negotiationExtension,
} from "../../../../sdk/negotiation/a2a/index.ts";
import {
  httpChannel,
  type NegotiationChannel,
  type Negotiator,
  negotiationHandler,
  socketChannel,
  socketRoad,
} from "../../../../sdk/negotiation/index.ts";

/** A server of a test on a free port, and how to stop it. */
export interface Served {
  readonly url: string;
  readonly server: Server;
  readonly stop: () => Promise<void>;
}

/** Mounts a handler of `fetch` on a server of Node. */
export async function serve(respond: (request: Request) => Promise<Response>): Promise<Served> {
  const server = createServer(async (incoming, outgoing) => {
    const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
    const hasBody = incoming.method === "POST";
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      ...{ method: incoming.method ?? "GET", headers: headers as [string, string][] },
      ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
    } as RequestInit);
    const response = await respond(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/`, server, stop };
}

/** A road from one side to another, and what takes it down. */
export interface Road {
  readonly channel: NegotiationChannel;
  readonly stop: () => Promise<void>;
}

const quick = { allowPrivate: true, pauseMs: 1 } as const;

/** Every road that envelopes take, each to a server that runs. */
export const ROADS: Readonly<Record<string, (to: Negotiator, from: Negotiator) => Promise<Road>>> = {
  "direct calls": async (to) => ({ channel: to.receive, stop: async () => undefined }),
  HTTP: async (to) => {
    const { url, stop } = await serve(negotiationHandler({ negotiator: to }));
    return { channel: httpChannel({ url, ...quick }), stop };
  },
  WebSocket: async (to, from) => {
    const { url, server, stop } = await serve(async () => new Response(null, { status: 426 }));
    const sockets = new WebSocketServer({ server, maxPayload: 524_288 });
    sockets.on("connection", (socket) => socketRoad({ negotiator: to, socket }));
    const { channel, close } = socketChannel({ url: url.replace("http", "ws"), negotiator: from, ...quick });
    return {
      channel,
      stop: async () => {
        close();
        for (const socket of sockets.clients) socket.terminate();
        await stop();
      },
    };
  },
  A2A: async (to) => {
    let answer = async (_: Request) => new Response(null, { status: 503 });
    const { url, stop } = await serve((request) => answer(request));
    const card = cardAt(url);
    const handler = new JsonRpcTransportHandler(
      new DefaultRequestHandler(card, new InMemoryTaskStore(), negotiationExecutor({ negotiator: to })),
    );
    answer = async (request) => {
      const extensions = (request.headers.get("a2a-extensions") ?? "").split(",").filter((uri) => uri !== "");
      const requestedVersion = request.headers.get("a2a-version") ?? "0.3";
      const context = new ServerCallContext({ requestedExtensions: extensions, requestedVersion });
      return Response.json(await handler.handle(await request.text(), context));
    };
    const factory = new ClientFactory({ transports: [new JsonRpcTransportFactory()] });
    const client = await factory.createFromAgentCard(card);
    return { channel: a2aChannel({ client, pauseMs: 1 }), stop };
  },
};

/** The card of a seller at a URL. */
export const cardAt = (url: string): AgentCard =>
  Card.fromJSON({
    ...{ name: "seller", description: "Sells summaries.", version: "1.0.0" },
    supportedInterfaces: [{ url, protocolBinding: "JSONRPC", protocolVersion: "1.0" }],
    capabilities: { streaming: false, pushNotifications: false, extensions: [negotiationExtension()] },
    ...{ defaultInputModes: ["application/json"], defaultOutputModes: ["application/json"], skills: [] },
  });
