import { expect } from "chai";
import { erc20Abi, type Hex, zeroAddress } from "viem";
import { jurorPoolAbi } from "../../../sdk/abi/juror-pool.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import { type Rows, sumOf } from "./rows.ts";

/** Compares the rows of the stack's juror pool with what it says now, and their sums with the USDC it holds. */
export async function expectPoolAgreement(stack: Stack, rows: Rows): Promise<void> {
  const { publicClient: client, token, pool: address } = stack;
  const pool = { address, abi: jurorPoolAbi } as const;
  const seats = await client.readContract({ ...pool, functionName: "seats" });
  expect(rows.seat, "seats").to.have.length(Number(seats));
  for (const row of rows.seat) {
    const number = BigInt(Number(row.number));
    const facts = await client.readContract({ ...pool, functionName: "seatOf", args: [number] });
    expect(row.stake, `stake of seat ${number}`).to.equal(String(facts.stake));
    expect(row.status === "vacant", `vacancy of seat ${number}`).to.equal(facts.owner === zeroAddress);
    if (row.status === "vacant") continue;
    expect(row, `seat ${number}`).to.include({
      owner: facts.owner.toLowerCase(),
      key: facts.key.toLowerCase(),
      key_since: String(facts.keySince),
      previous_key: facts.previousKey.toLowerCase(),
      joined_at: String(facts.joinedAt),
      closed_at: facts.closedAt === 0 ? null : String(facts.closedAt),
      status: facts.closedAt === 0 ? "active" : "closed",
    });
  }
  for (const { account, balance } of rows.reward) {
    const args = [account as Hex] as const;
    const reward = await client.readContract({ ...pool, functionName: "rewardOf", args });
    expect(balance, `reward of ${account}`).to.equal(String(reward));
  }
  const [sums] = rows.juror_pool;
  const forfeited = await client.readContract({ ...pool, functionName: "forfeited" });
  const held = await client.readContract({
    ...{ address: token, abi: erc20Abi, functionName: "balanceOf" },
    args: [address],
  });
  expect(sums, "sums").to.include({
    stakes: sumOf(rows.seat.map(({ stake }) => stake)),
    rewards: sumOf(rows.reward.map(({ balance }) => balance)),
    forfeited: String(forfeited),
    held: String(held),
    active_seats: rows.seat.filter(({ status }) => status === "active").length,
  });
  expect(sumOf([sums?.stakes, sums?.rewards, sums?.forfeited]), "conservation").to.equal(sums?.held);
  expect(sumOf(rows.forfeit.map(({ amount }) => amount)), "forfeits").to.equal(sums?.forfeited);
}
