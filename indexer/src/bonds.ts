import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { isAddressEqual } from "viem";
import { type BondCredit, leaveBond } from "./records/bonds.ts";
import { causeOf } from "./records/cause.ts";
import { countAgent } from "./records/counting.ts";
import { moveLedger } from "./records/ledger.ts";
import { contestOf, dealOf } from "./records/required.ts";

const DRAWN_ROUND = 2;

/** Follows the panel that was drawn. */
ponder.on("Quittance:DrawPaid", async ({ event, context }) => {
  const { drawer: account, ...about } = event.args;
  await leaveBond(context.db, { ...about, account, round: DRAWN_ROUND, kind: "draw" }, causeOf(event));
});

ponder.on("Quittance:BondReturned", async ({ event, context }) => {
  const { payer: account, ...about } = event.args;
  await leaveBond(context.db, { ...about, account, kind: "returned" }, causeOf(event));
});

ponder.on("Quittance:BondEarned", async ({ event, context }) => {
  const { db } = context;
  const { judge: account, ...about } = event.args;
  const { dealId, milestone, round, amount } = about;
  const cause = causeOf(event);
  await leaveBond(db, { ...about, account, kind: "earned" }, cause);
  const panel = await db.find(schema.panel, { dealId, milestone, round });
  const position = panel?.jurors.findIndex((juror) => isAddressEqual(juror, account)) ?? -1;
  const key = { dealId, milestone, round, position };
  // The arbiter has no ballot, nor has a juror whose round the parties cut short.
  if ((await db.find(schema.ballot, key)) === null) return;
  await db.update(schema.ballot, key).set((row) => ({ earned: row.earned + amount, ...cause }));
});

/** Follows the settlement whose losing side pays it. */
ponder.on("Quittance:BondReimbursed", async ({ event, context }) => {
  const { db } = context;
  const { dealId, payer, milestone, round, amount } = event.args;
  const cause = causeOf(event);
  const about = { part: "balance", dealId, milestone } as const;
  const credit: BondCredit = { dealId, milestone, round, kind: "reimbursed", account: payer, amount };
  const [deal, { side }] = await Promise.all([dealOf(db, dealId), contestOf(db, dealId, milestone, round)]);
  const isSellers = side === "buyer";
  await db.insert(schema.bondCredit).values({ ...credit, ...cause });
  await db
    .update(schema.contest, { dealId, milestone, round })
    .set((row) => ({ reimbursed: row.reimbursed + amount, ...cause }));
  await db
    .update(schema.settlement, { dealId, milestone })
    .set((row) =>
      isSellers
        ? { sellerReimbursed: row.sellerReimbursed + amount, sellerNet: row.sellerNet - amount, ...cause }
        : { buyerReimbursed: row.buyerReimbursed + amount, buyerNet: row.buyerNet - amount, ...cause },
    );
  await db.update(schema.deal, { id: dealId }).set((row) => ({
    reimbursed: row.reimbursed + amount,
    ...(isSellers ? { sellerNet: row.sellerNet - amount } : { refunded: row.refunded - amount }),
    ...cause,
  }));
  const [loser, destination] = isSellers
    ? [deal.seller, deal.sellerDestination]
    : [deal.buyer, deal.buyerDestination];
  const lost = isSellers
    ? { sellerReimbursed: amount, sellerNet: -amount }
    : { buyerReimbursed: amount, buyerRefunded: -amount };
  await countAgent(db, loser, lost, cause);
  await countAgent(db, payer, { bondsReimbursed: amount }, cause);
  if (destination === "ledger") {
    // What the buyer's part gave is missing from what came back to its budget already.
    const reimbursing = { kind: "reimbursing", amount: -amount, isStated: isSellers } as const;
    await moveLedger(db, loser, { ...about, ...reimbursing, counterparty: payer }, cause);
  }
  await moveLedger(db, payer, { ...about, kind: "reimbursement", amount }, cause);
});
