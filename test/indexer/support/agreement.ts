import { expect } from "chai";
import { erc20Abi, type Hex, zeroHash } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import { getDeal, getLedgerBalance, getUnclaimedPayout } from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import type { Row } from "../../support/indexer-rows.ts";
import { expectAccountsAgreement } from "./accounts-agreement.ts";
import { expectPoolAgreement } from "./pool-agreement.ts";
import { allRows, type Rows, sumOf } from "./rows.ts";

/** Compares every row that a contract has a word for with what it says now, and the sums with the rows. */
export async function expectAgreement(stack: Stack, url: string): Promise<void> {
  const rows = await allRows(url);
  for (const table of ["deal", "milestone", "account", "settlement"] as const) {
    expect(rows[table], table).to.not.deep.equal([]);
  }
  await expectLedger(stack, rows);
  await expectDeals(stack, rows);
  await expectMilestones(stack, rows);
  await expectContests(stack, rows);
  await expectTotal(stack, rows);
  await expectPoolAgreement(stack, rows);
  await expectAccountsAgreement(stack, rows);
}

/** Compares the balance and the unclaimed payout of every account with what the contract says now. */
export async function expectLedger({ publicClient: client, address }: Stack, rows: Rows) {
  for (const row of rows.account) {
    const account = row.address as Hex;
    expect(row.balance, `balance of ${account}`).to.equal(
      String(await getLedgerBalance(client, { address, owner: account })),
    );
    expect(row.unclaimed, `unclaimed payout of ${account}`).to.equal(
      String(await getUnclaimedPayout(client, { address, owner: account })),
    );
  }
}

async function expectDeals({ publicClient: client, address }: Stack, rows: Rows) {
  const contract = { address, abi: quittanceAbi } as const;
  for (const { id, buyer, unsettled, funded, milestone_count, ...row } of rows.deal) {
    const facts = await getDeal(client, { address, dealId: id as Hex });
    expect(unsettled, `unsettled of ${id}`).to.equal(String(facts?.unsettled));
    expect(milestone_count, `milestones of ${id}`).to.equal(facts?.milestones);
    const isFinal = ["settled", "moved"];
    const final = rows.milestone.filter(
      ({ deal_id, status }) => deal_id === id && isFinal.includes(String(status)),
    );
    expect(row.status === "amended", `amended of ${id}`).to.equal(facts?.amended);
    expect(row.opened_at, `openedAt of ${id}`).to.equal(String(facts?.openedAt));
    expect(
      final.map(({ index }) => Number(index)).sort(byNumber),
      `settled milestones of ${id}`,
    ).to.deep.equal(facts?.settled);
    const { seller_net, marketplace_fees, verification_fees, refunded, reimbursed, moved_on } = row;
    const parts = [
      seller_net,
      marketplace_fees,
      verification_fees,
      refunded,
      reimbursed,
      moved_on,
      unsettled,
    ];
    expect(funded, `funded of ${id}`).to.equal(sumOf(parts));
    const [, buyerRated, sellerRated] = await client.readContract({
      ...contract,
      functionName: "ratingOf",
      args: [id as Hex],
    });
    const raters = rows.rating.filter(({ deal_id }) => deal_id === id).map(({ side }) => side);
    expect([raters.includes("buyer"), raters.includes("seller")], `ratings of ${id}`).to.deep.equal([
      buyerRated,
      sellerRated,
    ]);
    const held = rows.contest.filter(({ deal_id }) => deal_id === id).map((contest) => contest.held);
    expect(row.bonds_held, `bonds of ${id}`).to.equal(sumOf(held));
  }
}

async function expectMilestones({ publicClient: client, address }: Stack, rows: Rows) {
  for (const row of rows.milestone) {
    const { deal_id, index, status, contest_count } = row;
    const record = await client.readContract({
      ...{ address, abi: quittanceAbi, functionName: "milestoneOf" },
      args: [deal_id as Hex, Number(index)],
    });
    const what = `of milestone ${index} of ${deal_id}`;
    expect(contest_count, `contests ${what}`).to.equal(record.contests);
    if (status === "settled") {
      const end = rows.settlement.find((other) => other.deal_id === deal_id && other.milestone === index);
      expect(sumOf([end?.to_seller, end?.to_buyer]), `parts ${what}`).to.equal(row.amount);
      const net = [end?.seller_net, end?.marketplace_fee, end?.seller_reimbursed];
      expect(sumOf(net), `seller's part ${what}`).to.equal(end?.to_seller);
      expect(sumOf([end?.buyer_net, end?.buyer_reimbursed]), `buyer's part ${what}`).to.equal(end?.to_buyer);
      continue;
    }
    expect(row.evidence ?? zeroHash, `evidence ${what}`).to.equal(record.evidence);
    expect([row.round, row.judged], `round ${what}`).to.deep.equal([record.round, record.judged]);
    const provisional = record.provisionalSince > 0;
    expect(row.provisional_payout, `payout ${what}`).to.equal(provisional ? record.provisionalPayout : null);
    expect(row.provisional_since, `since ${what}`).to.equal(
      provisional ? String(record.provisionalSince) : null,
    );
  }
}

async function expectContests({ publicClient: client, address }: Stack, rows: Rows) {
  const contract = { address, abi: quittanceAbi } as const;
  for (const row of rows.contest) {
    const { deal_id, milestone, round } = row;
    const key = [deal_id as Hex, Number(milestone)] as const;
    const facts = await client.readContract({
      ...contract,
      functionName: "contestOf",
      args: [...key, Number(round)],
    });
    const record = await client.readContract({ ...contract, functionName: "milestoneOf", args: key });
    const bit = Number(round) - 2;
    const isReleased = ((record.released >> bit) & 1) === 1;
    const isBuyers = ((record.byBuyer >> bit) & 1) === 1;
    expect(row, `contest for round ${round} of milestone ${milestone} of ${deal_id}`).to.include({
      payer: facts.payer.toLowerCase(),
      opened_at: String(facts.openedAt),
      opened_in_block: String(facts.openedInBlock),
      payout: facts.payout,
      side: isBuyers ? "buyer" : "seller",
      held: isReleased ? "0" : row.bond,
      bond: sumOf([row.held, row.draw, row.returned, row.earned]),
    });
    const credits = (kind: string) =>
      rows.bond_credit
        .filter((credit) => isOf(credit, row) && credit.kind === kind)
        .map(({ amount }) => amount);
    expect(sumOf(credits("draw")), "draw").to.equal(row.draw);
    expect(sumOf(credits("earned")), "earned").to.equal(row.earned);
    expect(sumOf(credits("returned")), "returned").to.equal(row.returned);
    expect(sumOf(credits("reimbursed")), "reimbursed").to.equal(row.reimbursed);
  }
}

async function expectTotal({ publicClient: client, address, token }: Stack, rows: Rows) {
  const [total] = rows.total;
  const held = await client.readContract({
    ...{ address: token, abi: erc20Abi, functionName: "balanceOf" },
    args: [address],
  });
  expect(total?.held, "held").to.equal(String(held));
  const { balances, unclaimed, unsettled, bonds, tabs } = total ?? {};
  expect(sumOf([balances, unclaimed, unsettled, bonds, tabs]), "conservation").to.equal(total?.held);
  expect(balances, "sum of balances").to.equal(sumOf(rows.account.map(({ balance }) => balance)));
  expect(unclaimed, "sum of refused").to.equal(sumOf(rows.account.map((row) => row.unclaimed)));
  expect(unsettled, "sum of unsettled").to.equal(sumOf(rows.deal.map((row) => row.unsettled)));
  expect(bonds, "sum of bonds").to.equal(sumOf(rows.contest.map((row) => row.held)));
}

const isOf = (credit: Row, contest: Row) =>
  (["deal_id", "milestone", "round"] as const).every((column) => credit[column] === contest[column]);

const byNumber = (a: number, b: number) => a - b;
