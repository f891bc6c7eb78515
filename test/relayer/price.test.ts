import { expect } from "chai";
import { feesFor, raisedFees } from "../../apps/relayer/engine/price.ts";
import { defaultSettings } from "../../apps/relayer/engine/settings.ts";
import { feeFor } from "../../apps/relayer/fees/quote.ts";

const prices = { leastBaseFee: 5_000_000n, priorityFee: 1_000_000n, mostFeePerGas: 100_000_000n };

describe("prices of the relayer", () => {
  it("leave room for the base fee to double, from the least that the chain asks for", () => {
    expect(feesFor(1n, prices)).to.deep.equal({
      maxFeePerGas: 11_000_000n,
      maxPriorityFeePerGas: 1_000_000n,
    });
    expect(feesFor(20_000_000n, prices)?.maxFeePerGas).to.equal(41_000_000n);
  });

  it("are never more than the most, and none where the chain asks for more", () => {
    expect(feesFor(60_000_000n, prices)?.maxFeePerGas).to.equal(100_000_000n);
    expect(feesFor(99_000_000n, prices)?.maxFeePerGas).to.equal(100_000_000n);
    expect(feesFor(99_000_001n, prices)).to.equal(undefined);
  });

  it("rise by a tenth at least in both parts when a transaction is replaced", () => {
    const earlier = { maxFeePerGas: 11_000_001n, maxPriorityFeePerGas: 1_000_000n };
    const raised = raisedFees(earlier, 1n, prices);
    expect((raised?.maxFeePerGas ?? 0n) * 10n >= earlier.maxFeePerGas * 11n).to.equal(true);
    expect((raised?.maxPriorityFeePerGas ?? 0n) * 10n >= earlier.maxPriorityFeePerGas * 11n).to.equal(true);
    expect(raisedFees(earlier, 40_000_000n, prices)?.maxFeePerGas).to.equal(81_000_000n);
    expect(raisedFees({ ...earlier, maxFeePerGas: 95_000_000n }, 1n, prices)).to.equal(undefined);
  });

  it("are in USDC with a margin, rounded up, and never below the least", () => {
    const fees = {
      payee: "0x00000000000000000000000000000000000000A1",
      usdcPerEth: 3_000_000_000n,
      margin: 1_000,
    } as const;
    expect(feeFor(10n ** 15n, { ...fees, least: 1n })).to.equal(3_300_000n);
    expect(feeFor(1n, { ...fees, least: 1n })).to.equal(1n);
    expect(feeFor(1n, { ...fees, least: 1_000n })).to.equal(1_000n);
  });

  it("fit Base by default", () => {
    expect(defaultSettings.leastBaseFee).to.equal(5_000_000n);
    expect(defaultSettings.mostGas < 16_777_216n).to.equal(true);
  });
});
