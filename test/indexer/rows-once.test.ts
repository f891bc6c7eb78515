import { expect } from "chai";
import * as schema from "../../indexer/ponder.schema.ts";
import { dbOf } from "../../indexer/src/records/db.ts";

type Ponder = Parameters<typeof dbOf>[0];
type Columns = Record<string, unknown>;

const POOL = "0xABCDEF0000000000000000000000000000000001";
const ACCOUNT = "0xABCDEF0000000000000000000000000000000002";
const EVENT = {
  block: { number: 7n, timestamp: 1_700n },
  log: { logIndex: 3 },
  transaction: { hash: "0x07" },
} as const;
const LAST = { updatedBlock: 7n, updatedLogIndex: 3, updatedAt: 1_700n, updatedIn: "0x07" };

/** What of Ponder's store a handler reaches, with one reward in it; it keeps what it is asked. */
function openStore(stored: Columns | null) {
  const calls: { readonly call: string; readonly row?: Columns }[] = [];
  const store = {
    find: async () => {
      calls.push({ call: "find" });
      return stored;
    },
    insert: () => ({
      values: async (row: Columns) => {
        calls.push({ call: "insert", row });
      },
    }),
    update: () => ({
      set: async (row: Columns) => {
        calls.push({ call: "update", row });
      },
    }),
  };
  return { calls, db: dbOf(store as unknown as Ponder, EVENT) };
}

const key = { pool: POOL, account: ACCOUNT } as const;
const reward = () => ({ ...key, balance: 5n, credited: 5n, collected: 0n, movementCount: 1 });

describe("the rows of one event", () => {
  it("are read once and written once, with what became of them", async () => {
    const { calls, db } = openStore(reward());
    const before = await db.find(schema.reward, key);
    await db.update(schema.reward, key, (row) => ({ balance: row.balance + 1n }));
    const lower = { pool: POOL.toLowerCase(), account: ACCOUNT.toLowerCase() } as typeof key;
    const after = await db.update(schema.reward, lower, (row) => ({
      balance: row.balance + 1n,
      collected: 2n,
    }));
    expect([before?.balance, after.balance, after.movementCount]).to.deep.equal([5n, 7n, 1]);
    await db.write();
    expect(calls).to.deep.equal([
      { call: "find" },
      { call: "update", row: { balance: 7n, collected: 2n, ...LAST } },
    ]);
  });

  it("are written as they are at the end when they are new", async () => {
    const { calls, db } = openStore(null);
    await db.upsert(schema.reward, { ...key, balance: 1n }, { balance: 9n });
    const row = await db.upsert(schema.reward, { ...key, balance: 1n }, (known) => ({
      balance: known.balance + 1n,
      movementCount: undefined,
    }));
    expect(row).to.include({
      account: ACCOUNT.toLowerCase(),
      balance: 2n,
      movementCount: 0,
      timestamp: 1_700n,
    });
    await db.write();
    expect(calls).to.deep.equal([{ call: "find" }, { call: "insert", row }]);
    expect(row).to.include(LAST);
  });

  it("are not written when nothing changed", async () => {
    const { calls, db } = openStore(reward());
    await Promise.all([db.find(schema.reward, key), db.find(schema.reward, key)]);
    await db.insertNew(schema.reward, { ...key, balance: 3n });
    await db.write();
    expect(calls.filter(({ call }) => call !== "find")).to.deep.equal([]);
  });

  it("are refused where there is one already, and where there is none to change", async () => {
    const { db } = openStore(null);
    await db.insert(schema.reward, key);
    const again = await db.insert(schema.reward, key).catch((error: Error) => error.message);
    expect(again).to.equal(
      `There is a row with the key ${POOL.toLowerCase()} ${ACCOUNT.toLowerCase()} of pool, account already.`,
    );
    const absent = { pool: ACCOUNT, account: POOL } as const;
    const missing = await db.update(schema.reward, absent, {}).catch((error: Error) => error.message);
    expect(missing).to.equal(`There is no row ${ACCOUNT.toLowerCase()} ${POOL.toLowerCase()} to change.`);
  });
});
