import schema from "ponder:schema";
import { on } from "../records/on.ts";
import { changeSeat, countPool } from "../records/pool.ts";
import { seatOf } from "../records/required.ts";

on("JurorPool:SeatTaken", async ({ event, db }) => {
  const pool = event.log.address;
  const { owner, key, stake } = event.args;
  const taken = {
    ...({ status: "active", owner, key, keySince: db.at.timestamp, previousKey: key } as const),
    ...{ joinedAt: db.at.timestamp, closedAt: null, stakeUntil: null, stake: 0n },
  };
  // A vacant seat is taken again; its history goes on.
  const seat = await db.upsert(schema.seat, { pool, number: Number(event.args.seat), ...taken }, taken);
  await changeSeat(db, seat, { change: { kind: "taken", amount: stake } });
  await countPool(db, pool, { activeSeats: 1 });
});

on("JurorPool:SeatKeyChanged", async ({ event, db }) => {
  const { key, previousKey } = event.args;
  const seat = await seatOf(db, event.log.address, Number(event.args.seat));
  const news = { key, previousKey, keySince: db.at.timestamp };
  await changeSeat(db, seat, { ...news, change: { kind: "keyChanged" } });
});

on("JurorPool:SeatToppedUp", async ({ event, db }) => {
  const { seat: number, payer, amount } = event.args;
  const seat = await seatOf(db, event.log.address, Number(number));
  await changeSeat(db, seat, { change: { kind: "toppedUp", amount, payer } });
});

/** Its owner leaves, or a penalty left less than half of its stake. */
on("JurorPool:SeatClosed", async ({ event, db }) => {
  const pool = event.log.address;
  const stakeUntil = BigInt(event.args.stakeUntil);
  const seat = await seatOf(db, pool, Number(event.args.seat));
  const news = { status: "closed", closedAt: db.at.timestamp, stakeUntil } as const;
  await changeSeat(db, seat, { ...news, change: { kind: "closed", stakeUntil } });
  await countPool(db, pool, { activeSeats: -1 });
});

on("JurorPool:StakeReturned", async ({ event, db }) => {
  const seat = await seatOf(db, event.log.address, Number(event.args.seat));
  const change = { kind: "returned", amount: -event.args.amount } as const;
  await changeSeat(db, seat, { status: "vacant", change });
});

on("JurorPool:SeedPinned", async ({ event, db }) => {
  await db.insert(schema.seed, { pool: event.log.address, ...event.args });
});
