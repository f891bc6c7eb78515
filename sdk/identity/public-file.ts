import { concatBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { PublicFileUnavailableError } from "../errors/identity.ts";
import { bytesOfDataUri } from "./data-uri.ts";
import { isPublicName } from "./public-name.ts";

/** What this package asks of `fetch`; the global one fits. */
export type PublicFetch = (
  url: string,
  init: {
    readonly signal: AbortSignal;
    readonly redirect: "error";
    readonly credentials: "omit";
    readonly headers: Readonly<Record<string, string>>;
  },
) => Promise<Response>;

/** How files of strangers are read. */
export interface PublicFileOptions {
  /**
   * In place of the global `fetch`. Inside a private network pass one that refuses private addresses: a public name may
   * point at one.
   */
  readonly fetch?: PublicFetch | undefined;
  /** Bytes at which reading stops with an error; 262,144 when left out. */
  readonly maxBytes?: number | undefined;
  /** Milliseconds for all of it; 10,000 when left out. */
  readonly timeoutMs?: number | undefined;
  /** `https://…` of a gateway for `ipfs://`, trusted to serve what the CID names; without one such files are refused. */
  readonly ipfsGateway?: string | undefined;
}

const MAX_BYTES = 262_144;
const TIMEOUT_MS = 10_000;

/** The text behind a `data:`, `https:` or, by a gateway, `ipfs:` URI; throws PublicFileUnavailableError. */
export async function readPublicFile(uri: string, options: PublicFileOptions = {}): Promise<string> {
  if (typeof uri !== "string") {
    const remedy = "Pass the URI as the registry has it.";
    throw new InvalidFieldError({ field: "uri", value: uri, problem: "must be text", remedy });
  }
  const maxBytes = positive("maxBytes", options.maxBytes ?? MAX_BYTES);
  if (/^data:/i.test(uri)) return readDataUri(uri, maxBytes);
  const url = /^ipfs:/i.test(uri) ? gatewayUrl(uri, options.ipfsGateway) : uri;
  return fetchText(requirePublicUrl(url), { ...options, maxBytes });
}

/** A URL that may be fetched: https, without credentials, of a public name. */
export function requirePublicUrl(text: string): URL {
  if (!URL.canParse(text)) throw new PublicFileUnavailableError(text, "not a URL");
  const url = new URL(text);
  if (url.protocol !== "https:") throw new PublicFileUnavailableError(text, "only https is fetched");
  if (url.username !== "" || url.password !== "") {
    throw new PublicFileUnavailableError(
      text.replace(/\/\/[^/]*@/, "//"),
      "URLs with credentials are not fetched",
    );
  }
  if (!isPublicName(url.hostname)) {
    throw new PublicFileUnavailableError(text, "addresses and names of private networks are not fetched");
  }
  return url;
}

async function fetchText(
  url: URL,
  options: PublicFileOptions & { readonly maxBytes: number },
): Promise<string> {
  const timeoutMs = positive("timeoutMs", options.timeoutMs ?? TIMEOUT_MS);
  const fetching = options.fetch ?? fetch;
  const abort = new AbortController();
  const late = new Error(`no answer within ${timeoutMs} ms`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late);
      abort.abort(late);
    }, timeoutMs);
  });
  const reading = async () => {
    const response = await fetching(url.href, {
      signal: abort.signal,
      // A redirect could lead into a private network, and would not show who controls the domain.
      redirect: "error",
      credentials: "omit",
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return readBounded(response, options.maxBytes);
  };
  try {
    return await Promise.race([reading(), deadline]);
  } catch (error) {
    throw new PublicFileUnavailableError(url.href, error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const tooLong = new Error(`it is longer than ${maxBytes} bytes`);
  if (Number(response.headers.get("content-length") ?? 0) > maxBytes) throw tooLong;
  if (response.body === null) return "";
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw tooLong;
    }
    parts.push(read.value);
  }
  return decodeText(concatBytes(parts));
}

function readDataUri(uri: string, maxBytes: number): string {
  try {
    return decodeText(bytesOfDataUri(uri, maxBytes));
  } catch (error) {
    if (error instanceof PublicFileUnavailableError) throw error;
    const details = error instanceof Error ? error.message : String(error);
    throw new PublicFileUnavailableError(uri, details, "Write it with encodeRegistrationUri.");
  }
}

/** The URL of a file at the gateway. Parsing turns `%2e%2e` and backslashes into steps up: what leaves its CID then is refused. */
function gatewayUrl(uri: string, gateway: string | undefined): string {
  if (gateway === undefined) {
    throw new PublicFileUnavailableError(uri, "no IPFS gateway was given", "Pass `ipfsGateway`.");
  }
  const path = uri.replace(/^ipfs:\/\/(ipfs\/)?/i, "");
  const [, cid, rest] = /^([a-z0-9]+)((?:\/[^?#]*)?)$/i.exec(path) ?? [];
  const root = `${gateway.replace(/\/+$/, "")}/ipfs/${cid}`;
  const url = `${root}${rest}`;
  if (cid === undefined || !isWithin(url, root) || !rest?.split("/").every(isPlainSegment)) {
    throw new PublicFileUnavailableError(uri, "not an ipfs:// address");
  }
  return url;
}

/** Whether a URL is `root`, or is below it, once it is parsed as `fetch` does. */
function isWithin(url: string, root: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(root)) return false;
  const [parsed, above] = [new URL(url).href, new URL(root).href];
  return parsed === above || parsed.startsWith(`${above}/`);
}

/** Whether a segment of a path stays one, and the same, however often it is decoded. */
function isPlainSegment(segment: string): boolean {
  let decoded = segment;
  for (let round = 0; round < segment.length; round++) {
    if (decoded === "." || decoded === ".." || /[/\\\p{Cc}]/u.test(decoded)) return false;
    const next = decodedOnce(decoded);
    if (next === decoded) return true;
    decoded = next;
  }
  return segment === "";
}

function decodedOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

function positive(field: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidFieldError({
    field,
    value,
    problem: "must be a whole number above 0",
    remedy: "Give a whole number above 0, or leave it out.",
  });
}
