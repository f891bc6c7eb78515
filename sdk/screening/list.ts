import type { Address } from "viem";
import * as z from "zod/mini";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { address, record, type Schema, text } from "../json/fields.ts";
import { parseWith } from "../json/parse.ts";
import type { Screen, ScreeningAnswer } from "./screen.ts";

/** A line of a list. */
export interface ScreeningEntry {
  readonly address: Address;
  readonly decision: ScreeningAnswer["decision"];
  readonly reason: string;
}

const LONGEST_REASON = 500;
const DECISIONS = ["refuse", "ask", "allow"] as const;
const HEADER = /^address(,|$)/i;

const entrySchema = /* @__PURE__ */ lazily(
  (): Schema<{ address: Address; decision?: ScreeningEntry["decision"]; reason?: string }> =>
    record({
      address: address(),
      decision: z.optional(z.literal([...DECISIONS], { error: 'must be "refuse", "ask" or "allow"' })),
      reason: z.optional(
        text(
          ({ length }) => length <= LONGEST_REASON,
          `must be text of at most ${LONGEST_REASON} characters`,
        ),
      ),
    }) as unknown as Schema<{ address: Address; decision?: ScreeningEntry["decision"]; reason?: string }>,
);

/**
 * A list of addresses, one a line: as JSON, `{"address": "0x…", "decision": "refuse", "reason": "…"}`, or as comma-separated values,
 * `0x…,refuse,…`. The decision is `refuse` when it is left out. Empty lines, lines that begin with #, and a first line `address,…` are
 * passed over. Of several lines about an address, the strictest counts.
 *
 * @throws InvalidFieldError naming the line that is wrong; no list is better than half of one.
 * @example
 * import { parseScreeningList } from "quittance/screening";
 *
 * const [entry] = parseScreeningList("0x00000000000000000000000000000000000000b2,ask,under review");
 * console.log(entry?.decision); // ask
 */
export function parseScreeningList(list: string): ScreeningEntry[] {
  if (typeof list !== "string") throw malformed("list", list, "must be text", "Pass what is in the file.");
  const lines = list.replace(/^\uFEFF/, "").split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const said = line.trim();
    if (said === "" || said.startsWith("#") || (index === 0 && HEADER.test(said))) return [];
    const subject = `line ${index + 1}`;
    const entry = parseWith(subject, entrySchema(), said.startsWith("{") ? said : cellsOf(subject, said));
    return [{ decision: "refuse" as const, reason: "", ...entry }];
  });
}

/** The cells of a line; a reason may be in quotes, or have commas of its own. */
function cellsOf(subject: string, line: string): object {
  const [, place = "", decision = "", reason = ""] = /^([^,]*)(?:,([^,]*))?(?:,(.*))?$/.exec(line) ?? [];
  if (place === "") throw malformed(subject, line, "has no address", "Begin the line with one, or with #.");
  return {
    address: place.trim(),
    ...(decision.trim() === "" ? {} : { decision: decision.trim() }),
    reason: reason
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .replaceAll('""', '"'),
  };
}

const malformed = (field: string, value: unknown, problem: string, remedy: string) =>
  new InvalidFieldError({ field, value, problem, remedy });

/** How strict a decision is. */
const RANKS: Readonly<Record<ScreeningAnswer["decision"], number>> = { allow: 0, ask: 1, refuse: 2 };

/** Of two answers, the stricter one; the first of two that are as strict. */
export const stricter = (one: ScreeningAnswer, other: ScreeningAnswer): ScreeningAnswer =>
  RANKS[other.decision] > RANKS[one.decision] ? other : one;

/**
 * Screens by a list: the strictest decision about any of the addresses counts, and who is not in it is allowed.
 *
 * @example
 * import { listScreen, parseScreeningList } from "quittance/screening";
 *
 * const address = "0x00000000000000000000000000000000000000b2";
 * const screen = listScreen(parseScreeningList(`${address},refuse,made up`));
 * console.log((await screen({ action: "relay", addresses: [address] })).decision); // refuse
 */
export function listScreen(entries: readonly ScreeningEntry[]): Screen {
  const known = new Map<string, ScreeningAnswer>();
  for (const { address: of, decision, reason } of entries) {
    const name = of.toLowerCase();
    const answer = { decision, reason };
    known.set(name, stricter(known.get(name) ?? answer, answer));
  }
  return async ({ addresses }) =>
    addresses
      .map((each) => known.get(each.toLowerCase()) ?? ALLOWED)
      .reduce<ScreeningAnswer>(stricter, ALLOWED);
}

export const ALLOWED: ScreeningAnswer = { decision: "allow" };
