import { expect } from "chai";
import { erc20Abi, type Hex } from "viem";
import { getDeal, getLedgerBalance, getRefused } from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import { allRows } from "./rows.ts";

/** Compares every row that the contract has a word for with what the contract says now, and the sums with the rows. */
export async function expectAgreement(stack: Stack, url: string): Promise<void> {
  const rows = await allRows(url);
  const { publicClient: client, address } = stack;

  for (const row of rows.account) {
    const account = row.address as Hex;
    expect(row.balance, `balance of ${account}`).to.equal(
      String(await getLedgerBalance(client, { address, owner: account })),
    );
    expect(row.refused, `refused row of ${account}`).to.equal(
      String(await getRefused(client, { address, owner: account })),
    );
  }
  for (const { id, unsettled, milestone_count } of rows.deal) {
    const facts = await getDeal(client, { address, dealId: id as Hex });
    expect(unsettled, `unsettled of ${id}`).to.equal(String(facts?.unsettled));
    expect(milestone_count, `milestones of ${id}`).to.equal(facts?.milestones);
    const final = rows.milestone.filter(({ deal_id, status }) => deal_id === id && status === "settled");
    expect(final.map(({ index }) => index).sort(), `settled milestones of ${id}`).to.deep.equal(
      facts?.settled,
    );
  }

  const [total] = rows.total;
  const token = { address: stack.token, abi: erc20Abi } as const;
  const held = await client.readContract({ ...token, functionName: "balanceOf", args: [address] });
  expect(total?.held, "held").to.equal(String(held));
  expect(total?.balances, "sum of balances").to.equal(sum(rows.account.map(({ balance }) => balance)));
  expect(total?.refused, "sum of refused").to.equal(sum(rows.account.map(({ refused }) => refused)));
  expect(total?.unsettled, "sum of unsettled").to.equal(sum(rows.deal.map(({ unsettled }) => unsettled)));
}

function sum(values: readonly unknown[]): string {
  return String(values.reduce<bigint>((all, value) => all + BigInt(String(value)), 0n));
}
