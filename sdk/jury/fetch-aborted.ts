import type { Address } from "viem";
import * as z from "zod/mini";
import type { ActingClient } from "../client/action-types.ts";
import { BaseError } from "../errors/base.ts";
import { DirectoryUnreachableError } from "../errors/jury.ts";
import { lazily } from "../errors/lazily.ts";
import { list, record, type Schema } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith, toJson } from "../json/parse.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import { isSameDeployment, type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { type AbortedDrawFindings, abortedSchema, answerSchema, verifyAbortedDraw } from "./aborted.ts";
import { MOST_ABORT_BYTES } from "./aborted-board.ts";
import type { PublishedAbort } from "./aborted-store.ts";
import { ABORT_LIMITS, isUnshown } from "./aborted-take.ts";
import { domainOfDraw } from "./commitment.ts";
import { keyOf } from "./fields.ts";
import { type AskingOptions, askOnce, below, boundedText, type JuryFetch, requireUrls } from "./http.ts";

/** What boards know of a principal that did not go on with draws. */
export interface AbortedDraws {
  /** Draws that it did not go on with, by statements that hold and that nothing refutes; a draw counts once. */
  readonly unrefuted: number;
  /** How many principals state that; each counts once, however often it does. */
  readonly stating: number;
  /** Every statement that holds, with what it shows. */
  readonly draws: readonly (PublishedAbort & { readonly findings: AbortedDrawFindings })[];
  /** Boards without an answer that counts, and statements of boards that do not hold. */
  readonly failures: readonly { readonly url: string; readonly problem: string }[];
}

const MOST_DRAWS = ABORT_LIMITS.ofPrincipal;
const MOST_BYTES = 2 * MOST_DRAWS * MOST_ABORT_BYTES;

const pageSchema = /* @__PURE__ */ lazily(
  (): Schema<{ draws: PublishedAbort[] }> =>
    z.object({
      draws: list(record({ aborted: abortedSchema(), answer: z.optional(answerSchema()) }) as never, {
        entries: "statements",
        maximum: MOST_DRAWS,
      }),
    }) as never,
);

/**
 * Asks boards how many draws a principal did not go on with. Call it before you commit to a draw: the other side sees the panel before it
 * signs, and one that walks away from panels has done so before. Every statement is verified here by the chain, so that no board can
 * accuse anybody; what one hides, another shows.
 *
 * @param input.principal Who the other side acts for (`principalBehind`).
 * @param input.urls Base URLs: `/aborted-draws/<principal>` is asked below each.
 * @throws DirectoryUnreachableError when no board gave an answer that counts, as that is not the same as none; InvalidFieldError for a URL
 * that is none; NodeUnreachableError.
 * @example
 * import { abortedDrawsHandler, fetchAbortedDraws, publishAbortedDraw, signAbortedDraw } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, buyer: account, seller, domain } = stack;
 * const { pair, reveals } = await exampleDraw(stack);
 * await stack.increaseTime(86_400);
 * const aborted = await signAbortedDraw(client, { pair, reveal: reveals[0], account, now: await stack.now() });
 * const serve = abortedDrawsHandler({ client, domain });
 * const fetch = async (url: string, init: RequestInit) => serve(new Request(url, init));
 * const boards = { urls: ["https://board.example"], fetch };
 * await publishAbortedDraw({ ...boards, aborted });
 *
 * const { unrefuted } = await fetchAbortedDraws({ ...boards, client, domain, principal: seller.address });
 * console.log(unrefuted); // 1: think twice before you commit to a draw with this seller
 * await stack.stop();
 */
export async function fetchAbortedDraws(input: {
  readonly client: ActingClient;
  readonly domain: QuittanceDomain;
  readonly principal: Address;
  readonly urls: readonly string[];
  readonly fetch?: JuryFetch;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}): Promise<AbortedDraws> {
  requireOptions(input, "client domain principal urls fetch timeoutMs signal");
  const { client, principal, urls, fetch = globalThis.fetch.bind(globalThis), timeoutMs, signal } = input;
  const domain = requireDomain("domain", input.domain);
  requireAddress("principal", principal);
  requireUrls(urls);
  const asking = { fetch, timeoutMs, signal };
  const answers = await Promise.all(
    urls.map(async (url) => ({ url, found: await publishedAt(url, principal, asking) })),
  );
  const failures = answers.flatMap(({ url, found }) =>
    typeof found === "string" ? [{ url, problem: found }] : [],
  );
  if (failures.length === answers.length) throw new DirectoryUnreachableError(urls.length);
  const draws = new Map<string, AbortedDraws["draws"][number]>();
  const checked = new Map<string, Promise<AbortedDrawFindings>>();
  // Boards have the same from each other: it is verified once.
  const findingsOf = ({ aborted, answer }: PublishedAbort): Promise<AbortedDrawFindings> => {
    const key = toJson({ aborted, answer });
    const known = checked.get(key) ?? verifyAbortedDraw({ aborted, client, ...(answer && { answer }) });
    checked.set(key, known);
    return known;
  };
  for (const { url, found } of answers) {
    if (typeof found === "string") continue;
    for (const { aborted, answer } of found) {
      try {
        if (!isSameDeployment(domainOfDraw(aborted.commitments[0]), domain)) continue;
        const findings = await findingsOf({ aborted, answer });
        if (!isSameAddress(findings.principal, principal)) continue;
        const name = `${findings.draw} ${keyOf(aborted.from)}`;
        // One board may have what refutes it, and another not.
        if (draws.get(name)?.findings.refuted !== true) draws.set(name, { aborted, answer, findings });
      } catch (error) {
        if (!isUnshown(error)) throw error;
        failures.push({ url, problem: `shows a statement that does not hold: ${error.shortMessage}` });
      }
    }
  }
  const open = [...draws.values()].filter(({ findings }) => !findings.refuted);
  const count = (of: (findings: AbortedDrawFindings) => string) =>
    new Set(open.map(({ findings }) => of(findings))).size;
  return {
    unrefuted: count(({ draw }) => draw),
    stating: count(({ statedBy }) => keyOf(statedBy)),
    draws: [...draws.values()],
    failures,
  };
}

/** What one board shows, or what is wrong with its answer. */
async function publishedAt(
  url: string,
  principal: Address,
  asking: AskingOptions,
): Promise<readonly PublishedAbort[] | string> {
  try {
    const response = await askOnce(below(url, `aborted-draws/${principal}`), { method: "GET" }, asking);
    if (!response.ok) return `answered with HTTP ${response.status}`;
    const text = await boundedText(response, MOST_BYTES);
    if (text === undefined) return `gave more than ${MOST_BYTES} bytes`;
    return parseWith("answer", pageSchema(), text).draws;
  } catch (error) {
    if (asking.signal?.aborted) throw asking.signal.reason;
    return error instanceof BaseError ? error.shortMessage : "gave no answer";
  }
}
