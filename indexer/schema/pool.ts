import { index, onchainEnum, onchainTable, primaryKey } from "ponder";
import { changed, count, created, sum } from "./columns.ts";

/** `closed` is drawn no more, and slashable until `stakeUntil`; `vacant` has given its stake back. */
export const seatStatus = onchainEnum("seat_status", ["active", "closed", "vacant"]);
/** `absence` and `equivocation` are penalties, which `toppedUp` makes good; a `returned` stake leaves the seat vacant. */
export const seatChangeKind = onchainEnum("seat_change_kind", [
  "taken",
  "keyChanged",
  "closed",
  "absence",
  "equivocation",
  "toppedUp",
  "returned",
]);
export const rewardKind = onchainEnum("reward_kind", ["credited", "collected"]);

/** A juror pool: what its rows sum to. `held = stakes + rewards + forfeited`, at every transaction's end. */
export const jurorPool = onchainTable("juror_pool", (t) => ({
  address: t.hex().primaryKey(),
  activeSeats: count(),
  stakes: sum(),
  rewards: sum(),
  /** Taken from seats, and owed to no one. */
  forfeited: sum(),
  forfeitCount: count(),
  held: sum(),
  ...created(),
  ...changed(),
}));

/** A seat as it is now; vacant ones are taken again, by others. */
export const seat = onchainTable(
  "seat",
  (t) => ({
    pool: t.hex().notNull(),
    number: t.integer().notNull(),
    status: seatStatus().notNull(),
    owner: t.hex().notNull(),
    key: t.hex().notNull(),
    keySince: t.bigint().notNull(),
    /** What signs for contests made before `keySince`. */
    previousKey: t.hex().notNull(),
    joinedAt: t.bigint().notNull(),
    closedAt: t.bigint(),
    stakeUntil: t.bigint(),
    stake: t.bigint().notNull(),
    changeCount: count(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.pool, table.number] }),
    owner: index().on(table.owner),
    key: index().on(table.key),
  }),
);

/** Every change of a seat, numbered per seat from 0, with what it left: its keys, its closings, its stake. */
export const seatChange = onchainTable(
  "seat_change",
  (t) => ({
    pool: t.hex().notNull(),
    seat: t.integer().notNull(),
    sequence: t.integer().notNull(),
    kind: seatChangeKind().notNull(),
    owner: t.hex().notNull(),
    key: t.hex().notNull(),
    /** Of stake: positive into the seat, negative out of it. */
    amount: sum(),
    stake: t.bigint().notNull(),
    /** Slashable until then; of a closing. */
    stakeUntil: t.bigint(),
    /** Of a penalty: what for, the key that was drawn, and who told. */
    dealId: t.hex(),
    milestone: t.integer(),
    juror: t.hex(),
    evidence: t.hex(),
    reporter: t.hex(),
    /** Who made the stake whole. */
    payer: t.hex(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.pool, table.seat, table.sequence] }),
    deal: index().on(table.dealId),
    juror: index().on(table.juror),
    key: index().on(table.key),
  }),
);

/** What a pool owes an account for reports. */
export const reward = onchainTable(
  "reward",
  (t) => ({
    pool: t.hex().notNull(),
    account: t.hex().notNull(),
    balance: sum(),
    credited: sum(),
    collected: sum(),
    movementCount: count(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.pool, table.account] }) }),
);

/** Every change of a reward, numbered per pool and account from 0. */
export const rewardMovement = onchainTable(
  "reward_movement",
  (t) => ({
    pool: t.hex().notNull(),
    account: t.hex().notNull(),
    sequence: t.integer().notNull(),
    kind: rewardKind().notNull(),
    /** Positive into the reward, negative out of it. */
    amount: t.bigint().notNull(),
    /** Of the reward, after the movement. */
    balance: t.bigint().notNull(),
    /** Where it was collected to. */
    wallet: t.hex(),
    dealId: t.hex(),
    milestone: t.integer(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.pool, table.account, table.sequence] }),
    deal: index().on(table.dealId),
  }),
);

/** The pinned seed of the draws of all contests made in one block. */
export const seed = onchainTable(
  "seed",
  (t) => ({
    pool: t.hex().notNull(),
    openedInBlock: t.bigint().notNull(),
    seedBlock: t.bigint().notNull(),
    seed: t.hex().notNull(),
    ...created(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.pool, table.openedInBlock] }) }),
);

/** Stake that was taken from seats and is owed to no one, numbered per pool from 0. */
export const forfeit = onchainTable(
  "forfeit",
  (t) => ({
    pool: t.hex().notNull(),
    sequence: t.integer().notNull(),
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    amount: t.bigint().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.pool, table.sequence] }),
    deal: index().on(table.dealId),
  }),
);
