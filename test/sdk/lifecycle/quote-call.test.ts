import { expect } from "chai";
import { InvalidFieldError, quoteCall, settle, WindowOpenError } from "../../../sdk/index.ts";
import { openProvisionalDeal } from "../../../sdk/testing/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const GWEI = 1_000_000_000n;
const ORACLE = "0x420000000000000000000000000000000000000F";
/** Returns 1000 gwei for every call. */
const POSTING = "0x64e8d4a5100060005260206000f3";

describe("what a call costs", () => {
  const setup = useStack();

  const provisional = async () => {
    const { terms } = await openProvisionalDeal(setup());
    const { address, relayer } = setup();
    const { data } = settle.call({ address, terms, milestone: 0 });
    return { terms, asked: { address, data, from: relayer.address, etherPrice: "3000", gasPrice: GWEI } };
  };

  it("is at most the gas that the node estimates, at a price, with what the chain's oracle says of posting it", async () => {
    const { terms, asked } = await provisional();
    const { publicClient, walletClient, increaseTime, address } = setup();
    await increaseTime(terms.contestWindow);
    const { gas, cost } = await quoteCall(publicClient, asked);
    expect(cost).to.equal((gas * 3_000n) / 1_000n);
    await publicClient.request({ method: "hardhat_setCode", params: [ORACLE, POSTING] } as never);
    expect((await quoteCall(publicClient, asked)).cost).to.equal(cost + 3_000n);
    const { receipt } = await settle(walletClient, { address, terms, milestone: 0 });
    // It pays to a wallet, for which it must offer more than it uses.
    expect(Number(gas)).to.be.within(Number(receipt.gasUsed), 4 * Number(receipt.gasUsed));
  });

  it("is not said of a call that the contract refuses", async () => {
    const { terms, asked } = await provisional();
    const { publicClient, increaseTime } = setup();
    await increaseTime(terms.contestWindow - 10);
    await refusalOf(WindowOpenError, () => quoteCall(publicClient, asked));
  });

  it("takes calldata, and a price", async () => {
    const { asked } = await provisional();
    for (const wrong of [{ data: "0x" }, { data: "0x123456" }, { etherPrice: "much" }, { gasPrice: -1n }])
      await refusalOf(InvalidFieldError, () =>
        quoteCall(setup().publicClient, { ...asked, ...wrong } as typeof asked),
      );
  });
});
