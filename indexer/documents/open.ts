import type { Database } from "./database.ts";
import { DocumentStore } from "./store.ts";

/** Where what is known of documents is kept. */
export type StorePlace =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string; readonly isReader: boolean };

/** Opens it. @param contract Chain and address that the rows are of. */
export async function openStore(place: StorePlace, contract: string): Promise<DocumentStore> {
  return new DocumentStore(await openDatabase(place, contract), contract);
}

/** Each is loaded where it is used: SQLite is in Node from 22.13 on. */
async function openDatabase(place: StorePlace, contract: string): Promise<Database> {
  if (place.kind === "sqlite") return (await import("./sqlite.ts")).openSqlite(place.path);
  return (await import("./postgres.ts")).openPostgres(place.url, contract, place.isReader);
}
