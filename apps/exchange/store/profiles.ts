import { parseJson, toJson } from "quittance/json";
import {
  type ProfileConflict,
  type ProfileStore,
  parseJurorProfile,
  type SignedJurorProfile,
} from "quittance/jury";
import type { Columns, Database } from "./database.ts";

const KEEP = (table: string, otherwise: string) =>
  `INSERT INTO ${table} (juror, body) VALUES (?, ?) ON CONFLICT (juror) DO ${otherwise}`;
const KEEP_PROFILE = KEEP("profiles", "UPDATE SET body = excluded.body");
const KEEP_CONFLICT = KEEP("conflicts", "NOTHING");

/** Profiles of jurors in the database of the exchange. All of them were verified before. */
export function profilesIn(database: Database): ProfileStore {
  return {
    count: async () => Number((await database.one("SELECT COUNT(*) AS count FROM profiles"))?.count),
    get: async (juror) => {
      const found = await database.one("SELECT body FROM profiles WHERE juror = ?", juror.toLowerCase());
      return found && profileOf(found);
    },
    put: async (signed) => {
      await database.run(KEEP_PROFILE, signed.profile.juror.toLowerCase(), toJson(signed));
    },
    all: async () => (await database.all("SELECT body FROM profiles ORDER BY juror")).map(profileOf),
    keepConflict: async (conflict) => {
      await database.run(KEEP_CONFLICT, conflict[0].profile.juror.toLowerCase(), toJson(conflict));
    },
    conflicts: async () => (await database.all("SELECT body FROM conflicts ORDER BY juror")).map(conflictOf),
  };
}

const profileOf = ({ body }: Columns): SignedJurorProfile => parseJurorProfile(String(body));

function conflictOf({ body }: Columns): ProfileConflict {
  const [one, other] = parseJson(String(body)) as readonly unknown[];
  return [parseJurorProfile(one), parseJurorProfile(other)];
}
