import { PgBoss } from "pg-boss";
import type { Hex } from "viem";
import type { Log } from "../log.ts";
import { type Columns, intentOf } from "./columns.ts";
import { type Database, placesFor, type Transaction } from "./database.ts";
import type { WorkQueue } from "./work-queue.ts";

/** A transaction whose connection pg-boss can use, too. */
export interface BossTransaction extends Transaction {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export interface BossQueueOptions {
  /** Of the database; it is in no message. */
  readonly url: string;
  /** Of pg-boss's own tables. */
  readonly schema: string;
  readonly database: Database<BossTransaction>;
  readonly log: Log;
  /** Seconds after which a job that a worker took and neither finished nor gave back goes to another. */
  readonly expireAfter: number;
  /** Seconds between two looks for such jobs. */
  readonly superviseEvery: number;
}

/** Which job of pg-boss hands out a queued intent, and which sender has taken it. */
export const JOBS_TABLE = `
CREATE TABLE IF NOT EXISTS jobs (
  intent TEXT PRIMARY KEY,
  job TEXT NOT NULL UNIQUE,
  sender TEXT
)`;

const QUEUE = "intents";
/** Connections for pg-boss's own upkeep. What belongs to a transaction of the store goes through that one's connection. */
const UPKEEP_CONNECTIONS = 2;
/** A job comes back until its intent is sent or refused, however often and however long that takes. */
const NO_LIMIT = { retryLimit: 2_000_000_000, retentionSeconds: 315_360_000 };
/** Seconds for which a job that is over can be looked at. */
const KEEP_FOR = 3_600;

/**
 * Shares out intents among workers on several machines, by jobs of pg-boss. There is one job for each queued intent: it is
 * made and completed in the transaction of the store that queues the intent, and sends or refuses it.
 */
export async function openBossQueue(options: BossQueueOptions): Promise<WorkQueue<BossTransaction>> {
  const { url, schema, database, log, expireAfter, superviseEvery } = options;
  const boss = new PgBoss({
    ...{ connectionString: url, schema, max: UPKEEP_CONNECTIONS, schedule: false },
    ...{ superviseIntervalSeconds: superviseEvery, monitorIntervalSeconds: superviseEvery },
    ...{ application_name: "quittance-relayer-jobs", openTelemetry: { enabled: false } },
  });
  boss.on("error", ({ message }) =>
    log("warn", "the upkeep of jobs failed, and is tried again", { message }),
  );
  boss.on("warning", ({ message }) => log("warn", "pg-boss warns", { message }));

  /** Makes jobs for intents that lack one; `which` is a condition on the table of intents. */
  const addJobs = async (within: BossTransaction, which: string, ids: readonly Hex[]) => {
    const sql = `INSERT INTO jobs (intent, job) SELECT id, gen_random_uuid() FROM intents WHERE ${which} ORDER BY sequence
      ON CONFLICT (intent) DO NOTHING RETURNING intent, job`;
    const jobs = (await within.all(sql, ...ids)).map(({ intent, job }) => ({
      id: String(job),
      data: { intent },
    }));
    if (jobs.length > 0) await boss.insert(QUEUE, jobs, { db: within });
  };
  const complete = async (within: BossTransaction, jobs: readonly string[]) => {
    if (jobs.length > 0) await boss.complete(QUEUE, [...jobs], null, { db: within, includeQueued: true });
  };
  const follow = async (within: BossTransaction, ids: readonly Hex[]) => {
    if (ids.length === 0) return;
    const some = placesFor(ids);
    await addJobs(within, `id IN (${some}) AND state = 'queued'`, ids);
    const over = `DELETE FROM jobs WHERE intent IN (${some})
      AND NOT EXISTS (SELECT 1 FROM intents WHERE id = intent AND state = 'queued') RETURNING job`;
    await complete(within, (await within.all(over, ...ids)).map(jobOf));
  };

  try {
    await boss.start();
    const queue = { expireInSeconds: expireAfter, deleteAfterSeconds: KEEP_FOR, ...NO_LIMIT };
    const isKnown = (await boss.getQueue(QUEUE)) !== null;
    await (isKnown ? boss.updateQueue(QUEUE, queue) : boss.createQueue(QUEUE, queue));
    await database.atomically(async (within) => {
      // Without pg-boss's tables, as after a restore of this schema alone, no job is left that the table could name.
      if (!isKnown) await within.run("DELETE FROM jobs");
      await addJobs(within, "state = 'queued'", []);
    });
  } catch (error) {
    await boss.stop();
    throw error;
  }

  return {
    follow,
    take: (sender, limit) =>
      database.atomically(async (within) => {
        const own = `SELECT intents.* FROM jobs JOIN intents ON id = intent
          WHERE sender = ? AND state = 'queued' ORDER BY sequence LIMIT ?`;
        const held = await within.all(own, sender, limit);
        if (held.length >= limit) return held.map(intentOf);
        const jobs = await boss.fetch(QUEUE, { batchSize: limit - held.length, db: within });
        if (jobs.length === 0) return held.map(intentOf);
        const mark = `UPDATE jobs SET sender = ? WHERE job IN (${placesFor(jobs)}) RETURNING intent, job`;
        const marked = await within.all(mark, sender, ...jobs.map(({ id }) => id));
        const known = new Set(marked.map(jobOf));
        // Jobs of intents that are not queued any more; the table of intents is right.
        await complete(
          within,
          jobs.map(({ id }) => id).filter((id) => !known.has(id)),
        );
        const ids = marked.map(({ intent }) => intent as Hex);
        await follow(within, ids);
        if (ids.length === 0) return held.map(intentOf);
        const some = `SELECT * FROM intents WHERE id IN (${placesFor(ids)}) AND state = 'queued'`;
        return [...held, ...(await within.all(some, ...ids))].sort(bySequence).map(intentOf);
      }),
    giveBack: async (sender) => {
      if ((await database.one("SELECT 1 AS has FROM jobs WHERE sender = ? LIMIT 1", sender)) === undefined)
        return;
      await database.atomically(async (within) => {
        const given = await within.all(
          "UPDATE jobs SET sender = NULL WHERE sender = ? RETURNING job",
          sender,
        );
        if (given.length > 0) await boss.fail(QUEUE, given.map(jobOf), null, { db: within });
      });
    },
    close: () => boss.stop(),
  };
}

const jobOf = ({ job }: Columns) => String(job);
const bySequence = (one: Columns, other: Columns) => Number(one.sequence) - Number(other.sequence);
