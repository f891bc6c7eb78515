import type { Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { printable } from "../errors/printable.ts";
import { RelayerRefusedError } from "../errors/relayer.ts";
import { withoutSecrets } from "../errors/secrets.ts";
import { NodeUnreachableError } from "../errors/transport.ts";
import { withoutUrls } from "../errors/urls.ts";
import { parseWith, toJson } from "../json/parse.ts";
import type { Tab } from "../payments/tabs/tab.ts";
import type { SignedVoucher } from "../payments/tabs/voucher.ts";
import type { WalletDeployment } from "../protocol/wrapped-signature.ts";
import { type IntentStatus, quoteSchema, type RelayQuote, statusSchema } from "./messages.ts";

/** A relayer that is asked over HTTP. */
export interface RelayerAddress {
  /** Where it listens, such as `https://relayer.example`. */
  readonly url: string;
  /** What the operator gave the account. */
  readonly apiKey: string;
  /** In the place of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

/** A call that the contract refuses: what it reverts with, as a node would answer it. */
export class IntentReverts extends Error {
  override readonly name = "IntentReverts";
  readonly code = 3;
  readonly data: Hex;

  constructor(data: Hex) {
    super("execution reverted");
    this.data = data;
  }
}

const MOST_BYTES = 400_000;
const LONGEST_DETAILS = 300;
const NOT_FOUND = 404;
const UNPROCESSABLE = 422;
const TOO_OLD = 500;
const TIMEOUT_MS = 30_000;

/** What a relayer is asked to send. */
export interface IntentRequest {
  readonly data: Hex;
  readonly deployments: readonly WalletDeployment[];
  /** A call of `pay`. */
  readonly payment?: Hex;
  readonly tab?: Tab;
  readonly voucher?: SignedVoucher;
}

export interface Exchange {
  submit(asked: IntentRequest): Promise<IntentStatus>;
  /** Waits on the relayer's side so many seconds at most until a block has it, or it is refused. */
  status(id: Hex, wait?: number): Promise<IntentStatus | undefined>;
  quote(asked: IntentRequest): Promise<RelayQuote>;
}

/** Speaks to a relayer. NodeUnreachableError means that it may have done what it was asked. */
export function exchangeWith({ url, apiKey, fetch: asked = fetch }: RelayerAddress): Exchange {
  const base = baseOf(url);
  if (typeof apiKey !== "string" || !/^[\x21-\x7e]{1,200}$/.test(apiKey)) {
    const problem = "must be printable characters without spaces";
    throw new InvalidFieldError({
      ...{ field: "apiKey", value: undefined, secret: true, problem },
      remedy: "Pass the key that the relayer's operator gave you.",
    });
  }
  const ask = async (path: string, body?: object): Promise<{ status: number; body: unknown }> => {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { method: "POST", body: toJson(body) };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await asked(`${base}${path}`, { ...sent, headers, signal, redirect: "error" });
      const text = await boundedText(response);
      return { status: response.status, body: asJson(text) };
    } catch (error) {
      throw new NodeUnreachableError(
        `relayer: ${shown(error instanceof Error ? error.message : "no answer")}`,
      );
    }
  };
  const take = async (path: string, body?: object) => {
    const answer = await ask(path, body);
    if (answer.status >= TOO_OLD) throw new NodeUnreachableError(`relayer: status ${answer.status}`);
    return answer;
  };
  return {
    submit: async (asked) => {
      const answer = await take("/intents", withoutNone(asked));
      if (answer.status === UNPROCESSABLE) throw new IntentReverts(reasonIn(answer.body));
      requireTaken(answer);
      return parseWith("intent", statusSchema(), answer.body);
    },
    status: async (id, wait = 0) => {
      const answer = await take(wait > 0 ? `/intents/${id}?wait=${wait}` : `/intents/${id}`);
      if (answer.status === NOT_FOUND) return undefined;
      requireTaken(answer);
      return parseWith("intent", statusSchema(), answer.body);
    },
    quote: async (asked) => {
      const answer = await take("/quotes", withoutNone(asked));
      if (answer.status === UNPROCESSABLE) throw new IntentReverts(reasonIn(answer.body));
      requireTaken(answer);
      return parseWith("quote", quoteSchema(), answer.body);
    },
  };
}

const withoutNone = ({ deployments, ...asked }: IntentRequest): object =>
  deployments.length === 0 ? asked : { ...asked, deployments };

function baseOf(url: string): string {
  try {
    const { protocol, username, password } = new URL(url);
    if (/^https?:$/.test(protocol) && username === "" && password === "") return url.replace(/\/+$/, "");
  } catch {
    // Refused below, in words of this package.
  }
  throw new InvalidFieldError({
    ...{
      field: "url",
      value: undefined,
      secret: true,
      problem: "must be an HTTP URL without user and password",
    },
    remedy: "Pass where the relayer listens.",
  });
}

/** The text of an answer, broken off where it is longer than any that belongs there. */
async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > MOST_BYTES) {
      await reader.cancel();
      throw new Error("the answer is too long");
    }
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;

function reasonIn(body: unknown): Hex {
  const reason = fieldOf(body, "reason");
  return typeof reason === "string" && /^0x(?:[0-9a-f]{2})*$/i.test(reason) ? (reason as Hex) : "0x";
}

function requireTaken({ status, body }: { readonly status: number; readonly body: unknown }): void {
  if (status < 300) return;
  throw new RelayerRefusedError(status, shown(String(fieldOf(body, "error") ?? "no reason given")));
}

const shown = (text: string) => printable(withoutUrls(withoutSecrets(text))).slice(0, LONGEST_DETAILS);
