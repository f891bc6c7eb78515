import { BaseError, NodeUnreachableError, RpcFailedError } from "quittance/errors";
import { parseJson, toJson } from "quittance/json";
import { concatBytes } from "viem";
import { AdmissionBusyError } from "./admission.ts";

/** What is said to a request: a status and an object, or its JSON text. */
export interface Answer {
  readonly status: number;
  readonly content: object | string;
}

/** Thrown inside a handler: what to answer, and no more is done. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, error: string) {
    super(error);
    this.status = status;
  }
}

/** The answer as it is sent: JSON, so that no browser takes a stranger's text for a page. */
export function respond({ status, content }: Answer): Response {
  const body = typeof content === "string" ? content : toJson(content);
  return new Response(body, { status, headers: { "content-type": "application/json" } });
}

/** Runs a handler. What a message has wrong is the sender's business; a node that does not answer is not. */
export async function answering(work: () => Promise<Answer>): Promise<Response> {
  try {
    return respond(await work());
  } catch (error) {
    if (error instanceof Refusal) return respond({ status: error.status, content: { error: error.message } });
    if (error instanceof AdmissionBusyError) {
      return respond({ status: 503, content: { error: "the exchange is busy; ask again" } });
    }
    const isNodes = error instanceof NodeUnreachableError || error instanceof RpcFailedError;
    if (!(error instanceof BaseError) || isNodes) throw error;
    return respond({ status: statusOf(error), content: { error: error.shortMessage } });
  }
}

const STATUS: Readonly<Record<string, number>> = {
  SignatureMismatchError: 403,
  MarketTimeError: 409,
  BidMismatchError: 409,
};

const statusOf = ({ name }: BaseError): number => STATUS[name] ?? 400;

/** The one field of a message that was posted, and its value as it came. */
export async function readMessage(
  request: Request,
  names: readonly string[],
  most: number,
): Promise<readonly [name: string, value: unknown]> {
  const message = parseJson(await boundedText(request, most));
  const [entry, ...more] = Object.entries(Object(message)) as [string, unknown][];
  if (entry !== undefined && more.length === 0 && names.includes(entry[0])) return entry;
  throw new Refusal(400, `the body must be an object with one field: ${names.join(", ")}`);
}

async function boundedText(request: Request, most: number): Promise<string> {
  const reader = request.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    length += read.value.byteLength;
    if (length > most) {
      await reader?.cancel();
      throw new Refusal(413, `more than ${most} bytes`);
    }
    parts.push(read.value);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(concatBytes(parts));
  } catch {
    throw new Refusal(400, "the body must be UTF-8 text");
  }
}

/** A whole number of a URL's parameters; `fallback` where it is not there. */
export function wholeIn(parameters: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = parameters.get(name);
  if (text === null || text === "") return fallback;
  if (/^\d{1,15}$/.test(text) && Number(text) <= most) return Number(text);
  throw new Refusal(400, `${name} must be a whole number of at most ${most}`);
}

const HASH = /^0x[0-9a-f]{64}$/;

/** The parts of a request's path below its first one. */
export function partsOf(request: Request): string[] {
  return new URL(request.url).pathname
    .split("/")
    .filter((part) => part !== "")
    .slice(1);
}

/** A hash in a path. */
export function requireHash(text: string): `0x${string}` {
  const hash = text.toLowerCase();
  if (HASH.test(hash)) return hash as `0x${string}`;
  throw new Refusal(400, "a hash is 0x and 64 hex digits");
}
