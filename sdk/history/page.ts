import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import { InvalidFieldError } from "../errors/field.ts";
import type { Schema } from "../json/fields.ts";
import { requireAddressIfGiven } from "../protocol/address.ts";
import type { Asking, History } from "./client.ts";
import { type AsOf, asOfColumns, type Columns, object, readAnswer, words } from "./values.ts";

/** Which part of a list. */
export interface Paging extends Asking {
  /** 1 to 1000; 50 when left out. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** The names of the fields of `Paging`, as `requireOptions` takes them. */
export const PAGING = "limit after signal";

/** A part of a list. */
export interface Page<Item> {
  readonly asOf: AsOf;
  readonly items: readonly Item[];
  /** `after` of the next page; undefined behind the last one. */
  readonly next: string | undefined;
}

const LIMIT = 50;
const MOST = 1_000;

/** What is asked of a table. */
export interface ListQuestion<Item> {
  /** The list's name in GraphQL, and that of one of its rows. */
  readonly list: string;
  readonly filter: string;
  readonly columns: Columns<Item>;
  /** What is asked of a row; the names of the columns when left out. */
  readonly fields?: string;
  readonly where: Readonly<Record<string, unknown>>;
  readonly orderBy: string;
  readonly orderDirection: "asc" | "desc";
}

/** One page of a table. */
export async function pageOf<Item>(
  history: History,
  { list, filter, columns, where, orderBy, orderDirection, ...question }: ListQuestion<Item>,
  { limit = LIMIT, after, signal }: Paging,
): Promise<Page<Item>> {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST) refuseLimit(limit);
  const fields = question.fields ?? Object.keys(columns).join(" ");
  const order = `orderBy: "${orderBy}", orderDirection: "${orderDirection}"`;
  const document = `query ($where: ${filter}Filter, $limit: Int, $after: String) { list: ${list}(where: $where, ${order}, limit: $limit, after: $after) { items { ${fields} } pageInfo { hasNextPage endCursor } } }`;
  const given = Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined));
  const answer = await history.query(document, { where: given, limit, after: after ?? null }, signal);
  const schema = z.object({
    list: z.object({
      items: z.array(object(columns)),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(words()) }),
    }),
  });
  const { list: page } = readAnswer(schema as Schema<z.output<typeof schema>>, answer.data);
  const { hasNextPage, endCursor } = page.pageInfo;
  return {
    asOf: readAnswer(object(asOfColumns()), answer.asOf),
    items: page.items as readonly Item[],
    next: hasNextPage && endCursor !== null ? endCursor : undefined,
  };
}

/** One record and what it is read along with. */
export async function recordOf<Read>(
  history: History,
  question: {
    readonly document: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly schema: Schema<Read>;
  },
  signal: AbortSignal | undefined,
): Promise<{ readonly asOf: AsOf; readonly found: Read }> {
  const { data, asOf } = await history.query(question.document, question.variables, signal);
  return { asOf: readAnswer(object(asOfColumns()), asOf), found: readAnswer(question.schema, data) };
}

/** An address as the indexer writes it. */
export function lowered(field: string, address: Address | undefined): string | undefined {
  requireAddressIfGiven(field, address);
  return address?.toLowerCase();
}

/** A deal's id as the indexer writes it. */
export function idOf(field: string, id: Hex): string {
  if (typeof id === "string" && /^0x[0-9a-f]{64}$/i.test(id)) return id.toLowerCase();
  throw new InvalidFieldError({
    field,
    value: id,
    hash: true,
    problem: "must be 32 bytes (0x and 64 hex digits)",
    remedy: "Give the id as it was returned.",
  });
}

/** A number, or a time in unix seconds, as a query takes it. */
export function numbered(field: string, value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && value >= 0) return String(value);
  throw new InvalidFieldError({
    field,
    value,
    problem: "must be a whole number, 0 or more",
    remedy: "Give times as unix seconds, and numbers as they were returned.",
  });
}

function refuseLimit(limit: number): never {
  throw new InvalidFieldError({
    field: "limit",
    value: limit,
    problem: `must be a whole number within 1 to ${MOST}`,
    remedy: "Ask for the next page with `after`.",
  });
}
