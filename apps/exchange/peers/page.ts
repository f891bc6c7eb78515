import { concatBytes } from "viem";

/** One page of what a peer has, as it came: nothing in it is checked. */
export interface Page {
  readonly epoch: string;
  readonly entries: readonly unknown[];
  readonly next: number;
}

/** A page of a peer ends soon after 500,000 bytes; one entry more fits. */
const MOST_PAGE_BYTES = 1_500_000;
const MOST_ENTRIES = 100;
const TIMEOUT_MS = 10_000;
const EPOCH = /^[\w-]{1,64}$/;

/**
 * Fetches what a peer has after a place.
 *
 * @param source URL of one of its feeds.
 * @throws Error when it does not answer in time, or what it answers is too long or no page.
 */
export async function fetchPage(source: string, after: number, stop: AbortSignal): Promise<Page> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
  const response = await fetch(`${source}?after=${after}`, { signal, redirect: "error" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const page: unknown = JSON.parse(await boundedText(response));
  const field = (name: string): unknown => Reflect.get(Object(page), name);
  const [epoch, entries, next] = [field("epoch"), field("entries"), field("next")];
  const isPage = typeof epoch === "string" && EPOCH.test(epoch) && Array.isArray(entries);
  if (!isPage || !Number.isSafeInteger(next) || entries.length > MOST_ENTRIES) throw new Error("no page");
  return { epoch, entries, next: Number(next) };
}

async function boundedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    length += read.value.byteLength;
    if (length > MOST_PAGE_BYTES) {
      await reader?.cancel();
      throw new Error("too long");
    }
    parts.push(read.value);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(concatBytes(parts));
}
