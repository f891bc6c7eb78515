import { toJson } from "quittance/json";
import { hashRfq, parseRfq, type SignedRfq } from "quittance/market";
import type { Hex } from "viem";
import type { Columns, Database, Statements } from "./database.ts";

/** What belongs to a request beside itself. */
export type RfqMessageKind = "commitment" | "closing" | "revealed";

/** What became of a request or a message of it. `full`: there is no room for more. */
export type RfqReceipt = "first" | "known" | "double" | "full";

export interface RfqMessage {
  readonly kind: RfqMessageKind;
  /** The same for messages that say the same. */
  readonly hash: Hex;
  /** The bidder, or the buyer. */
  readonly sender: string;
  readonly body: object;
}

/** Requests that are looked for. */
export interface RfqQuestion {
  readonly task: string | undefined;
  readonly buyer: string | undefined;
  /** Unix seconds: only those that close after it. */
  readonly openAt: number | undefined;
  readonly after: number;
  readonly limit: number;
}

/** Requests for quotes and what was committed and revealed. All of it was verified before. */
export interface RfqStore {
  /** @param most Requests of one buyer that are open at once; ten times as many may close within a day. */
  add(rfq: SignedRfq, most: { readonly each: number; readonly now: number }): Promise<RfqReceipt>;
  find(hash: Hex): Promise<SignedRfq | undefined>;
  search(question: RfqQuestion): Promise<readonly { readonly place: number; readonly rfq: SignedRfq }[]>;
  /** Keeps a message; of a sender and kind two at most, of which the second proves that there was another. */
  keep(rfq: Hex, message: RfqMessage): Promise<RfqReceipt>;
  /** At most `limit` messages as they are served, after a hash, in the order of their hashes: when they came is not told. */
  messages(
    rfq: Hex,
    kind: RfqMessageKind,
    page: { readonly after: Hex; readonly limit: number },
  ): Promise<readonly { readonly hash: Hex; readonly body: string }[]>;
  /** What a sender has here of a kind: two at most. */
  messagesOf(rfq: Hex, kind: RfqMessageKind, sender: string): Promise<readonly string[]>;
}

const DAY = 86_400;
/** Requests of a buyer that may close within a day, for each that may be open: those that close at once would be kept without end. */
export const DAILY_EACH = 10;
/** Bidders of one request. */
const MOST_BIDDERS = 1_000;
/** One that counts, and one that proves that there was another. */
const MOST_EACH = 2;

/** Requests in the database of the exchange. */
export function rfqsIn(database: Database, now: () => number): RfqStore {
  return {
    add: (rfq, most) => database.alone((sql) => add(sql, rfq, { ...most, keptAt: now() })),
    find: async (hash) => {
      const found = await database.one("SELECT body FROM rfqs WHERE hash = ?", hash.toLowerCase());
      return found && parseRfq(String(found.body));
    },
    search: async ({ task, buyer, openAt, after, limit }) => {
      const conditions: [string, string | number][] = [["sequence > ?", after]];
      if (task !== undefined) conditions.push(["task = ?", task]);
      if (buyer !== undefined) conditions.push(["buyer = ?", buyer.toLowerCase()]);
      if (openAt !== undefined) conditions.push(["closes_at > ?", openAt]);
      const found = await database.all(
        `SELECT sequence, body FROM rfqs WHERE ${conditions.map(([each]) => each).join(" AND ")}
          ORDER BY sequence LIMIT ?`,
        ...[...conditions.map(([, value]) => value), limit],
      );
      return found.map(({ sequence, body }) => ({ place: Number(sequence), rfq: parseRfq(String(body)) }));
    },
    keep: (rfq, message) => database.alone((sql) => keep(sql, rfq, message)),
    messages: async (rfq, kind, { after, limit }) => {
      const sql =
        "SELECT hash, body FROM rfq_messages WHERE rfq = ? AND kind = ? AND hash > ? ORDER BY hash LIMIT ?";
      const found = await database.all(sql, rfq.toLowerCase(), kind, after, limit);
      return found.map(({ hash, body }) => ({ hash: String(hash) as Hex, body: String(body) }));
    },
    messagesOf: async (rfq, kind, sender) => {
      const sql = "SELECT body FROM rfq_messages WHERE rfq = ? AND kind = ? AND sender = ? ORDER BY hash";
      const found = await database.all(sql, rfq.toLowerCase(), kind, sender.toLowerCase());
      return found.map(({ body }) => String(body));
    },
  };
}

async function add(
  sql: Statements,
  rfq: SignedRfq,
  { each, now, keptAt }: { readonly each: number; readonly now: number; readonly keptAt: number },
): Promise<RfqReceipt> {
  const hash = hashRfq(rfq);
  if ((await sql.one("SELECT 1 AS has FROM rfqs WHERE hash = ?", hash)) !== undefined) return "known";
  const buyer = rfq.buyer.toLowerCase();
  const open = await sql.one(
    "SELECT COUNT(*) AS count FROM rfqs WHERE buyer = ? AND closes_at > ?",
    buyer,
    now,
  );
  if (Number(open?.count) >= each) return "full";
  const late = await sql.one(
    "SELECT COUNT(*) AS count FROM rfqs WHERE buyer = ? AND closes_at > ?",
    buyer,
    now - DAY,
  );
  if (Number(late?.count) >= each * DAILY_EACH) return "full";
  await sql.run(
    "INSERT INTO rfqs (hash, buyer, task, closes_at, reveal_by, body, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...[hash, buyer, rfq.task, rfq.closesAt, rfq.revealBy, toJson(rfq), keptAt],
  );
  return "first";
}

async function keep(
  sql: Statements,
  rfq: Hex,
  { kind, hash, sender, body }: RfqMessage,
): Promise<RfqReceipt> {
  const of = [rfq.toLowerCase(), kind] as const;
  const mine = await sql.all(
    "SELECT hash FROM rfq_messages WHERE rfq = ? AND kind = ? AND sender = ?",
    ...[...of, sender.toLowerCase()],
  );
  if (mine.some((each: Columns) => each.hash === hash)) return "known";
  if (mine.length >= MOST_EACH) return "full";
  if (mine.length === 0) {
    const senders = await sql.one(
      "SELECT COUNT(DISTINCT sender) AS count FROM rfq_messages WHERE rfq = ? AND kind = ?",
      ...of,
    );
    if (Number(senders?.count) >= MOST_BIDDERS) return "full";
  }
  await sql.run(
    "INSERT INTO rfq_messages (rfq, kind, hash, sender, body) VALUES (?, ?, ?, ?, ?)",
    ...[...of, hash, sender.toLowerCase(), toJson(body)],
  );
  return mine.length === 0 ? "first" : "double";
}

/** Deletes requests that were kept before a moment, with all that belongs to them. */
export async function pruneRfqs(sql: Statements, before: number): Promise<number> {
  return sql.run("DELETE FROM rfqs WHERE kept_at < ?", before);
}
