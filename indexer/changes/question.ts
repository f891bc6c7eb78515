import type { Context } from "hono";
import { addressIn, ParameterError, wholeNumber } from "../http/parameters.ts";
import { type Cursor, cursorIn } from "./cursor.ts";
import type { Followed } from "./rows.ts";

/** The most changes of one answer. */
export const MOST_CHANGES = 500;
const DEFAULT_CHANGES = 100;

/** What a request asks to follow. Throws `ParameterError`. */
export function questionIn(c: Context): {
  readonly followed: Followed;
  readonly cursor: Cursor;
  readonly limit: number;
} {
  const { deal, agent, after, limit } = c.req.query();
  // A browser's EventSource says by this header where it was when the connection broke.
  const last = c.req.header("last-event-id");
  const cursor = last ? cursorIn("Last-Event-ID", last) : cursorIn("after", after);
  const most = wholeNumber("limit", limit, { least: 1, most: MOST_CHANGES });
  return { followed: followedIn(deal, agent), cursor, limit: most ?? DEFAULT_CHANGES };
}

function followedIn(deal: string | undefined, agent: string | undefined): Followed {
  if ((deal === undefined) === (agent === undefined)) {
    throw new ParameterError("Give deal, or agent, and not both: what is to be followed.");
  }
  if (deal === undefined) return { agent: addressIn("agent", agent) };
  if (/^0x[0-9a-f]{64}$/i.test(deal)) return { deal: deal.toLowerCase() as `0x${string}` };
  throw new ParameterError(`deal is ${JSON.stringify(deal.slice(0, 100))}. Give 0x and 64 hex digits.`);
}
