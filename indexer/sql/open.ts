import type { Hono } from "hono";
import { sqlEndpoint } from "./endpoint.ts";
import { grantReading } from "./grants.ts";
import { openReader } from "./reader.ts";

/** Turns `/sql` on, over the tables of a schema. Throws `SettingsError` when its role cannot read them, or more. */
export async function openSql(ownerUrl: string, sqlUrl: string, schema: string): Promise<Hono> {
  const tables = await grantReading(ownerUrl, sqlUrl, schema);
  return sqlEndpoint(openReader(sqlUrl, schema), tables);
}
