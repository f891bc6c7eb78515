import type { Address, Hex } from "viem";
import { attemptOf, intentOf, transactionOf } from "./columns.ts";
import type { Database, Statements } from "./database.ts";
import {
  addIntent,
  chargeCredit,
  creditOf,
  readIntent,
  refuseIntent,
  releaseWaiting,
  takeBack,
} from "./intents.ts";
import type { Counts, Lease, NewAttempt } from "./records.ts";
import type { Store } from "./store.ts";

const INTENTS_OF = 'UPDATE intents SET state = ? WHERE "transaction" = ? AND state = ?';

/** A store over a database of SQL. */
export function openSqlStore(database: Database): Store {
  const { one, all, atomically } = database;

  return {
    lease: ({ sender, holder }, now, until) =>
      atomically(async (sql) => {
        const current = await sql.one("SELECT holder, until FROM leases WHERE sender = ?", sender);
        if (current !== undefined && current.holder !== holder && Number(current.until) > now) return false;
        await sql.run("DELETE FROM leases WHERE sender = ?", sender);
        await sql.run("INSERT INTO leases (sender, holder, until) VALUES (?, ?, ?)", sender, holder, until);
        return true;
      }),
    yieldLease: ({ sender, holder }) =>
      atomically(async (sql) => {
        await sql.run("DELETE FROM leases WHERE sender = ? AND holder = ?", sender, holder);
      }),
    addIntent: (intent, payment) => atomically((sql) => addIntent(sql, intent, payment)),
    refuse: (id, reason) =>
      atomically(async (sql) => {
        if ((await readIntent(sql, id))?.state === "queued")
          await refuseIntent(sql, id, reason, { isUnsent: true });
      }),
    addTransaction: (lease, now, { sender, nonce, to, data, gas }, first, items) =>
      atomically(async (sql) => {
        if (!(await holds(sql, lease, now))) return false;
        const insert =
          "INSERT INTO transactions (sender, nonce, \"to\", data, gas, state) VALUES (?, ?, ?, ?, ?, 'open') RETURNING number";
        const number = Number((await sql.one(insert, sender, nonce, to, data, String(gas)))?.number);
        await addAttempt(sql, number, first);
        for (const [index, id] of items.entries()) {
          const packing = 'INSERT INTO packings ("transaction", position, intent) VALUES (?, ?, ?)';
          await sql.run(packing, number, index, id);
          const position = items.length === 1 ? null : index;
          const sent =
            "UPDATE intents SET state = 'sent', \"transaction\" = ?, position = ? WHERE id = ? AND state = 'queued'";
          if ((await sql.run(sent, number, position, id)) !== 1) return false;
        }
        return true;
      }),
    addAttempt: (lease, now, attempt) =>
      atomically(async (sql) => {
        if (!(await holds(sql, lease, now))) return false;
        await addAttempt(sql, attempt.transaction, attempt);
        return true;
      }),
    markMined: (transaction, { hash, blockNumber, blockHash }, outcomes) =>
      atomically(async (sql) => {
        const mined =
          "UPDATE transactions SET state = 'mined', hash = ?, block_number = ?, block_hash = ? WHERE number = ? AND state IN ('open', 'lost')";
        if ((await sql.run(mined, hash, String(blockNumber), blockHash, transaction)) === 0) return;
        for (const [index, { id, reason, isUndone = false }] of outcomes.entries()) {
          const intent = await readIntent(sql, id);
          if (intent === undefined || intent.state === "done" || intent.state === "final") continue;
          // It was put into another transaction meanwhile, or asked for once more.
          const isElsewhere = intent.transaction !== transaction;
          if (isElsewhere && (isUndone || reason !== undefined)) continue;
          if (isUndone) {
            await sql.run("UPDATE intents SET state = 'queued' WHERE id = ?", id);
          } else if (reason !== undefined) {
            await refuseIntent(sql, id, reason, { isUnsent: false });
          } else {
            const position = outcomes.length === 1 ? null : index;
            const done =
              "UPDATE intents SET state = 'done', reason = NULL, \"transaction\" = ?, position = ? WHERE id = ?";
            await sql.run(done, transaction, position, id);
            await chargeCredit(sql, intent.owner, -intent.brings);
            await releaseWaiting(sql, id);
          }
        }
      }),
    markOpen: (transaction) =>
      atomically(async (sql) => {
        const open =
          "UPDATE transactions SET state = 'open', hash = NULL, block_number = NULL, block_hash = NULL WHERE number = ? AND state IN ('mined', 'final')";
        if ((await sql.run(open, transaction)) === 0) return;
        await takeBack(sql, transaction);
        await sql.run(
          "UPDATE intents SET state = 'sent', reason = NULL WHERE \"transaction\" = ?",
          transaction,
        );
      }),
    markFinal: (transaction) =>
      atomically(async (sql) => {
        const final = "UPDATE transactions SET state = 'final' WHERE number = ? AND state = 'mined'";
        if ((await sql.run(final, transaction)) > 0) await sql.run(INTENTS_OF, "final", transaction, "done");
      }),
    markLost: (transaction) =>
      atomically(async (sql) => {
        const lost = "UPDATE transactions SET state = 'lost' WHERE number = ? AND state = 'open'";
        if ((await sql.run(lost, transaction)) > 0) await sql.run(INTENTS_OF, "queued", transaction, "sent");
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
    askedSince: async (owner, since) => {
      const sql = "SELECT COUNT(*) AS count FROM intents WHERE owner = ? AND asked_at >= ? AND brings = '0'";
      return Number((await one(sql, owner, since))?.count);
    },
    pending: async () => {
      const sql = "SELECT COUNT(*) AS count FROM intents WHERE state IN ('queued', 'waiting')";
      return Number((await one(sql))?.count);
    },
    counts: async (): Promise<Counts> => ({
      intents: await countsOf(database, "intents"),
      transactions: await countsOf(database, "transactions"),
    }),
    close: () => database.close(),
  };
}

async function holds(sql: Statements, { sender, holder }: Lease, now: number): Promise<boolean> {
  const held = "SELECT holder FROM leases WHERE sender = ? AND holder = ? AND until > ?";
  return (await sql.one(held, sender, holder, now)) !== undefined;
}

async function addAttempt(sql: Statements, transaction: number, attempt: NewAttempt): Promise<void> {
  const { hash, raw, maxFeePerGas, maxPriorityFeePerGas, signedAt } = attempt;
  const insert =
    'INSERT INTO attempts (hash, "transaction", raw, max_fee, priority_fee, signed_at) VALUES (?, ?, ?, ?, ?, ?)';
  await sql.run(insert, hash, transaction, raw, String(maxFeePerGas), String(maxPriorityFeePerGas), signedAt);
}

async function countsOf(sql: Statements, table: "intents" | "transactions"): Promise<Record<string, number>> {
  const found = await sql.all(`SELECT state, COUNT(*) AS count FROM ${table} GROUP BY state`);
  return Object.fromEntries(found.map(({ state, count }) => [String(state), Number(count)]));
}
