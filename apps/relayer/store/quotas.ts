import type { Statements } from "./database.ts";

const DAY_MS = 86_400_000;
/** Days of UTC since 1970. */
const dayOf = (time: number) => Math.floor(time / DAY_MS);

/** How many intents an account asked for on the day of a moment. */
export async function askedOn(sql: Statements, owner: string, time: number): Promise<number> {
  const found = await sql.one("SELECT asked FROM quotas WHERE owner = ? AND day = ?", owner, dayOf(time));
  return Number(found?.asked ?? 0);
}

/** Counts one more. False, with nothing counted, when the account has asked for so many on that day already. */
export async function countAsked(
  sql: Statements,
  owner: string,
  time: number,
  most = Number.MAX_SAFE_INTEGER,
): Promise<boolean> {
  const count = `INSERT INTO quotas (owner, day, asked) VALUES (?, ?, 1) ON CONFLICT (owner) DO UPDATE
    SET asked = CASE WHEN quotas.day = excluded.day THEN quotas.asked + 1 ELSE 1 END, day = excluded.day
    WHERE quotas.day <> excluded.day OR quotas.asked < ?`;
  return (await sql.run(count, owner, dayOf(time), most)) > 0;
}
