import { type Entry, objectSql } from "./draft.ts";
import type { Field } from "./fields.ts";

/**
 * Up to which block everything is indexed, by chain, out of Ponder's own table. A checkpoint begins with 10 digits of the block's
 * time, 16 of the chain and 16 of the block's number.
 */
const STATUS = `(select coalesce('{' || string_agg(
  to_json(chain_name)::text || ':{"id":' || chain_id || ',"block":{"number":' || substr(latest_checkpoint, 27, 16)::numeric
    || ',"timestamp":' || substr(latest_checkpoint, 1, 10)::numeric || '}}', ',' order by chain_id::text
) || '}', '{}') from _ponder_checkpoint)::json`.replaceAll(/\s*\n\s*/g, " ");

export function metaSql(fields: readonly Field[]): string {
  const entries = fields.map(({ key, name }): Entry => [key, name === "status" ? STATUS : "'Meta'::text"]);
  return `${objectSql(entries)}::text`;
}
