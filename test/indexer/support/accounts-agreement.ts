import { expect } from "chai";
import type { Hex } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import { getAccount, getKey, getPrincipal } from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import { type Rows, sumOf } from "./rows.ts";

/** Compares the rows of accounts, principals, keys and tabs with what the contract says now, and statements with rows. */
export async function expectAccountsAgreement(stack: Stack, rows: Rows): Promise<void> {
  const { publicClient: client, address } = stack;
  const opened = rows.account.filter(({ principal }) => principal !== null);
  for (const row of opened) {
    const facts = await getAccount(client, { address, account: row.address as Hex });
    if (facts === undefined) throw new Error(`${row.address} is no account`);
    const { spent, periodSpent, periodStart, principal, index, policyHash } = facts;
    expect(row, `account ${row.address}`).to.include({
      ...{ spent: String(spent), period_spent: String(periodSpent), period_start: String(periodStart) },
      ...{ principal: principal.toLowerCase(), index: String(index), stated: row.balance },
    });
    const owner = rows.principal.find((other) => other.address === row.principal);
    expect(row.frozen || owner?.frozen, `whether ${row.address} is frozen`).to.equal(facts.frozen);
    const inForce = rows.policy_version.filter(
      ({ account, until }) => account === row.address && until === null,
    );
    expect(
      inForce.map(({ hash, version }) => [hash, version]),
      `policy of ${row.address}`,
    ).to.deep.equal([[policyHash, row.policy_version]]);
    expectStatement(rows, row.address as Hex);
  }
  for (const { account, key, expiry, capabilities } of rows.account_key) {
    const facts = await client.readContract({
      ...{ address, abi: quittanceAbi, functionName: "keyOf" },
      args: [account as Hex, key as Hex],
    });
    expect([expiry, capabilities]).to.deep.equal([String(facts.expiry), facts.capabilities]);
    const read = await getKey(client, { address, account: account as Hex, key: key as Hex });
    expect(read === undefined).to.equal(expiry === "0");
  }
  for (const row of rows.principal) {
    const { controller, offered, frozen } = await getPrincipal(client, {
      ...{ address, principal: row.address as Hex },
    });
    expect(row).to.include({ controller: controller.toLowerCase(), frozen });
    expect(row.offered).to.equal(offered?.toLowerCase() ?? null);
  }
  for (const row of rows.tab) {
    const { redeemed, closed } = await client.readContract({
      ...{ address, abi: quittanceAbi, functionName: "tabOf" },
      args: [row.id as Hex],
    });
    expect(row).to.include({ redeemed: String(redeemed), status: closed ? "closed" : "open" });
    expect(sumOf([row.redeemed, row.returned, row.held])).to.equal(row.reserve);
    const parts = rows.redemption.filter(({ tab_id }) => tab_id === row.id).map(({ amount }) => amount);
    expect(sumOf(parts)).to.equal(row.redeemed);
  }
  expect(rows.total[0]?.tabs).to.equal(sumOf(rows.tab.map(({ held }) => held)));
}

/** Lines sum to the balance; what was committed and came back sums to the days, and to what the commitments say. */
function expectStatement(rows: Rows, address: Hex): void {
  const account = rows.account.find((row) => row.address === address);
  const entries = rows.statement_line.filter((entry) => entry.account === address);
  expect(sumOf(entries.map(({ amount }) => amount)), `statement of ${address}`).to.equal(account?.balance);
  expect(
    entries.filter(({ kind }) => kind === null),
    `lines of ${address} that nothing describes`,
  ).to.deep.equal([]);
  const commitments = rows.commitment.filter((row) => row.account === address);
  const days = rows.account_day.filter((row) => row.account === address);
  for (const [column, dayColumn, commitmentColumn] of [
    ["committed", "committed", "amount"],
    ["restored", "refunded", "restored"],
  ] as const) {
    expect(sumOf(days.map((day) => day[dayColumn]))).to.equal(account?.[column]);
    expect(sumOf(commitments.map((commitment) => commitment[commitmentColumn]))).to.equal(account?.[column]);
  }
}
