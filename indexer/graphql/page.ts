import { areNames, columnsSql, type Entry, objectSql, quoted } from "./draft.ts";
import { type Field, fieldsOf } from "./fields.ts";
import { type Given, givenOf } from "./given.ts";
import type { Table, TableColumn } from "./model.ts";
import { besideCursor, cursorSql, cursorValue, type Order, orderOf, orderSql } from "./order.ts";
import { QuestionError, shown } from "./question-error.ts";
import { type Asked, argumentsOf, type Joined, joinedSql, rowEntries, type Writing } from "./rows.ts";
import { conditionsOf } from "./where.ts";

const DEFAULT_LIMIT = 50;
const MOST_LIMIT = 1_000;
const MOST_OFFSET = 2 ** 31 - 1;

type PageArguments = Readonly<
  Partial<Record<"where" | "orderBy" | "orderDirection" | "before" | "after" | "limit" | "offset", Given>>
>;

/**
 * A list of rows, with what there is before, behind and in all. Its rows are read once, with one more where it is asked whether
 * more follow. Throws `QuestionError`.
 * @param joined What the rows belong to. @param rows Their name in SQL.
 */
export function pageSql(
  writing: Writing,
  table: Table,
  field: Asked,
  joined: readonly Joined[],
  rows: string,
): string {
  try {
    return new Page(writing, table, field, joined, rows).sql();
  } catch (error) {
    if (!(error instanceof QuestionError) || error.path.length > 0) throw error;
    throw new QuestionError(error.message, field.path);
  }
}

function givenTo({ schema, variables }: Writing, { parent, name, nodes }: Asked): PageArguments {
  const types = argumentsOf(schema, parent, name);
  return Object.fromEntries(
    (nodes[0]?.arguments ?? []).flatMap(({ name: { value: argument }, value }) => {
      const type = types.get(argument);
      const given = type && givenOf(value, type, variables);
      return given === undefined ? [] : [[argument, given]];
    }),
  );
}

class Page {
  readonly #writing: Writing;
  readonly #table: Table;
  readonly #field: Asked;
  readonly #joined: readonly Joined[];
  readonly #rows: string;
  readonly #given: PageArguments;
  readonly #order: Order;
  readonly #limit: number;
  readonly #offset: number;
  readonly #cursor: { readonly name: "after" | "before"; readonly cursor: Given } | undefined;

  constructor(writing: Writing, table: Table, field: Asked, joined: readonly Joined[], rows: string) {
    this.#writing = writing;
    this.#table = table;
    this.#field = field;
    this.#joined = joined;
    this.#rows = rows;
    this.#given = givenTo(writing, field);
    const { orderBy, orderDirection, limit, offset } = this.#given;
    this.#order = orderOf(table, orderBy?.value, orderDirection?.value);
    this.#limit = numberIn("limit", limit?.value, DEFAULT_LIMIT, MOST_LIMIT);
    this.#offset = numberIn("offset", offset?.value, 0, MOST_OFFSET);
    this.#cursor = this.#cursorOf();
  }

  sql(): string {
    const fields = fieldsOf(this.#field, this.#writing);
    const items = fields.filter(({ name }) => name === "items");
    const infos = fields.filter(({ name }) => name === "pageInfo");
    const isRead = items.length + infos.length > 0;
    const isCounted = infos.length > 0 || fields.some(({ name }) => name === "totalCount");
    const source = isRead ? this.#source(items, infos, isCounted) : undefined;
    const entries = fields.map((field): Entry => {
      if (field.name === "__typename") return [field.key, `'${this.#table.type}Page'::text`];
      if (field.name === "totalCount") return [field.key, this.#count(isRead, infos.length > 0)];
      if (field.name === "pageInfo") return [field.key, this.#info(field)];
      return [field.key, this.#sliced(`p.i${items.indexOf(field)}`, infos.length > 0)];
    });
    return source === undefined ? objectSql(entries) : `(select ${objectSql(entries)} from ${source})`;
  }

  #cursorOf() {
    const { after, before } = this.#given;
    const [isAfter, isBefore] = [after, before].map((each) => (each?.value ?? null) !== null);
    if (isAfter && isBefore) {
      throw new QuestionError("after and before are both given. Give one of them.");
    }
    if (!isAfter && !isBefore) return undefined;
    const name = isAfter ? "after" : "before";
    if (this.#offset > 0) {
      throw new QuestionError(
        `${name} and offset ${this.#offset} are both given. Leave offset out: ${name} is quicker.`,
      );
    }
    const cursor = isAfter ? after : before;
    return cursor && ({ name, cursor } as const);
  }

  #conditions(rows: string): string[] {
    return [
      ...this.#joined.map((each) => joinedSql(each, rows)),
      ...conditionsOf(this.#writing.draft, this.#table, rows, this.#given.where),
    ];
  }

  /** The rows as one row `p`: each kind of items as a list, how many there are, and the columns of cursors. */
  #source(items: readonly Field[], infos: readonly Field[], isCounted: boolean): string {
    const rows = this.#rows;
    const isBackward = this.#cursor?.name === "before";
    const used = new Set<TableColumn>(isBackward ? this.#order.columns : []);
    const laterals: string[] = [];
    const lists = items.map((field, place) => {
      const entries = this.#writing.draft.forEach(this.#limit, () => this.#entriesOf(field, used));
      if (!areNames(entries)) return `array_agg(${objectSql(entries)}) as i${place}`;
      laterals.push(`cross join lateral (select ${columnsSql(entries)}) r${place}`);
      return `array_agg(row_to_json(r${place})) as i${place}`;
    });
    const counted = isCounted ? ["count(*) as n"] : [];
    const cursors = this.#asksForCursors(infos)
      ? this.#order.columns.map((column, place) => {
          used.add(column);
          return `array_agg(${cursorValue(column, rows)}) as k${place}`;
        })
      : [];
    const beside = this.#cursor && [this.#beside({ isFarther: true })];
    const conditions = [...this.#conditions(rows), ...(beside ?? [])];
    const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
    const limit = ` limit ${this.#limit + (infos.length > 0 ? 1 : 0)}${this.#offset > 0 ? ` offset ${this.#offset}` : ""}`;
    const columns = [...used].map(({ name }) => `${rows}.${quoted(name)}`).join(", ");
    const read =
      `select ${columns} from ${quoted(this.#table.name)} ${rows}${where}` +
      ` order by ${orderSql(this.#order, rows, isBackward)}${limit}`;
    const turned = isBackward
      ? `select * from (${read}) ${rows} order by ${orderSql(this.#order, rows)}`
      : read;
    const selected = [...lists, ...counted, ...cursors];
    return `(select ${selected.join(", ")} from (${turned}) ${rows} ${laterals.join(" ")}) p`;
  }

  #entriesOf(field: Field, used: Set<TableColumn>): Entry[] {
    const inside = { fields: fieldsOf(field, this.#writing), path: [...this.#field.path, field.key] };
    return rowEntries(this.#writing, this.#table, this.#rows, inside, used);
  }

  #beside({ isFarther }: { readonly isFarther: boolean }): string {
    if (this.#cursor === undefined) return "false";
    const isAfter = (this.#cursor.name === "after") === isFarther;
    const { draft } = this.#writing;
    return besideCursor(draft, this.#order, this.#rows, { ...this.#cursor, isAfter, isItself: !isFarther });
  }

  #asksForCursors(infos: readonly Field[]): boolean {
    const names = infos.flatMap((field) => fieldsOf(field, this.#writing).map(({ name }) => name));
    return this.#offset === 0 && names.some((name) => name === "startCursor" || name === "endCursor");
  }

  /** Without the row that is read only to know that it is there: the last one, or on the way back the first. */
  #sliced(list: string, isOneMore: boolean): string {
    const kept = isOneMore ? `${list}[${this.#from()}:${this.#to()}]` : list;
    return `coalesce(array_to_json(${kept}), '[]'::json)`;
  }

  #from = () => (this.#cursor?.name === "before" ? `greatest(p.n - ${this.#limit}, 0)::int + 1` : "1");
  #to = () => (this.#cursor?.name === "before" ? "p.n::int" : String(this.#limit));

  #info(field: Field): string {
    const isBackward = this.#cursor?.name === "before";
    const isMore = `p.n > ${this.#limit}`;
    const entries = fieldsOf(field, this.#writing).map(({ key, name }): Entry => {
      if (name === "hasNextPage") return [key, isBackward ? this.#isBehind() : isMore];
      if (name === "hasPreviousPage") {
        return [
          key,
          isBackward ? isMore : this.#cursor === undefined ? `${this.#offset > 0}` : this.#isBehind(),
        ];
      }
      if (name === "startCursor") return [key, this.#cursorAt(this.#from())];
      if (name === "endCursor") {
        return [key, this.#cursorAt(isBackward ? "p.n::int" : `least(p.n, ${this.#limit})::int`)];
      }
      return [key, "'PageInfo'::text"];
    });
    return objectSql(entries);
  }

  /** Whether there are rows on the side of the cursor that the page is not on, its own among them. */
  #isBehind(): string {
    const conditions = [...this.#conditions(this.#rows), this.#beside({ isFarther: false })];
    return `exists (select from ${quoted(this.#table.name)} ${this.#rows} where ${conditions.join(" and ")})`;
  }

  #cursorAt(place: string): string {
    if (this.#offset > 0 || this.#limit === 0) return "null::text";
    const cursor = cursorSql(this.#order, (_, column) => `p.k${column}[${place}]`);
    return `case when p.n > 0 then ${cursor} end`;
  }

  /** A page that is not full, and that no cursor or offset begins, has all rows. */
  #count(isRead: boolean, isOneMore: boolean): string {
    const { where } = this.#given;
    const most = this.#limit + (isOneMore ? 1 : 0);
    const isWhole = isRead && this.#cursor === undefined && this.#offset === 0;
    const read = isWhole ? { number: "p.n", isAll: `p.n < ${most}` } : undefined;
    const { count } = this.#writing;
    return count({ table: this.#table, rows: this.#rows, joined: this.#joined, where, read });
  }
}

function numberIn(name: string, value: unknown, otherwise: number, most: number): number {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === "number" && value >= 0 && value <= most) return value;
  throw new QuestionError(`${name} is ${shown(value)}. Give a number from 0 to ${most}.`);
}
