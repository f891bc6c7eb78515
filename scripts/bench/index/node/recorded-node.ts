import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Recording } from "../recording/file.ts";
import { answersOf, NotRecordedError } from "./answers.ts";

/** A node that serves a recorded chain over JSON-RPC on a free loopback port, up to a head that can be moved. */
export interface RecordedNode {
  readonly url: string;
  readonly head: () => number;
  /** Lets the chain end at another block from now on; `seen` resolves when the block is first asked for and served. */
  readonly moveHead: (number: number) => { readonly seen: Promise<void> };
  readonly close: () => Promise<void>;
}

/** JSON-RPC's codes. */
const METHOD_NOT_FOUND = -32_601;
const INTERNAL_ERROR = -32_603;

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

export async function serveRecording(recording: Recording, start: number): Promise<RecordedNode> {
  let head = start;
  let seen: (() => void) | undefined;
  const answer = answersOf(recording, () => head);

  const respond = ({ id, method, params = [] }: Request): string => {
    const start = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},`;
    try {
      const result = answer(method, params);
      if (method === "eth_getBlockByNumber") seen?.();
      return `${start}"result":${result}}`;
    } catch (error) {
      const code = error instanceof NotRecordedError ? METHOD_NOT_FOUND : INTERNAL_ERROR;
      const message = error instanceof Error ? error.message : String(error);
      return `${start}"error":${JSON.stringify({ code, message })}}`;
    }
  };
  const server = createServer(async (request, response) => {
    const asked: Request | readonly Request[] = JSON.parse(await bodyOf(request));
    const text = isMany(asked) ? `[${asked.map(respond).join(",")}]` : respond(asked);
    response.writeHead(200, { "content-type": "application/json" }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return {
    url: `http://127.0.0.1:${address.port}`,
    head: () => head,
    moveHead: (number) => {
      if (number >= recording.entries.length) throw new RangeError(`block ${number} was not recorded`);
      head = number;
      const { promise, resolve } = Promise.withResolvers<void>();
      seen = resolve;
      return { seen: promise };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const isMany = (asked: Request | readonly Request[]): asked is readonly Request[] => Array.isArray(asked);

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
