import schema from "ponder:schema";
import { isAddressEqual } from "viem";
import { type BondCredit, leaveBond } from "./records/bonds.ts";
import { countAgent } from "./records/counting.ts";
import { moveLedger } from "./records/ledger.ts";
import { on } from "./records/on.ts";
import { contestOf, dealOf } from "./records/required.ts";
import { countSeries } from "./records/series.ts";

const DRAWN_ROUND = 2;

/** Follows the panel that was drawn. */
on("Quittance:DrawPaid", async ({ event, db }) => {
  const { drawer: account, ...about } = event.args;
  await leaveBond(db, { ...about, account, round: DRAWN_ROUND, kind: "draw" });
});

on("Quittance:BondReturned", async ({ event, db }) => {
  const { payer: account, ...about } = event.args;
  await leaveBond(db, { ...about, account, kind: "returned" });
});

on("Quittance:BondEarned", async ({ event, db }) => {
  const { judge: account, ...about } = event.args;
  const { dealId, milestone, round, amount } = about;
  await leaveBond(db, { ...about, account, kind: "earned" });
  const panel = await db.find(schema.panel, { dealId, milestone, round });
  const position = panel?.jurors.findIndex((juror) => isAddressEqual(juror, account)) ?? -1;
  const key = { dealId, milestone, round, position };
  // The arbiter has no ballot, nor has a juror whose round the parties cut short.
  if ((await db.find(schema.ballot, key)) === null) return;
  await db.update(schema.ballot, key, (row) => ({ earned: row.earned + amount }));
});

/** Follows the settlement whose losing side pays it. */
on("Quittance:BondReimbursed", async ({ event, db }) => {
  const { dealId, payer, milestone, round, amount } = event.args;
  const about = { part: "balance", dealId, milestone } as const;
  const credit: BondCredit = { dealId, milestone, round, kind: "reimbursed", account: payer, amount };
  const [deal, { side }] = await Promise.all([dealOf(db, dealId), contestOf(db, dealId, milestone, round)]);
  const isSellers = side === "buyer";
  await db.insert(schema.bondCredit, credit);
  await db.update(schema.contest, { dealId, milestone, round }, (row) => ({
    reimbursed: row.reimbursed + amount,
  }));
  await db.update(schema.settlement, { dealId, milestone }, (row) =>
    isSellers
      ? { sellerReimbursed: row.sellerReimbursed + amount, sellerNet: row.sellerNet - amount }
      : { buyerReimbursed: row.buyerReimbursed + amount, buyerNet: row.buyerNet - amount },
  );
  await db.update(schema.deal, { id: dealId }, (row) => ({
    reimbursed: row.reimbursed + amount,
    ...(isSellers ? { sellerNet: row.sellerNet - amount } : { refunded: row.refunded - amount }),
  }));
  const [loser, destination] = isSellers
    ? [deal.seller, deal.sellerDestination]
    : [deal.buyer, deal.buyerDestination];
  const lost = isSellers
    ? { sellerReimbursed: amount, sellerNet: -amount }
    : { buyerReimbursed: amount, buyerRefunded: -amount };
  countAgent(db, loser, lost);
  const part = isSellers ? { sellerNet: -amount } : { refunded: -amount };
  countSeries(db, deal, { reimbursed: amount, ...part });
  countAgent(db, payer, { bondsReimbursed: amount });
  if (destination === "ledger") {
    // What the buyer's part gave is missing from what came back to its budget already.
    const reimbursing = { kind: "reimbursing", amount: -amount, isStated: isSellers } as const;
    await moveLedger(db, loser, { ...about, ...reimbursing, counterparty: payer });
  }
  await moveLedger(db, payer, { ...about, kind: "reimbursement", amount });
});
