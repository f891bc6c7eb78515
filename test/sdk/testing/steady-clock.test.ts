import { expect } from "chai";
import { steadyClock } from "../../../sdk/testing/steady-clock.ts";
import { errorOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const STARTS_AT = 1_900_000_000;
const SECONDS = 2;

describe("a chain with a clock of its own", () => {
  const setup = useStack({ startTime: STARTS_AT, blockTime: SECONDS });

  it("mines each block as many seconds after the last, also when many send and ask at once", async () => {
    const { publicClient, walletClient, mine, accounts } = setup();
    const before = await publicClient.getBlock();
    const [to] = accounts.map(({ address }) => address);
    if (to === undefined) throw new Error("the stack has no accounts");
    await Promise.all(
      accounts.slice(0, 8).flatMap(({ address }) => [
        // The node signs, and asks itself for chain id, nonce and gas meanwhile.
        publicClient.request({
          method: "eth_sendTransaction" as never,
          params: [{ from: address, to }] as never,
        }),
        publicClient.getBalance({ address }),
      ]),
    );
    await walletClient.sendTransaction({ to });
    await mine();
    const after = await publicClient.getBlock();
    expect(after.number).to.equal(before.number + 10n);
    expect(after.timestamp).to.equal(before.timestamp + 10n * BigInt(SECONDS));
  });

  it("takes the time it is given, and goes on from there", async () => {
    const { now, setNextTime, increaseTime, mine } = setup();
    await setNextTime(STARTS_AT + 5_000);
    await mine();
    expect(await now()).to.equal(STARTS_AT + 5_000);
    await increaseTime(100);
    await mine();
    expect(await now()).to.equal(STARTS_AT + 5_100 + SECONDS);
  });

  it("refuses steps that are not whole seconds, and says what to give", async () => {
    for (const seconds of [0, -1, 0.5, Number.NaN]) {
      const refusal = String(await errorOf(async () => steadyClock(seconds)));
      expect(refusal).to.include("blockTime").and.to.include(`${seconds}`).and.to.include("whole");
    }
  });
});
