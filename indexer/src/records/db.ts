import type { Context } from "ponder:registry";
import type schema from "ponder:schema";
import { Counts } from "./counts.ts";
import { type Changed, type Created, changed, created, type Placed } from "./stamps.ts";

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
  /** Throws when there is no such row. */
  update<Of extends Changing>(table: Of, key: Key<Of>, change: Changer<Of>): Promise<Row<Of>>;
}

/** What of Ponder's store is used, without its types, which no generic function can meet. */
interface Store {
  find(table: Table, key: object): Promise<never>;
  insert(table: Table): {
    values(rows: object): Promise<never> & {
      onConflictDoNothing(): Promise<unknown>;
      onConflictDoUpdate(change: object): Promise<never>;
    };
  };
  update(table: Table, key: object): { set(change: object): Promise<never> };
}

export function dbOf(ponder: PonderDb, event: Placed): Db {
  const store = ponder as unknown as Store;
  const first = created(event);
  const last = changed(event);
  const stamped = (table: Table, row: object) =>
    "updatedBlock" in table ? { ...row, ...first, ...last } : { ...row, ...first };
  const changing = (change: object) =>
    typeof change === "function"
      ? (row: object): object => ({ ...change(row), ...last })
      : { ...change, ...last };
  return {
    at: first,
    counts: new Counts(),
    find: (table, key) => store.find(table, key),
    insert: (table, row) => store.insert(table).values(stamped(table, row)),
    async insertAll(table, rows) {
      if (rows.length > 0) await store.insert(table).values(rows.map((row) => stamped(table, row)));
    },
    async insertNew(table, row) {
      await store.insert(table).values(stamped(table, row)).onConflictDoNothing();
    },
    upsert: (table, row, change) =>
      store.insert(table).values(stamped(table, row)).onConflictDoUpdate(changing(change)),
    update: (table, key, change) => store.update(table, key).set(changing(change)),
  };
}
