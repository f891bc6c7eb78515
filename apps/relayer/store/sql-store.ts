import type { Address, Hex } from "viem";
import { attemptOf, intentOf, transactionOf } from "./columns.ts";
import { creditOf } from "./credits.ts";
import { type Database, placesFor, type Statements, type Transaction } from "./database.ts";
import { addIntent, addOwnIntent, readIntent, refuseIntent, takeBack } from "./intents.ts";
import { askedOn } from "./quotas.ts";
import type { Counts, IntentState } from "./records.ts";
import type { Store } from "./store.ts";
import { markRedeeming, noteTab, readFeeTab, unredeemedTabs } from "./tabs.ts";
import { addAttempt, addTransaction, holdsLease, isInBlock, markMined, reservedBy } from "./transactions.ts";
import type { WorkQueue } from "./work-queue.ts";

/** Values of one statement. */
const MOST_IDS = 500;
const TAKE_LEASE = `INSERT INTO leases (sender, holder, until) VALUES (?, ?, ?)
  ON CONFLICT (sender) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE leases.holder = excluded.holder OR leases.until <= ?`;
const OPEN_AGAIN = `UPDATE transactions SET state = 'open', hash = NULL, block_number = NULL, block_hash = NULL
  WHERE number = ? AND state IN ('mined', 'final')`;

/** A store over a database of SQL, which shares out its intents by a queue. */
export function openSqlStore<Within extends Transaction>(
  database: Database<Within>,
  queue: WorkQueue<Within>,
): Store {
  const { one, all, atomically } = database;

  return {
    lease: ({ sender, holder }, now, until) =>
      atomically(async (sql) => (await sql.run(TAKE_LEASE, sender, holder, until, now)) > 0),
    yieldLease: ({ sender, holder }) =>
      atomically(async (sql) => {
        await sql.run("DELETE FROM leases WHERE sender = ? AND holder = ?", sender, holder);
      }),
    addIntent: (intent, payment) =>
      atomically(async (sql) => {
        if (!(await addIntent(sql, intent, payment))) return false;
        await queue.follow(sql, [payment?.id ?? intent.id]);
        return true;
      }),
    claim: (sender, limit) => queue.take(sender, limit),
    giveBack: (sender) => queue.giveBack(sender),
    refuse: (id, reason) =>
      atomically(async (sql) => {
        const queued = await sql.locked("SELECT id FROM intents WHERE id = ? AND state = 'queued'", id);
        if (queued.length === 0) return;
        await refuseIntent(sql, id, reason, { isUnsent: !(await isInBlock(sql, id)) });
        await queue.follow(sql, [id]);
      }),
    addRedemption: (owner, redemption, tabs) =>
      atomically(async (sql) => {
        if (!(await addOwnIntent(sql, owner, redemption))) return false;
        for (const tabId of tabs) await markRedeeming(sql, tabId, redemption.id);
        await queue.follow(sql, [redemption.id]);
        return true;
      }),
    noteTab: (tabId, note) => atomically((sql) => noteTab(sql, tabId, note)),
    addTransaction: (lease, now, transaction, first, items) =>
      atomically(async (sql) => {
        if (!(await holdsLease(sql, lease, now))) return false;
        if (!(await addTransaction(sql, transaction, first, items))) return false;
        await queue.follow(sql, items);
        return true;
      }),
    addAttempt: (lease, now, attempt) =>
      atomically(async (sql) => {
        if (!(await holdsLease(sql, lease, now))) return false;
        await addAttempt(sql, attempt.transaction, attempt);
        return true;
      }),
    markMined: (transaction, place, outcomes) =>
      atomically(async (sql) => {
        await queue.follow(sql, await markMined(sql, transaction, place, outcomes));
      }),
    markOpen: (transaction) =>
      atomically(async (sql) => {
        if ((await sql.run(OPEN_AGAIN, transaction)) === 0) return;
        const ids = await lockIntentsOf(sql, transaction);
        await takeBack(sql, transaction);
        const sent = "UPDATE intents SET state = 'sent', reason = NULL WHERE \"transaction\" = ?";
        await sql.run(sent, transaction);
        await queue.follow(sql, ids);
      }),
    markFinal: (transaction) =>
      atomically(async (sql) => {
        const final = "UPDATE transactions SET state = 'final' WHERE number = ? AND state = 'mined'";
        if ((await sql.run(final, transaction)) === 0) return;
        await moveIntents(sql, transaction, "done", "final");
      }),
    markLost: (transaction) =>
      atomically(async (sql) => {
        const lost = "UPDATE transactions SET state = 'lost' WHERE number = ? AND state = 'open'";
        if ((await sql.run(lost, transaction)) === 0) return;
        await queue.follow(sql, await moveIntents(sql, transaction, "sent", "queued"));
      }),
    intent: (id) => readIntent(database, id),
    queued: async (limit) => {
      const found = await all(
        "SELECT * FROM intents WHERE state = 'queued' ORDER BY sequence LIMIT ?",
        limit,
      );
      return found.map(intentOf);
    },
    packed: async (transaction) => {
      const found = await all(
        'SELECT intent FROM packings WHERE "transaction" = ? ORDER BY position',
        transaction,
      );
      return found.map(({ intent }) => intent as Hex);
    },
    isMovingElsewhere: async (sender) => {
      const sql =
        "SELECT 1 AS has FROM transactions WHERE state IN ('open', 'mined') AND sender <> ? LIMIT 1";
      return (await one(sql, sender)) !== undefined;
    },
    reserved: (sender) => reservedBy(database, sender),
    tries: async (id) =>
      Number((await one("SELECT COUNT(*) AS count FROM packings WHERE intent = ?", id))?.count),
    transaction: async (number) => {
      const found = await one("SELECT * FROM transactions WHERE number = ?", number);
      return found && transactionOf(found);
    },
    unsettled: async (sender: Address, nonce) => {
      const sql =
        "SELECT * FROM transactions WHERE sender = ? AND (state <> 'final' OR nonce >= ?) ORDER BY nonce";
      return (await all(sql, sender, nonce)).map(transactionOf);
    },
    attempts: async (transaction) => {
      const sql = 'SELECT * FROM attempts WHERE "transaction" = ? ORDER BY sequence DESC';
      return (await all(sql, transaction)).map(attemptOf);
    },
    nextNonce: async (sender) => {
      const sql = "SELECT COALESCE(MAX(nonce) + 1, 0) AS next FROM transactions WHERE sender = ?";
      return Number((await one(sql, sender))?.next);
    },
    credit: (owner) => creditOf(database, owner),
    feeTab: (tabId) => readFeeTab(database, tabId),
    unredeemedTabs: () => unredeemedTabs(database),
    askedOn: (owner, time) => askedOn(database, owner, time),
    settled: async (ids) => {
      const settled: Hex[] = [];
      for (let from = 0; from < ids.length; from += MOST_IDS) {
        const some = ids.slice(from, from + MOST_IDS);
        const sql = `SELECT id FROM intents WHERE state IN ('done', 'final', 'refused') AND id IN (${placesFor(some)})`;
        settled.push(...(await all(sql, ...some)).map(({ id }) => id as Hex));
      }
      return settled;
    },
    pending: async () => {
      const sql = "SELECT COUNT(*) AS count FROM intents WHERE state IN ('queued', 'waiting')";
      return Number((await one(sql))?.count);
    },
    counts: async (): Promise<Counts> => ({
      intents: await countsOf(database, "intents"),
      transactions: await countsOf(database, "transactions"),
    }),
    close: async () => {
      await queue.close();
      await database.close();
    },
  };
}

/** Intents whose last transaction this is; no other transaction of the database changes them meanwhile. */
async function lockIntentsOf(sql: Transaction, transaction: number): Promise<readonly Hex[]> {
  const found = await sql.locked('SELECT id FROM intents WHERE "transaction" = ? ORDER BY id', transaction);
  return found.map(({ id }) => id as Hex);
}

/** Gives another state to intents of a transaction that have the first one; returns them all. */
async function moveIntents(sql: Transaction, transaction: number, from: IntentState, to: IntentState) {
  const ids = await lockIntentsOf(sql, transaction);
  const move = 'UPDATE intents SET state = ? WHERE "transaction" = ? AND state = ?';
  if (ids.length > 0) await sql.run(move, to, transaction, from);
  return ids;
}

async function countsOf(sql: Statements, table: "intents" | "transactions"): Promise<Record<string, number>> {
  const found = await sql.all(`SELECT state, COUNT(*) AS count FROM ${table} GROUP BY state`);
  return Object.fromEntries(found.map(({ state, count }) => [String(state), Number(count)]));
}
