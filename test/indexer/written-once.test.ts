import { expect } from "chai";
import * as schema from "../../indexer/ponder.schema.ts";

/** Where Drizzle, on which Ponder builds, keeps the columns of a table. */
const COLUMNS = Symbol.for("drizzle:Columns");
const CREATED = ["blockNumber", "logIndex", "timestamp", "transactionHash"];
const CHANGED = ["updatedBlock", "updatedLogIndex", "updatedAt", "updatedIn"];

const tables = Object.entries(schema).flatMap(([name, table]) => {
  const columns: object | undefined = Reflect.get(Object(table), COLUMNS);
  return columns === undefined ? [] : [{ name, columns: Object.keys(columns) }];
});

describe("the columns of the indexer's tables", () => {
  it("say of every row which event wrote it", () => {
    expect(tables.length).to.be.greaterThan(40);
    for (const { name, columns } of tables) expect(columns, name).to.include.members(CREATED);
  });

  it("say all or nothing of the event that changed a row", () => {
    for (const { name, columns } of tables) {
      const given = CHANGED.filter((column) => columns.includes(column));
      expect(given.length === 0 || given.length === CHANGED.length, name).to.equal(true);
    }
  });

  it("say nothing of a change where the rows are facts", () => {
    const facts = tables.filter(({ columns }) => !columns.includes("updatedBlock")).map(({ name }) => name);
    expect(facts.sort()).to.deep.equal([
      ...["bondCredit", "deliveryRecord", "draw", "equivocation", "event", "forfeit", "freeze"],
      ...["fundMove", "handover", "keyChange", "ledgerMovement", "orderRevocation", "panel", "payment"],
      ...["paymentOrder", "rating", "redemption", "rewardMovement", "ruling", "seatChange", "seed"],
      ...["statementLine", "treasuryDraw", "voucherRefusal"],
    ]);
  });
});
