import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server on loopback that answers by path, and counts what it is asked. */
export interface TestServer {
  readonly url: string;
  readonly asked: IncomingMessage[];
  readonly answers: Map<string, RequestListener>;
  readonly stop: () => Promise<void>;
}

/** Answers 404 to every path that has no answer. */
export async function startServer(): Promise<TestServer> {
  const asked: IncomingMessage[] = [];
  const answers = new Map<string, RequestListener>();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(request);
    const answer = answers.get(request.url ?? "");
    if (answer === undefined) response.writeHead(404).end("not here");
    else answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answers,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answers with bytes. */
export const sends =
  (bytes: Uint8Array | string): RequestListener =>
  (_, response) => {
    response.end(bytes);
  };

/** Answers with a redirect. */
export const leadsTo =
  (location: string): RequestListener =>
  (_, response) => {
    response.writeHead(302, { location }).end();
  };
