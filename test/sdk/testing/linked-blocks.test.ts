import { expect } from "chai";
import { toHex } from "viem";
import type { Stack } from "../../../sdk/testing/index.ts";
import { errorOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const mine = ({ publicClient }: Stack, ...params: unknown[]) =>
  publicClient.request({ method: "hardhat_mine" as never, params: params as never });

/** Times of the blocks from `from` to the latest; fails when one does not name the hash of that before it. */
async function linkedTimes({ publicClient }: Stack, from: bigint): Promise<number[]> {
  const latest = await publicClient.getBlockNumber({ cacheTime: 0 });
  const numbers = Array.from({ length: Number(latest - from) + 1 }, (_, index) => from + BigInt(index));
  const blocks = await Promise.all(numbers.map((blockNumber) => publicClient.getBlock({ blockNumber })));
  blocks.slice(1).forEach(({ parentHash, number }, index) => {
    expect(parentHash, `parent of ${number}`).to.equal(blocks[index]?.hash);
  });
  return blocks.map(({ timestamp }) => Number(timestamp));
}

describe("hardhat_mine on the stack's chain", () => {
  const setup = useStack();

  it("mines blocks that are linked by their hashes, as many seconds apart as it was told", async () => {
    const before = await setup().publicClient.getBlockNumber({ cacheTime: 0 });
    await mine(setup(), toHex(20), toHex(60));
    await mine(setup(), 1);
    await mine(setup());
    const times = await linkedTimes(setup(), before);
    expect(times.length).to.equal(23);
    const apart = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(apart.slice(1, 20)).to.deep.equal(Array(19).fill(60));
  });

  it("refuses what would take long or means nothing, and says what moves the time", async () => {
    const before = await setup().publicClient.getBlockNumber({ cacheTime: 0 });
    for (const params of [[toHex(1_001)], ["many"], [toHex(2), "0x"], [toHex(3), "0x0"], [-1]]) {
      const error = String(await errorOf(() => mine(setup(), ...params)));
      expect(error).to.include("hardhat_mine takes 0 to 1000 blocks").and.to.include("evm_increaseTime");
    }
    expect(await setup().publicClient.getBlockNumber({ cacheTime: 0 })).to.equal(before);
  });
});

describe("hardhat_mine on a chain with a clock of its own", () => {
  const setup = useStack({ startTime: 1_900_000_000, blockTime: 2 });

  it("follows that clock, unless it is told how far apart the blocks are", async () => {
    const before = await setup().publicClient.getBlockNumber({ cacheTime: 0 });
    await mine(setup(), toHex(3));
    await mine(setup(), toHex(2), toHex(10));
    const times = await linkedTimes(setup(), before);
    expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).to.deep.equal([2, 2, 2, 2, 10]);
  });
});
