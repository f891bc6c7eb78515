import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Agreement, type AskNode, NodesDifferError, type Question } from "./agreement.ts";
import { Lane } from "./lane.ts";

/** A place on this machine through which Ponder asks several nodes. */
export interface Gateway {
  /** One for each node: what is asked there is asked of it. */
  readonly urls: readonly string[];
  readonly agreement: Agreement;
  /** What became of the questions to each node. */
  readonly lanes: readonly Lane[];
  stop(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const CONFIRM_MS = 500;
/** Questions to one node at once; more wait here. */
const AT_ONCE = 32;
/** As JSON-RPC has it for errors of a server; Ponder asks again. */
const DIFFERENT = -32_000;

/** A node's answer that is no result, to be passed on as it is. */
class Refusal extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`the node answers with status ${status}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * Opens a place on loopback that passes questions on to nodes, and answers of `eth_getLogs` back only when a second node says
 * the same. Ponder paces and retries per URL, so each node has one here. The paths are unguessable: other processes of this
 * machine do not get to use the nodes. It keeps no process alive.
 *
 * @param rpcUrls At least two. @param addresses Contracts whose logs count, in lower case.
 */
export async function openGateway(
  rpcUrls: readonly string[],
  addresses: readonly string[],
): Promise<Gateway> {
  const lanes = rpcUrls.map(() => new Lane(AT_ONCE));
  const posts = rpcUrls.map((url, place): Post => {
    const lane = lanes[place] ?? new Lane(AT_ONCE);
    return (body) => lane.run(() => post(url, body));
  });
  const agreement = new Agreement(posts.map(askerOf), addresses);
  const secret = randomBytes(16).toString("hex");
  const server = createServer(async (request, response) => {
    const [, given, place] = (request.url ?? "").split("/");
    const postTo = given === secret ? posts[Number(place)] : undefined;
    if (postTo === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = await bodyOf(request);
    const { status, text } = await answerTo(body, Number(place), postTo, agreement);
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  const confirming = setInterval(() => void agreement.confirm(), CONFIRM_MS).unref();
  const { port } = server.address() as AddressInfo;
  return {
    urls: rpcUrls.map((_, place) => `http://127.0.0.1:${port}/${secret}/${place}`),
    agreement,
    lanes,
    stop: async () => {
      clearInterval(confirming);
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Asks one node in its turn. */
type Post = (body: string) => Promise<{ readonly status: number; readonly text: string }>;

async function answerTo(body: string, place: number, postTo: Post, agreement: Agreement) {
  try {
    const { id, method, params = [] } = JSON.parse(body) as Question & { readonly id: unknown };
    if (method !== "eth_getLogs") return await postTo(body);
    const reply = (answer: object) => ({
      status: 200,
      text: JSON.stringify({ jsonrpc: "2.0", ...answer, id }),
    });
    try {
      return reply({ result: await agreement.logs(place, { method, params }) });
    } catch (error) {
      if (error instanceof Refusal && error.status === 200) return reply(JSON.parse(error.body));
      if (!(error instanceof NodesDifferError)) throw error;
      return reply({ error: { code: DIFFERENT, message: error.message } });
    }
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, text: error.body };
    return {
      status: 502,
      text: JSON.stringify({ error: { code: DIFFERENT, message: "The node does not answer." } }),
    };
  }
}

function askerOf(postTo: Post): AskNode {
  return async ({ method, params }) => {
    const { status, text } = await postTo(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    const answer: unknown = status === 200 ? JSON.parse(text) : undefined;
    if (answer instanceof Object && "result" in answer) return answer.result;
    throw new Refusal(status, text);
  };
}

async function post(url: string, body: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: response.status, text: await response.text() };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
}
