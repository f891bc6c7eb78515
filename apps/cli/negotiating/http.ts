import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { CommandRefusal, ExitCode } from "../refusal.ts";

/** What a client has to send a request. */
const REQUEST_MS = 30_000;
const MOST_CONNECTIONS = 256;

/** Serves a handler of `fetch` until it is closed. */
export async function listen(
  serve: (request: Request) => Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server: Server = createServer((incoming, outgoing) => {
    answer(serve, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.requestTimeout = REQUEST_MS;
  server.headersTimeout = REQUEST_MS;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((done, fail) => {
    server.once("error", (error) => {
      const code: unknown = Reflect.get(error, "code");
      fail(
        new CommandRefusal(`It cannot listen there (${String(code)}). Name another port.`, ExitCode.failed),
      );
    });
    server.listen(port, host, done);
  });
  const { port: taken } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${taken}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  serve: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  const type = headers["content-type"];
  const request = new Request(new URL(url, "http://here.invalid/"), {
    ...{ method, headers: type === undefined ? {} : { "content-type": type } },
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {}),
  } as RequestInit);
  const response = await serve(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
