import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Postgres } from "./postgres.ts";
import { execute, urlFor } from "./sql-roles.ts";

const ROLES = fileURLToPath(new URL("../../../deploy/indexer/roles.sql", import.meta.url));

/** Passwords of the roles, as the variables have them that the script reads. */
const PASSWORDS = {
  QUITTANCE_INDEXER_PASSWORD: "secret",
  QUITTANCE_READER_PASSWORD: "secret",
  QUITTANCE_SQL_PASSWORD: "secret",
};

/** The contract whose documents the roles may read, as the variables have it. */
const CONTRACT = { QUITTANCE_CHAIN_ID: "31337", QUITTANCE_ADDRESS: `0x${"aB".repeat(20)}` };

/** URLs of one database for each of the roles. */
export interface Roles {
  readonly admin: string;
  readonly indexer: string;
  readonly reader: string;
  readonly sql: string;
}

/** A new database of a cluster, with the roles that are deployed: psql runs the script that makes them. */
export async function openRoles(
  postgres: Postgres,
  contract: { readonly QUITTANCE_CHAIN_ID: string; readonly QUITTANCE_ADDRESS: string } = CONTRACT,
): Promise<Roles> {
  const database = "quittance";
  await execute(postgres.url, `create database ${database}`);
  const of = (role: string) => urlFor(postgres, { role, database });
  const admin = of(new URL(postgres.url).username);
  const made = spawnSync("psql", ["--no-psqlrc", "--quiet", "--dbname", admin, "--file", ROLES], {
    env: { ...process.env, ...PASSWORDS, ...contract },
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`psql failed:\n${made.error ?? made.stderr}`);
  return {
    ...{ admin, indexer: of("quittance_indexer") },
    ...{ reader: of("quittance_reader"), sql: of("quittance_sql") },
  };
}
