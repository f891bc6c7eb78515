import { concatBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { toJson } from "../json/parse.ts";

/** What this room asks of `fetch`; the global one fits. */
export type JuryFetch = (url: string, init: RequestInit) => Promise<Response>;

interface WithBody {
  readonly body: ReadableStream<Uint8Array> | null;
}

/** The bytes of a request's or an answer's body; undefined when there are more than `most`. */
export async function boundedBytes(source: WithBody, most: number): Promise<Uint8Array | undefined> {
  const reader = source.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength;
    if (length > most) {
      await reader.cancel();
      return undefined;
    }
    parts.push(read.value);
  }
  return concatBytes(parts);
}

/** The same as text, which must be UTF-8. */
export async function boundedText(source: WithBody, most: number): Promise<string | undefined> {
  const bytes = await boundedBytes(source, most);
  return bytes && new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** An answer in JSON. */
export function answer(
  status: number,
  content: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = toJson(content);
  return new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
}

/** An answer that says what is wrong. */
export function refusal(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return answer(status, { error }, headers);
}

/** The answer to a method that is none of `allow`. */
export function wrongMethod(allow: string): Response {
  return refusal(405, `Only ${allow} is answered here.`, { allow });
}

/** The parts of a request's path below a name, wherever the handler is mounted; undefined when the path does not have it. */
export function partsBelow(name: string, request: Request): string[] | undefined {
  const parts = new URL(request.url).pathname.split("/").filter((part) => part !== "");
  const at = parts.lastIndexOf(name);
  return at < 0 ? undefined : parts.slice(at + 1);
}

/** Refuses what is no base URL of a directory, or has a password in it. It is not shown, as it could hold one. */
export function requireUrls(urls: readonly string[]): void {
  const isBase = (url: unknown) => {
    if (typeof url !== "string" || !URL.canParse(url)) return false;
    const { protocol, username, password } = new URL(url);
    return (protocol === "https:" || protocol === "http:") && username === "" && password === "";
  };
  const wrong = Array.isArray(urls) ? urls.findIndex((url) => !isBase(url)) : 0;
  if (Array.isArray(urls) && wrong < 0) return;
  throw new InvalidFieldError({
    field: `urls[${wrong}]`,
    value: undefined,
    secret: true,
    problem: "must be the http or https URL of a directory, without a password",
    remedy: "Give the directory's base URL, such as https://directory.example/.",
  });
}

/** A path below a base URL. */
export function below(base: string, path: string): string {
  return new URL(path, base.endsWith("/") ? base : `${base}/`).href;
}

const LATE_MS = 15_000;

/** Asks once, without following redirects, with a time limit. */
export async function askOnce(
  url: string,
  init: RequestInit,
  { fetch, timeoutMs = LATE_MS, signal }: AskingOptions,
): Promise<Response> {
  const late = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? late : AbortSignal.any([late, signal]);
  return fetch(url, { ...init, redirect: "error", signal: either });
}

export interface AskingOptions {
  readonly fetch: JuryFetch;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}
