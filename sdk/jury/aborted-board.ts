import { isAddress } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { BaseError } from "../errors/base.ts";
import { requireOptions, requirePositiveInteger } from "../json/options.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { sidesOf } from "./aborted.ts";
import {
  type AbortChange,
  type AbortedDrawStore,
  memoryAbortedDraws,
  type PublishedAbort,
} from "./aborted-store.ts";
import {
  ABORT_LIMITS,
  type AbortReceipt,
  type AbortTaking,
  takeAnswer,
  takeStatement,
} from "./aborted-take.ts";
import { keyOf } from "./fields.ts";
import { answer, boundedText, partsBelow, refusal, wrongMethod } from "./http.ts";

/** Bytes of a statement or of an answer. */
export const MOST_ABORT_BYTES = 32_768;
/** Entries of one page of changes, and bytes after which no more are added. */
const MOST_CHANGES = 100;
const MOST_PAGE_BYTES = 500_000;

/**
 * Statements about aborted draws over HTTP, as a function from request to answer. Each is verified by the chain before it is kept, so that
 * no one can be accused who took no part; readers verify them again.
 *
 * - `GET /aborted-draws/<principal>`: how many statements count against a principal, and the statements with what refutes them.
 * - `POST /aborted-draws`: takes a statement; the first of each side about each draw counts.
 * - `POST /aborted-draws/<draw>`: takes the accused side's answer, `{"reveal"}` or `{"opened"}`, which refutes the statement.
 * - `GET /aborted-draws?after=<place>`: what other boards read: `epoch`, `entries` and `next`.
 *
 * @param options.store Where they are kept; in memory when left out.
 * @param options.mostKept How many statements are kept; 100,000 when left out. At most 64 count against one principal, and 64 are by one.
 * @example
 * import { abortedDrawsHandler } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const serve = abortedDrawsHandler({ client: stack.publicClient, domain: stack.domain });
 * const response = await serve(new Request(`https://board.example/aborted-draws/${stack.seller.address}`));
 * console.log(JSON.parse(await response.text()).unrefuted); // 0
 * await stack.stop();
 */
export function abortedDrawsHandler(options: {
  readonly client: ActingClient;
  readonly domain: QuittanceDomain;
  readonly store?: AbortedDrawStore;
  readonly mostKept?: number;
}): (request: Request) => Promise<Response> {
  requireOptions(options, "client domain store mostKept", "options");
  const { client, store = memoryAbortedDraws(), mostKept: kept = ABORT_LIMITS.kept } = options;
  requirePositiveInteger("mostKept", kept);
  const domain = requireDomain("domain", options.domain);
  const taking: AbortTaking = { client, domain, store, limits: { ...ABORT_LIMITS, kept } };

  const post = async (request: Request, draw: string | undefined): Promise<Response> => {
    const text = await textOf(request);
    if (typeof text !== "string") return text;
    try {
      if (draw === undefined) return shown(await takeStatement(taking, text));
      const taken = await takeAnswer(taking, draw, text);
      return taken === undefined ? refusal(404, "There is no statement that it refutes.") : shown(taken);
    } catch (error) {
      if (error instanceof BaseError) return refusal(503, "The board could not ask the chain. Ask again.");
      throw error;
    }
  };

  return async (request) => {
    const [name, ...rest] = partsBelow("aborted-draws", request) ?? [undefined, ""];
    if (rest.length > 0) return refusal(404, "There is nothing at this path.");
    if (request.method === "POST") return post(request, name);
    if (request.method !== "GET") return wrongMethod("GET, POST");
    if (name === undefined) return page(store, new URL(request.url).searchParams.get("after") ?? "0");
    if (!isAddress(name, { strict: false }))
      return refusal(400, "A principal is an address: 0x and 40 hex digits.");
    const draws = await store.against(name);
    const open = draws.filter(({ answer: refuted }) => refuted === undefined);
    return answer(200, { principal: name, unrefuted: open.length, stating: statingIn(open), draws });
  };
}

/** How many principals state something; each counts once, however often it does. */
const statingIn = (draws: readonly PublishedAbort[]) =>
  new Set(draws.map(({ aborted }) => keyOf(sidesOf(aborted).statedBy))).size;

async function textOf(request: Request): Promise<string | Response> {
  try {
    const text = await boundedText(request, MOST_ABORT_BYTES);
    return text ?? refusal(413, `A statement has at most ${MOST_ABORT_BYTES} bytes.`);
  } catch (error) {
    if (error instanceof TypeError) return refusal(400, "The statement must be JSON in UTF-8.");
    throw error;
  }
}

function shown(taken: AbortReceipt): Response {
  if (taken.receipt === "wrong") return refusal(400, taken.problem);
  if (taken.receipt === "full")
    return refusal(507, "There is no room for more statements of these principals.");
  return answer(taken.receipt === "first" ? 201 : 200, { receipt: taken.receipt });
}

/** One page of what came after a place. */
async function page(store: AbortedDrawStore, after: string): Promise<Response> {
  if (!/^\d{1,15}$/.test(after)) return refusal(400, "after must be a whole number.");
  const entries: AbortChange[] = [];
  let bytes = 0;
  for (const change of await store.changes(Number(after), MOST_CHANGES)) {
    if (bytes > MOST_PAGE_BYTES) break;
    bytes += JSON.stringify(change, (_, value) => (typeof value === "bigint" ? String(value) : value)).length;
    entries.push(change);
  }
  return answer(200, { epoch: store.epoch, entries, next: entries.at(-1)?.place ?? Number(after) });
}
