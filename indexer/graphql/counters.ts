/** A column of one row that says how many rows of a table have the same values in some columns. */
export interface Counter {
  /** Columns of the counted table, each beside the key of the row that has the number. None: all rows are counted. */
  readonly by: Readonly<Record<string, string>>;
  readonly table: string;
  readonly column: string;
}

/**
 * Numbers that handlers keep, of which test/indexer holds each against the rows. A number that leaves rows out, or counts what
 * moved to another deal there, such as `total.deals`, is not among them.
 */
export const COUNTERS: Readonly<Record<string, readonly Counter[]>> = {
  account: [{ by: { principal: "address" }, table: "principal", column: "accountCount" }],
  ballot: [{ by: { juror: "address" }, table: "agent", column: "jurorBallots" }],
  contest: [{ by: {}, table: "total", column: "contests" }],
  draw: [{ by: { juror: "address" }, table: "agent", column: "jurorDraws" }],
  equivocation: [
    { by: { juror: "address" }, table: "agent", column: "jurorEquivocations" },
    { by: {}, table: "total", column: "equivocations" },
  ],
  forfeit: [{ by: { pool: "address" }, table: "jurorPool", column: "forfeitCount" }],
  handover: [{ by: { principal: "address" }, table: "principal", column: "handoverCount" }],
  keyChange: [{ by: { account: "address" }, table: "account", column: "keyChangeCount" }],
  ledgerMovement: [{ by: { account: "address" }, table: "account", column: "movementCount" }],
  milestone: [{ by: { dealId: "id" }, table: "deal", column: "milestoneCount" }],
  payment: [{ by: { orderId: "id" }, table: "paymentOrder", column: "paymentCount" }],
  paymentOrder: [{ by: {}, table: "total", column: "orders" }],
  principal: [{ by: {}, table: "total", column: "principals" }],
  rating: [
    { by: { rated: "address" }, table: "agent", column: "ratingsReceived" },
    { by: { rater: "address" }, table: "agent", column: "ratingsGiven" },
    { by: {}, table: "total", column: "ratings" },
  ],
  redemption: [{ by: { tabId: "id" }, table: "tab", column: "redemptionCount" }],
  rewardMovement: [{ by: { pool: "pool", account: "account" }, table: "reward", column: "movementCount" }],
  ruling: [
    { by: { arbiter: "address" }, table: "agent", column: "rulings" },
    { by: {}, table: "total", column: "rulings" },
  ],
  seatChange: [{ by: { pool: "pool", seat: "number" }, table: "seat", column: "changeCount" }],
  statementLine: [{ by: { account: "address" }, table: "account", column: "entryCount" }],
  tab: [{ by: {}, table: "total", column: "tabsOpened" }],
  verdict: [{ by: {}, table: "total", column: "verdicts" }],
};
