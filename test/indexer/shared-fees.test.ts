import { expect } from "chai";
import { zeroAddress } from "viem";
import {
  cancel,
  deliver,
  getDeal,
  getLedgerBalance,
  hashReasons,
  recordBallots,
  recordLateBallots,
  settle,
  signBallot,
  signCancellation,
} from "../../sdk/index.ts";
import { type IndexedStack, startIndexedStack } from "../support/indexed-stack.ts";
import { expectFacts } from "./support/facts-agreement.ts";
import { allRows, type Rows, sumOf } from "./support/rows.ts";
import { type Deal, evidenceOf, evidenceUri, judge, open } from "./support/trade.ts";

const FEE = 1_000_000n;
const SHARES = ["333334", "333333", "333333"];

describe("indexer, fees that jurors share", () => {
  let stack: IndexedStack;
  let atOnce: Deal;
  let waited: Deal;
  let rows: Rows;

  const vote = async ({ dealId: deal }: Deal, milestone: number, juror: number, score: number) => {
    const account = stack.jurors[juror];
    if (account === undefined) throw new Error(`the stack has no juror ${juror}`);
    const question = { domain: stack.domain, deal, milestone, evidence: evidenceOf(milestone) };
    return signBallot({ ...question, account, score, reasons: hashReasons(`reasons of ${juror}`) });
  };
  const rowsOf = (table: keyof Rows, { dealId }: Deal, milestone: number) =>
    rows[table].filter(({ deal_id: id, milestone: index }) => id === dealId && index === milestone);
  const creditsOf = (deal: Deal, milestone: number) =>
    stack.jurors.map(
      ({ address }) =>
        rowsOf("ledger_movement", deal, milestone).find(
          ({ kind, account }) => kind === "verificationFee" && account === address.toLowerCase(),
        )?.amount,
    );

  before(async () => {
    stack = await startIndexedStack();
    const { address, buyer, seller, domain, walletClient: client } = stack;
    await stack.fundLedger(buyer.address, 10_000_000_000n);
    atOnce = await open(stack, { panelAccount: zeroAddress });
    await judge(stack, atOnce, 0, [8_000, 8_000, 8_040]);
    await judge(stack, atOnce, 1, [8_000, 8_000, undefined]);

    waited = await open(stack, { panelAccount: zeroAddress, contestWindow: 600 });
    const { terms, dealId } = waited;
    // A verdict, and a juror that was left out.
    await judge(stack, waited, 0, [7_000, 7_000, undefined]);
    await recordLateBallots(client, { address, terms, ballots: [await vote(waited, 0, 2, 1_000)] });
    // A quorum that decides nothing, and a juror that comes after the round.
    const delivery = { deal: dealId, milestone: 1, evidence: evidenceOf(1), evidenceUri };
    await deliver(client, { address, account: seller, terms, delivery });
    const early = [await vote(waited, 1, 0, 6_000), await vote(waited, 1, 1, 7_000)];
    await recordBallots(client, { address, terms, ballots: early });
    await stack.increaseTime(terms.verdictWindow);
    await recordLateBallots(client, { address, terms, ballots: [await vote(waited, 1, 2, 100)] });
    await stack.increaseTime(600);
    await settle(client, { address, terms, milestone: 0 });
    await settle(client, { address, terms, milestone: 1 });
    // A verdict that is provisional when both parties end the deal.
    await judge(stack, waited, 2, [5_000, 5_000, undefined]);
    const remainder = (await getDeal(client, { address, dealId }))?.unsettled ?? 0n;
    const end = { remainder, validUntil: (await stack.now()) + 600 };
    const buyerSignature = await signCancellation({ domain, terms, ...end, account: buyer });
    const sellerSignature = await signCancellation({ domain, terms, ...end, account: seller });
    await cancel(client, { address, terms, ...end, buyerSignature, sellerSignature });
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
    rows = await allRows(stack.indexer.url);
  });

  after(() => stack?.stop());

  it("are credited to each juror whose ballot was submitted, when the verdict settles at once", () => {
    expect(creditsOf(atOnce, 0)).to.deep.equal(SHARES);
    expect(creditsOf(atOnce, 1)).to.deep.equal(["500000", "500000", undefined]);
  });

  it("are credited to those who came late, too, and never twice", () => {
    expect(creditsOf(waited, 0)).to.deep.equal(SHARES);
    expect(creditsOf(waited, 1)).to.deep.equal(SHARES);
    expect(creditsOf(waited, 2)).to.deep.equal(["500000", "500000", undefined]);
    for (const deal of [atOnce, waited]) {
      const paid = rows.ledger_movement.filter(
        ({ kind, deal_id: id }) => kind === "verificationFee" && id === deal.dealId,
      );
      expect(sumOf(paid.map(({ amount }) => amount))).to.equal(String(deal === atOnce ? 2n * FEE : 3n * FEE));
    }
  });

  it("keep the marketplace's fee apart", () => {
    const [fee] = rowsOf("ledger_movement", waited, 0).filter(({ kind }) => kind === "marketplaceFee");
    expect(fee).to.include({ account: stack.relayer.address.toLowerCase(), amount: "1750000" });
  });

  it("leave the deal when they are credited", async () => {
    for (const { dealId } of [atOnce, waited]) {
      const row = rows.deal.find(({ id }) => id === dealId);
      const facts = await getDeal(stack.walletClient, { address: stack.address, dealId });
      expect(row?.unsettled).to.equal(String(facts?.unsettled));
      expect(row?.verification_fees).to.equal(String(dealId === atOnce.dealId ? 2n * FEE : 3n * FEE));
    }
  });

  it("put late ballots on record, which move no payout", () => {
    expect(rowsOf("ballot", waited, 0).map(({ score }) => score)).to.have.members([7_000, 7_000, 1_000]);
    expect(rowsOf("verdict", waited, 0)[0]).to.include({ payout: 7_000, ballot_count: 3 });
    // Who signs after the verdict could copy it.
    expect(rowsOf("ballot", waited, 0).map(({ late }) => late)).to.have.members([false, false, true]);
    expect(rowsOf("ballot", waited, 1).map(({ score }) => score)).to.have.members([6_000, 7_000, 100]);
    // Silence pays 8000, moved into the interval of the two ballots that came in time.
    expect(rowsOf("settlement", waited, 1)[0]).to.include({ to_seller: "35000000", cause: "silence" });
  });

  it("change no row's own transaction and time by a late ballot", () =>
    expectFacts(stack, stack.indexer.url));

  it("are in the balances that the contract has", async () => {
    const { address, walletClient } = stack;
    for (const { address: owner } of stack.jurors) {
      const account = rows.account.find((row) => row.address === owner.toLowerCase());
      expect(account?.balance).to.equal(String(await getLedgerBalance(walletClient, { address, owner })));
    }
  });
});
