import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { causeOf } from "../records/cause.ts";
import { changeSeat, countPool } from "../records/pool.ts";
import { seatOf } from "../records/required.ts";

ponder.on("JurorPool:SeatTaken", async ({ event, context }) => {
  const { db } = context;
  const pool = event.log.address;
  const { owner, key, stake } = event.args;
  const cause = causeOf(event);
  const taken = {
    ...({ status: "active", owner, key, keySince: cause.timestamp, previousKey: key } as const),
    ...{ joinedAt: cause.timestamp, closedAt: null, stakeUntil: null, stake: 0n },
  };
  // A vacant seat is taken again; its history goes on.
  const seat = await db
    .insert(schema.seat)
    .values({ pool, number: Number(event.args.seat), ...taken, ...cause })
    .onConflictDoUpdate({ ...taken, ...cause });
  await changeSeat(db, seat, { change: { kind: "taken", amount: stake } }, cause);
  await countPool(db, pool, { activeSeats: 1 }, cause);
});

ponder.on("JurorPool:SeatKeyChanged", async ({ event, context }) => {
  const { db } = context;
  const { key, previousKey } = event.args;
  const cause = causeOf(event);
  const seat = await seatOf(db, event.log.address, Number(event.args.seat));
  const news = { key, previousKey, keySince: cause.timestamp };
  await changeSeat(db, seat, { ...news, change: { kind: "keyChanged" } }, cause);
});

ponder.on("JurorPool:SeatToppedUp", async ({ event, context }) => {
  const { db } = context;
  const { seat: number, payer, amount } = event.args;
  const seat = await seatOf(db, event.log.address, Number(number));
  await changeSeat(db, seat, { change: { kind: "toppedUp", amount, payer } }, causeOf(event));
});

/** Its owner leaves, or a penalty left less than half of its stake. */
ponder.on("JurorPool:SeatClosed", async ({ event, context }) => {
  const { db } = context;
  const pool = event.log.address;
  const stakeUntil = BigInt(event.args.stakeUntil);
  const cause = causeOf(event);
  const seat = await seatOf(db, pool, Number(event.args.seat));
  const news = { status: "closed", closedAt: cause.timestamp, stakeUntil } as const;
  await changeSeat(db, seat, { ...news, change: { kind: "closed", stakeUntil } }, cause);
  await countPool(db, pool, { activeSeats: -1 }, cause);
});

ponder.on("JurorPool:StakeReturned", async ({ event, context }) => {
  const { db } = context;
  const seat = await seatOf(db, event.log.address, Number(event.args.seat));
  const change = { kind: "returned", amount: -event.args.amount } as const;
  await changeSeat(db, seat, { status: "vacant", change }, causeOf(event));
});

ponder.on("JurorPool:SeedPinned", async ({ event, context }) => {
  await context.db.insert(schema.seed).values({ pool: event.log.address, ...event.args, ...causeOf(event) });
});
