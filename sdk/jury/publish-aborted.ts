import type { Hex } from "viem";
import { lazily } from "../errors/lazily.ts";
import { bytes32, record, type Schema } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith, toJson } from "../json/parse.ts";
import {
  type AbortedDrawAnswer,
  parseAbortedDraw,
  parseAbortedDrawAnswer,
  type SignedAbortedDraw,
} from "./aborted.ts";
import { type AskingOptions, askOnce, below, type JuryFetch, requireUrls } from "./http.ts";

/** Which boards took something. */
export interface PublishedOn {
  readonly published: readonly string[];
  readonly failures: readonly { readonly url: string; readonly problem: string }[];
}

interface Boards {
  readonly urls: readonly string[];
  readonly fetch?: JuryFetch;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Publishes a statement about an aborted draw on boards, so that it counts against the side that did not go on.
 *
 * @param input.urls Base URLs: it is posted to `/aborted-draws` below each.
 * @throws InvalidFieldError for a malformed statement or a URL that is none.
 * @example
 * import { abortedDrawsHandler, publishAbortedDraw, signAbortedDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, buyer: account, domain } = stack;
 * const { pair, reveals } = await exampleDraw(stack);
 * await stack.increaseTime(86_400);
 * const aborted = await signAbortedDraw(client, { pair, reveal: reveals[0], account, now: await stack.now() });
 * const serve = abortedDrawsHandler({ client, domain });
 * const fetch = async (url: string, init: RequestInit) => serve(new Request(url, init));
 * const { published } = await publishAbortedDraw({ aborted, urls: ["https://board.example"], fetch });
 * console.log(published.length); // 1
 * await stack.stop();
 */
export async function publishAbortedDraw(
  input: Boards & { readonly aborted: SignedAbortedDraw },
): Promise<PublishedOn> {
  requireOptions(input, "aborted urls fetch timeoutMs signal");
  return post(input, "aborted-draws", toJson(parseAbortedDraw(input.aborted)));
}

/**
 * Publishes what refutes a statement about an aborted draw: the own reveal, or the terms of the deal that was opened.
 *
 * @param input.draw Id of the draw (`drawIdOf`).
 * @param input.urls Base URLs: it is posted to `/aborted-draws/<draw>` below each.
 * @throws InvalidFieldError for a malformed answer or a URL that is none.
 * @example
 * import { abortedDrawsHandler, publishAbortedDraw, refuteAbortedDraw, signAbortedDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, buyer: account, domain } = stack;
 * const { pair, reveals } = await exampleDraw(stack);
 * await stack.increaseTime(86_400);
 * const aborted = await signAbortedDraw(client, { pair, reveal: reveals[0], account, now: await stack.now() });
 * const serve = abortedDrawsHandler({ client, domain });
 * const fetch = async (url: string, init: RequestInit) => serve(new Request(url, init));
 * const boards = { urls: ["https://board.example"], fetch };
 * await publishAbortedDraw({ ...boards, aborted });
 * const answer = { reveal: reveals[1] }; // of the seller
 * const { published } = await refuteAbortedDraw({ ...boards, draw: reveals[1].draw, answer });
 * console.log(published.length); // 1
 * await stack.stop();
 */
export async function refuteAbortedDraw(
  input: Boards & { readonly draw: Hex; readonly answer: AbortedDrawAnswer },
): Promise<PublishedOn> {
  requireOptions(input, "draw answer urls fetch timeoutMs signal");
  const { draw } = parseWith("input", nameSchema(), { draw: input.draw });
  return post(input, `aborted-draws/${draw}`, toJson(parseAbortedDrawAnswer(input.answer)));
}

const nameSchema = /* @__PURE__ */ lazily((): Schema<{ draw: Hex }> => record({ draw: bytes32() }));

/** Posts to all boards, and says which of them took it. */
async function post(boards: Boards, path: string, body: string): Promise<PublishedOn> {
  const { urls, fetch = globalThis.fetch.bind(globalThis), timeoutMs, signal } = boards;
  requireUrls(urls);
  const asking: AskingOptions = { fetch, timeoutMs, signal };
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  const published: string[] = [];
  const failures: { url: string; problem: string }[] = [];
  for (const url of urls) {
    try {
      const { ok, status } = await askOnce(below(url, path), init, asking);
      if (ok) published.push(url);
      else failures.push({ url, problem: `answered with HTTP ${status}` });
    } catch {
      if (signal?.aborted) throw signal.reason;
      failures.push({ url, problem: "gave no answer" });
    }
  }
  return { published, failures };
}
