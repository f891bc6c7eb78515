import * as z from "zod/mini";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { type Schema, text } from "../json/fields.ts";
import { requireOptions, requirePositiveInteger } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import type { Screen, ScreeningAnswer } from "./screen.ts";

const LONGEST_ANSWER = 10_000;
const LONGEST_REASON = 500;
const TIMEOUT_MS = 3_000;

const answerSchema = /* @__PURE__ */ lazily(
  (): Schema<ScreeningAnswer> =>
    z.object({
      decision: z.literal(["allow", "refuse", "ask"]),
      reason: z.optional(text(({ length }) => length <= LONGEST_REASON)),
    }) as unknown as Schema<ScreeningAnswer>,
);

/**
 * Screens by a service: the question is posted to its URL as JSON, `{"action", "addresses"}`, and it answers with 200 and
 * `{"decision", "reason"}`. Anything else, and no answer in time, is thrown: what follows is the setting of `openScreening`.
 *
 * @param options.url Of your own service; it is told who deals with whom.
 * @param options.key Sent as a bearer token.
 * @param options.timeout Milliseconds; 3,000 when left out.
 * @throws InvalidFieldError when the URL is none of the web.
 * @example
 * import { httpScreen } from "quittance/screening";
 *
 * const screen = httpScreen({ url: "http://127.0.0.1:9/screen" });
 * const answer = await screen({ action: "relay", addresses: [] }).catch(() => "no answer");
 * console.log(answer); // no answer: no service is there
 */
export function httpScreen(options: {
  readonly url: string;
  readonly key?: string | undefined;
  readonly timeout?: number | undefined;
}): Screen {
  requireOptions(options, "url key timeout", "options");
  const { url, key, timeout = TIMEOUT_MS } = options;
  requirePositiveInteger("options.timeout", timeout);
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    const remedy = "Give it with http:// or https:// before it.";
    throw new InvalidFieldError({
      field: "options.url",
      value: undefined,
      secret: true,
      problem: "must be a URL of the web",
      remedy,
    });
  }
  const headers = {
    "content-type": "application/json",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  return async ({ action, addresses }) => {
    const response = await fetch(url, {
      ...{ method: "POST", headers, body: JSON.stringify({ action, addresses }), redirect: "error" },
      signal: AbortSignal.timeout(timeout),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new TypeError(`the screening service answered with ${response.status}`);
    }
    return parseWith("answer", answerSchema(), await textOf(response));
  };
}

/** The body, as long as it is short. */
async function textOf(response: Response): Promise<string> {
  let read = "";
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    read += decoder.decode(part.value, { stream: true });
    if (read.length <= LONGEST_ANSWER) continue;
    await reader?.cancel();
    throw new TypeError("the screening service answered at too great a length");
  }
  return read;
}
