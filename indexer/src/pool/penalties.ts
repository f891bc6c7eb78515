import schema from "ponder:schema";
import { on } from "../records/on.ts";
import { changeSeat, countPool, moveReward } from "../records/pool.ts";
import { seatOf } from "../records/required.ts";

on("JurorPool:AbsencePunished", async ({ event, db }) => {
  const { seat: number, penalty, ...about } = event.args;
  const seat = await seatOf(db, event.log.address, Number(number));
  const change = { kind: "absence", amount: -penalty, ...about } as const;
  await changeSeat(db, seat, { change });
});

on("JurorPool:EquivocationPunished", async ({ event, db }) => {
  const { seat: number, penalty, ...about } = event.args;
  const seat = await seatOf(db, event.log.address, Number(number));
  const change = { kind: "equivocation", amount: -penalty, ...about } as const;
  await changeSeat(db, seat, { change });
});

on("JurorPool:RewardCredited", async ({ event, db }) => {
  const { account, ...credit } = event.args;
  const movement = { kind: "credited", ...credit } as const;
  await moveReward(db, event.log.address, account, movement);
});

on("JurorPool:RewardCollected", async ({ event, db }) => {
  const { account, to: wallet, amount } = event.args;
  const movement = { kind: "collected", amount: -amount, wallet } as const;
  await moveReward(db, event.log.address, account, movement);
});

on("JurorPool:StakeForfeited", async ({ event, db }) => {
  const pool = event.log.address;
  const { dealId, milestone, amount } = event.args;
  const { forfeitCount } = await countPool(db, pool, { forfeited: amount, forfeitCount: 1 });
  const sequence = forfeitCount - 1;
  await db.insert(schema.forfeit, { pool, sequence, dealId, milestone, amount });
});
