import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request for a chat completion, as the endpoint got it. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly temperature?: number;
  readonly seed?: number;
  readonly max_tokens?: number;
  readonly tools?: unknown;
  readonly response_format?: unknown;
  readonly authorization: string | undefined;
}

/** What the endpoint does with one request. */
export type Reply =
  | { readonly content: string; readonly finish?: "stop" | "length" | "content_filter" }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly misbehaves: "silent" | "drips" | "floods" | "redirects" | "hangs up" };

export type Script = (request: ChatRequest, number: number) => Reply;

/** An OpenAI-compatible endpoint on a loopback port, which answers by a script. */
export interface ScriptedEndpoint {
  readonly baseURL: string;
  readonly requests: readonly ChatRequest[];
  stop(): Promise<void>;
}

export async function startEndpoint(script: Script): Promise<ScriptedEndpoint> {
  const requests: ChatRequest[] = [];
  const server = createServer((incoming, response) => {
    void answer(incoming, response, script, requests);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  script: Script,
  requests: ChatRequest[],
): Promise<void> {
  const body = JSON.parse(await text(incoming));
  const request: ChatRequest = { ...body, authorization: incoming.headers.authorization };
  requests.push(request);
  const reply = script(request, requests.length);
  if ("content" in reply) {
    response.setHeader("content-type", "application/json").end(completionOf(request, reply));
  } else if ("status" in reply) {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(reply.body ?? JSON.stringify({ error: { message: "scripted failure" } }));
  } else misbehave(response, reply.misbehaves);
}

function completionOf(
  { model, messages }: ChatRequest,
  { content, finish = "stop" }: { readonly content: string; readonly finish?: string },
): string {
  const usage = {
    prompt_tokens: JSON.stringify(messages).length >> 2,
    completion_tokens: content.length >> 2,
  };
  const choice = { index: 0, finish_reason: finish, message: { role: "assistant", content } };
  return JSON.stringify({ id: "1", object: "chat.completion", created: 1, model, choices: [choice], usage });
}

const FLOOD = "x".repeat(1 << 16);

function misbehave(
  response: ServerResponse,
  how: "silent" | "drips" | "floods" | "redirects" | "hangs up",
): void {
  if (how === "hangs up") response.destroy();
  if (how === "redirects") response.writeHead(307, { location: "http://127.0.0.1:9/v1" }).end();
  if (how === "drips") {
    response.writeHead(200, { "content-type": "application/json" });
    const drip = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(drip));
  }
  if (how === "floods") {
    response.writeHead(200, { "content-type": "application/json" });
    const pour = () => {
      while (!response.destroyed && response.write(FLOOD));
      if (!response.destroyed) response.once("drain", pour);
    };
    pour();
  }
}
