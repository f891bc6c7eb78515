import type { Context } from "ponder:registry";
import type schema from "ponder:schema";
import { Counts } from "./counts.ts";
import { type Changed, type Created, changed, created, type Placed } from "./stamps.ts";
import { keyOf, newRow, plainRow, shapeOf } from "./tables.ts";

type PonderDb = Context["db"];
type Table = Extract<(typeof schema)[keyof typeof schema], { readonly $inferSelect: Created }>;
/** A table whose rows may change. All others hold facts. */
type Changing = Extract<Table, { readonly $inferSelect: Changed }>;

declare const ponderDb: PonderDb;
type Key<Of extends Table> = Parameters<typeof ponderDb.find<Of>>[1];
type Row<Of extends Table> = Of["$inferSelect"];

/** Columns that say which event wrote or changed a row: `Db` fills them in, and handlers cannot. */
export type Stamp = keyof Created | keyof Changed;
type Unstamped = { readonly [column in Stamp]?: never };
type Values<Of extends Table> = Omit<Of["$inferInsert"], Stamp> & Unstamped;
type Change<Of extends Table> = Partial<Omit<Of["$inferInsert"], Stamp>> & Unstamped;
type Changer<Of extends Table> = Change<Of> | ((row: Row<Of>) => Change<Of>);

/**
 * The database, as the handler of one event writes it. Each row that it inserts names the event as the one that wrote
 * it; each that it changes, as the one that changed it last.
 */
export interface Db {
  /** The event. */
  readonly at: Created;
  /** What the event counts; written after its handler. */
  readonly counts: Counts;
  find<Of extends Table>(table: Of, key: Key<Of>): Promise<Row<Of> | null>;
  /** Writes a row. Throws when there is one with its key. */
  insert<Of extends Table>(table: Of, row: Values<Of>): Promise<Row<Of>>;
  insertAll<Of extends Table>(table: Of, rows: readonly Values<Of>[]): Promise<void>;
  /** Writes a row unless there is one with its key. */
  insertNew<Of extends Table>(table: Of, row: Values<Of>): Promise<void>;
  /** Writes a row, or changes the one with its key. */
  upsert<Of extends Changing>(table: Of, row: Values<Of>, change: Changer<Of>): Promise<Row<Of>>;
  /**
   * Moves the counters of a row, or writes the row that the first count makes. Ponder is asked at once: no other call of this event may
   * read or change the row.
   */
  count<Of extends Changing>(
    table: Of,
    row: Values<Of>,
    counter: (row: Row<Of>) => Change<Of>,
  ): Promise<void>;
  /** Throws when there is no such row. */
  update<Of extends Changing>(table: Of, key: Key<Of>, change: Changer<Of>): Promise<Row<Of>>;
}

/** What of Ponder's store is used, without its types, which no generic function can meet. */
interface Store {
  find(table: Table, key: object): Promise<object | null>;
  insert(table: Table): {
    values(row: object): Promise<unknown> & { onConflictDoUpdate(change: object): Promise<unknown> };
  };
  update(table: Table, key: object): { set(change: object): Promise<unknown> };
}

type Columns = Record<string, unknown>;

/** A row that the event reads or writes. */
interface Held {
  readonly key: object;
  /** As it is now; null when there is none. Never changed, so that what a handler has of it stays as it was. */
  row: Columns | null;
  isNew: boolean;
  /** What is to be written to a row that was there. */
  change: Columns | undefined;
}

/** The database of one event, and what writes to it what the event's handler left. */
export interface OpenDb extends Db {
  write(): Promise<void>;
}

/**
 * Ponder works for each call, and on all columns of a row for each change of it. So rows are read once, kept while the event is
 * handled, and written once when it is.
 */
export function dbOf(ponder: PonderDb, event: Placed): OpenDb {
  const store = ponder as unknown as Store;
  const first = created(event);
  const last = changed(event);
  const held = new Map<Table, Map<string, Held>>();

  const rowsOf = (table: Table) => {
    const known = held.get(table);
    if (known !== undefined) return known;
    const rows = new Map<string, Held>();
    held.set(table, rows);
    return rows;
  };
  const stamped = (table: Table, row: object): Columns =>
    shapeOf(table).isChanging ? { ...row, ...first, ...last } : { ...row, ...first };

  const read = async (table: Table, key: object): Promise<Held> => {
    const shape = shapeOf(table);
    const rows = rowsOf(table);
    const name = keyOf(shape, key as Columns);
    const known = rows.get(name);
    if (known !== undefined) return known;
    const found = await store.find(table, key);
    // Another call may have asked for it in the meantime.
    const meanwhile = rows.get(name);
    if (meanwhile !== undefined) return meanwhile;
    const row = found === null ? null : plainRow(shape, found);
    const fresh = { key, row, isNew: false, change: undefined };
    rows.set(name, fresh);
    return fresh;
  };
  const insert = (table: Table, given: object): Columns => {
    const shape = shapeOf(table);
    const row = newRow(shape, stamped(table, given));
    const rows = rowsOf(table);
    const name = keyOf(shape, row);
    const known = rows.get(name);
    if (known !== undefined && known.row !== null) {
      throw new Error(`There is a row with the key ${name}of ${shape.keys.join(", ")} already.`);
    }
    rows.set(name, { key: row, row, isNew: true, change: undefined });
    return row;
  };
  const alter = (entry: Held, changer: object): Columns => {
    const change: Columns = {};
    const given: Columns = typeof changer === "function" ? changer(entry.row) : changer;
    for (const name in given) if (given[name] !== undefined) change[name] = given[name];
    Object.assign(change, last);
    entry.row = { ...entry.row, ...change };
    if (!entry.isNew)
      entry.change = entry.change === undefined ? change : Object.assign(entry.change, change);
    return entry.row;
  };

  return {
    at: first,
    counts: new Counts(),
    find: async (table, key) => (await read(table, key as object)).row as never,
    insert: async (table, row) => insert(table, row) as never,
    async insertAll(table, rows) {
      for (const row of rows) insert(table, row);
    },
    async insertNew(table, row) {
      if ((await read(table, row)).row === null) insert(table, row);
    },
    async upsert(table, row, change) {
      const entry = await read(table, row);
      return (entry.row === null ? insert(table, row) : alter(entry, change)) as never;
    },
    async update(table, key, change) {
      const entry = await read(table, key as object);
      if (entry.row === null)
        throw new Error(`There is no row ${keyOf(shapeOf(table), key as Columns)}to change.`);
      return alter(entry, change) as never;
    },
    async count(table, row, counter) {
      const next = (before: object) => ({ ...counter(before as never), ...last });
      await store.insert(table).values(stamped(table, row)).onConflictDoUpdate(next);
    },
    async write() {
      for (const [table, rows] of held) {
        for (const { key, row, isNew, change } of rows.values()) {
          if (isNew) await store.insert(table).values(row as Columns);
          else if (change !== undefined) await store.update(table, key).set(change);
        }
      }
    },
  };
}
