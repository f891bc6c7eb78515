import schema from "ponder:schema";
import type { Address } from "viem";
import { counted } from "../../accounting/counters.ts";
import type { Db, Stamp } from "./db.ts";

type PoolRow = typeof schema.jurorPool.$inferSelect;
type SeatRow = typeof schema.seat.$inferSelect;
type SeatNews = Partial<Omit<SeatRow, "pool" | "number" | "stake" | "changeCount" | Stamp>>;
type SeatChange = Pick<
  typeof schema.seatChange.$inferInsert,
  "kind" | "amount" | "stakeUntil" | "dealId" | "milestone" | "juror" | "evidence" | "reporter" | "payer"
>;
type RewardMovement = typeof schema.rewardMovement.$inferInsert;

/** Changes of a pool's sums; `held` follows from the three it is made of. */
type PoolChange = Partial<Omit<PoolRow, "address" | "held" | Stamp>>;

/** Moves a pool's sums; the pool may be new. @returns the row it leaves. */
export async function countPool(db: Db, address: Address, change: PoolChange) {
  const { stakes = 0n, rewards = 0n, forfeited = 0n } = change;
  const whole = { ...change, held: stakes + rewards + forfeited };
  return db.upsert(schema.jurorPool, { address, ...whole }, (row) => counted(row, whole));
}

/** Writes a change of a seat: what is new in its row, and the numbered change. */
export async function changeSeat(
  db: Db,
  { pool, number, changeCount, ...before }: SeatRow,
  changed: SeatNews & { readonly change: SeatChange },
) {
  const { change, ...news } = changed;
  const { owner, key } = { ...before, ...news };
  const amount = change.amount ?? 0n;
  const { stake } = counted(before, { stake: amount });
  await db.insert(schema.seatChange, {
    ...{ pool, seat: number, sequence: changeCount, owner, key, stake },
    ...change,
  });
  await db.update(schema.seat, { pool, number }, { ...news, stake, changeCount: changeCount + 1 });
  if (amount !== 0n) await countPool(db, pool, { stakes: amount });
}

/** Writes a movement of what a pool owes an account, and what it leaves there. */
export async function moveReward(
  db: Db,
  pool: Address,
  account: Address,
  movement: Pick<RewardMovement, "kind" | "amount" | "wallet" | "dealId" | "milestone">,
) {
  const { kind, amount } = movement;
  const change = {
    balance: amount,
    credited: kind === "credited" ? amount : 0n,
    collected: kind === "collected" ? -amount : 0n,
    movementCount: 1,
  };
  const reward = await db.upsert(schema.reward, { pool, account, ...change }, (row) => counted(row, change));
  await db.insert(schema.rewardMovement, {
    ...{ pool, account, sequence: reward.movementCount - 1, balance: reward.balance },
    ...movement,
  });
  await countPool(db, pool, { rewards: amount });
}
