import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { causeOf } from "../records/cause.ts";
import { changeSeat, countPool, moveReward } from "../records/pool.ts";
import { seatOf } from "../records/required.ts";

ponder.on("JurorPool:AbsencePunished", async ({ event, context }) => {
  const { db } = context;
  const { seat: number, penalty, ...about } = event.args;
  const seat = await seatOf(db, event.log.address, Number(number));
  const change = { kind: "absence", amount: -penalty, ...about } as const;
  await changeSeat(db, seat, { change }, causeOf(event));
});

ponder.on("JurorPool:EquivocationPunished", async ({ event, context }) => {
  const { db } = context;
  const { seat: number, penalty, ...about } = event.args;
  const seat = await seatOf(db, event.log.address, Number(number));
  const change = { kind: "equivocation", amount: -penalty, ...about } as const;
  await changeSeat(db, seat, { change }, causeOf(event));
});

ponder.on("JurorPool:RewardCredited", async ({ event, context }) => {
  const { account, ...credit } = event.args;
  const movement = { kind: "credited", ...credit } as const;
  await moveReward(context.db, event.log.address, account, movement, causeOf(event));
});

ponder.on("JurorPool:RewardCollected", async ({ event, context }) => {
  const { account, to: wallet, amount } = event.args;
  const movement = { kind: "collected", amount: -amount, wallet } as const;
  await moveReward(context.db, event.log.address, account, movement, causeOf(event));
});

ponder.on("JurorPool:StakeForfeited", async ({ event, context }) => {
  const { db } = context;
  const pool = event.log.address;
  const { dealId, milestone, amount } = event.args;
  const cause = causeOf(event);
  const { forfeitCount } = await countPool(db, pool, { forfeited: amount, forfeitCount: 1 }, cause);
  const sequence = forfeitCount - 1;
  await db.insert(schema.forfeit).values({ pool, sequence, dealId, milestone, amount, ...cause });
});
