import { index, onchainTable, primaryKey } from "ponder";
import { changed, created, sum } from "./columns.ts";

/** A verdict of round 1 or 2. */
export const verdict = onchainTable(
  "verdict",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    round: t.integer().notNull(),
    payout: t.integer().notNull(),
    evidence: t.hex().notNull(),
    /** The milestone settled with it: round 1 without a contest window, round 2 without an arbiter. */
    settled: t.boolean().notNull(),
    /** Of round 1: those that decided. Of round 2: all on record, later ones too. */
    ballotCount: t.integer().notNull(),
    verificationFee: t.bigint().notNull(),
    ...created(),
    ...changed(),
  }),
  (table) => ({ pk: primaryKey({ columns: [table.dealId, table.milestone, table.round] }) }),
);

/** A panel drawn from the juror pool. Round 1's is in the deal. */
export const panel = onchainTable(
  "panel",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    /** Always 2. */
    round: t.integer().notNull(),
    pool: t.hex(),
    /** Keys, strictly ascending. */
    jurors: t.hex().array().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone, table.round] }),
    jurors: index().using("gin", table.jurors.op("array_ops")),
  }),
);

/** A juror's place on a drawn panel, and so its duty: its ballot, if it cast one, has the same key. */
export const draw = onchainTable(
  "draw",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    round: t.integer().notNull(),
    position: t.integer().notNull(),
    juror: t.hex().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone, table.round, table.position] }),
    juror: index().on(table.juror, table.timestamp),
  }),
);

/** A juror's ballot that is on record. */
export const ballot = onchainTable(
  "ballot",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    round: t.integer().notNull(),
    position: t.integer().notNull(),
    juror: t.hex().notNull(),
    score: t.integer().notNull(),
    /** Hash of the juror's written reasons. */
    reasons: t.hex().notNull(),
    evidence: t.hex().notNull(),
    /** The payout this score alone would give: the ballot agrees with its round's verdict when that has the same, and it is not late. */
    payout: t.integer().notNull(),
    /** Of round 1, and after its verdict, which it could copy. */
    late: t.boolean().notNull(),
    /** Its part of the bond of round 2. */
    earned: sum(),
    ...created(),
    ...changed(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone, table.round, table.position] }),
    juror: index().on(table.juror, table.timestamp),
  }),
);

/** What the arbiter decided. */
export const ruling = onchainTable(
  "ruling",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    arbiter: t.hex().notNull(),
    payout: t.integer().notNull(),
    evidence: t.hex(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone] }),
    arbiter: index().on(table.arbiter, table.timestamp),
  }),
);

/** The first proof that a juror of round 1 signed two scores for one evidence. */
export const equivocation = onchainTable(
  "equivocation",
  (t) => ({
    dealId: t.hex().notNull(),
    milestone: t.integer().notNull(),
    juror: t.hex().notNull(),
    evidence: t.hex().notNull(),
    firstScore: t.integer().notNull(),
    secondScore: t.integer().notNull(),
    ...created(),
  }),
  (table) => ({
    pk: primaryKey({ columns: [table.dealId, table.milestone, table.juror, table.evidence] }),
    juror: index().on(table.juror),
  }),
);
