import { createHash } from "node:crypto";
import { join } from "node:path";
import type { DocumentSettings } from "../settings/documents.ts";
import { type Settings, SettingsError } from "../settings/settings.ts";
import { openStore, type StorePlace } from "./open.ts";
import type { DocumentStore } from "./store.ts";

const LEAST_NODE = [22, 13] as const;

/**
 * Where what is known of documents is kept: beside the folder of PGlite, or in the PostgreSQL of the rows.
 *
 * @param root The indexer's folder.
 * @param isWriting False for a replica, which only reads.
 * @throws SettingsError where this version of Node has no SQLite.
 */
export function placeOfStore(
  { database, deployment }: Pick<Settings, "database" | "deployment">,
  root: string,
  isWriting: boolean,
): StorePlace {
  if (database.kind === "postgres") {
    return { kind: "postgres", url: database.connectionString, isReader: !isWriting };
  }
  requireSqlite(process.versions.node);
  const { directory } = database;
  if (directory !== undefined) return { kind: "sqlite", path: `${directory}.documents.sqlite` };
  const name = createHash("sha256").update(`${deployment.chainId}:${deployment.address}`).digest("hex");
  return { kind: "sqlite", path: join(root, ".ponder", `documents-${name.slice(0, 16)}.sqlite`) };
}

/** @throws SettingsError for a version of Node that is too old. */
export function requireSqlite(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  throw new SettingsError(
    `Documents are kept in SQLite beside PGlite, which Node ${version} does not have. Run the indexer under Node ` +
      `${LEAST_NODE.join(".")} or newer, set DATABASE_URL to a PostgreSQL database, or leave QUITTANCE_EVIDENCE_URLS, ` +
      "QUITTANCE_IPFS_GATEWAYS and QUITTANCE_EVIDENCE_FROM_SELLERS out.",
  );
}

/**
 * The store for reading; undefined where documents are not looked for. What is in PostgreSQL belongs to all who read the rows: a replica
 * that knows of no stores has the same scores as the indexer that looks there.
 */
export async function openForReading(
  settings: DocumentSettings,
  { database, deployment }: Pick<Settings, "database" | "deployment">,
  {
    root,
    isWriting,
    contract,
  }: { readonly root: string; readonly isWriting: boolean; readonly contract: string },
): Promise<DocumentStore | undefined> {
  if (!settings.isOn && database.kind !== "postgres") return undefined;
  return openStore(placeOfStore({ database, deployment }, root, settings.isOn && isWriting), contract);
}
