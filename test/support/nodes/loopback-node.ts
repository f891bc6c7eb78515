import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Hex } from "viem";

/** A JSON-RPC request. */
export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What the node answers: a result, an error, an HTTP status, or nothing before the connection breaks off. */
export type Answer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: Hex } }
  | { readonly status: number }
  | "broken off";

/** Answers a request; `forward` asks the real node, for something else where it is given. */
export type Behaviour = (call: Call, forward: (other?: Call) => Promise<Answer>) => Promise<Answer> | Answer;

/** A node on loopback that asks a real one, and misbehaves as it is told. */
export interface LoopbackNode {
  readonly url: string;
  /** What it was asked, in order. */
  readonly asked: readonly Call[];
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

type Forward = (call: { readonly method: string; readonly params: readonly unknown[] }) => Promise<unknown>;

/** Starts a node that passes everything on, until it is told otherwise. */
export async function startNode(real: Forward): Promise<LoopbackNode> {
  const asked: Call[] = [];
  let behaviour: Behaviour = (_, forward) => forward();
  const answerTo = async ({ method, params = [] }: Call): Promise<Answer> => {
    const call = { method, params };
    asked.push(call);
    return behaviour(call, (other = call) =>
      real(other).then(
        (result) => ({ result: result ?? null }),
        (error: unknown) => ({ error: asError(error) }),
      ),
    );
  };
  const server = createServer(async (request, response) => {
    const { id, ...call } = JSON.parse(await bodyOf(request)) as Call & { readonly id: number };
    const answer = await answerTo(call);
    if (answer === "broken off") {
      response.destroy();
    } else if ("status" in answer) {
      response.writeHead(answer.status).end("the node has no time");
    } else {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    behave: (next) => {
      behaviour = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
}

function asError(error: unknown): { code: number; message: string; data?: Hex } {
  const chain: unknown[] = [];
  for (
    let link = error;
    typeof link === "object" && link !== null;
    link = (link as { cause?: unknown }).cause
  ) {
    chain.push(link);
  }
  const pick = <Value>(name: string, is: (value: unknown) => value is Value) =>
    chain.map((link) => (link as Record<string, unknown>)[name]).find(is);
  const isNumber = (value: unknown): value is number => typeof value === "number";
  const isHex = (value: unknown): value is Hex => typeof value === "string" && value.startsWith("0x");
  const data = pick("data", isHex);
  return {
    code: pick("code", isNumber) ?? -32_000,
    message: error instanceof Error ? error.message : String(error),
    ...(data !== undefined && { data }),
  };
}
