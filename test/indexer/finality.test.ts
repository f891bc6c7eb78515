import { expect } from "chai";
import { blocksIn, finalityOf } from "../../indexer/check/finality.ts";
import type { RpcCall } from "../../indexer/settings/chain.ts";

/** A chain whose blocks take so long. */
const chainOf =
  (secondsPerBlock: number, latest = 1_000_000): RpcCall =>
  async (method, [block]) =>
    method === "eth_blockNumber"
      ? `0x${latest.toString(16)}`
      : { hash: "0x01", timestamp: `0x${Math.floor(Number(block) * secondsPerBlock).toString(16)}` };

const down: RpcCall = async () => {
  throw new Error("503");
};

describe("blocks are final to the indexer", () => {
  it("after a minute, whatever a block takes, and never before 30 or after 600", async () => {
    expect(await finalityOf([chainOf(2)])).to.equal(30);
    expect(await finalityOf([chainOf(0.2)])).to.equal(300);
    expect(await finalityOf([chainOf(1)])).to.equal(60);
    expect(await finalityOf([chainOf(12)])).to.equal(30);
    expect(await finalityOf([chainOf(0.01)])).to.equal(600);
    expect(blocksIn(0)).to.equal(600);
  });

  it("by another node's word when the first has no time, and after 30 when none has or the chain is young", async () => {
    expect(await finalityOf([down, chainOf(0.2)])).to.equal(300);
    expect(await finalityOf([down])).to.equal(30);
    expect(await finalityOf([chainOf(0.2, 100)])).to.equal(30);
  });
});
