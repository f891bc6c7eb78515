import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { WebhookAddressRefusedError } from "../errors/webhooks.ts";
import { checkedLookup, type Resolve } from "../identity/public-address.ts";

/** One attempt to deliver. */
export interface Sending {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** Undefined: private addresses are allowed, and the system looks the host up. */
  readonly resolve: Resolve | undefined;
  readonly signal: AbortSignal;
}

/** What became of an attempt. */
export interface Attempt {
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly details: string;
  /** Milliseconds after which the receiver asks to be asked again. */
  readonly retryAfterMs: number | undefined;
}

const refusal = () => new WebhookAddressRefusedError("its host has an address of a private network");

/** Posts once. A redirect is an answer like another, and is not followed. Throws WebhookAddressRefusedError. */
export async function post(sending: Sending): Promise<Attempt> {
  try {
    const response = await answerTo(sending);
    // Nothing in it matters but its status.
    response.destroy();
    const { statusCode: status, headers } = response;
    return { status, details: `HTTP ${status}`, retryAfterMs: retryAfterOf(headers["retry-after"]) };
  } catch (error) {
    if (error instanceof WebhookAddressRefusedError) throw error;
    const code: unknown = Reflect.get(Object(error), "code");
    const details = typeof code === "string" ? code : "the connection failed";
    return { status: undefined, details, retryAfterMs: undefined };
  }
}

function answerTo({ url, headers, body, timeoutMs, resolve, signal }: Sending): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const send = url.protocol === "http:" ? requestHttp : requestHttps;
    const content = Buffer.from(body);
    const request: ClientRequest = send(
      url,
      {
        method: "POST",
        // No connection of before, which might be to an address that was not checked.
        agent: false,
        headers: { ...headers, "content-type": "application/json", "content-length": content.length },
        ...(resolve === undefined ? {} : { lookup: checkedLookup(resolve, refusal) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      },
      done,
    );
    request.on("error", fail);
    request.end(content);
  });
}

function retryAfterOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}
