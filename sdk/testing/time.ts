import type { Hex, PublicClient, TestClient } from "viem";

/** Time and blocks of a local chain, in the hands of a test. */
export interface TimeMachine {
  /** Unix seconds of the latest block. */
  readonly now: () => Promise<number>;
  /** Mines a block `seconds` after the latest one. */
  readonly increaseTime: (seconds: number) => Promise<void>;
  /** Mines a block at exactly `timestamp`, unix seconds. */
  readonly setTime: (timestamp: number) => Promise<void>;
  /** Gives the next block, which the next transaction makes, exactly this time; unix seconds. */
  readonly setNextTime: (timestamp: number) => Promise<void>;
  /** Mines blocks; 1 when left out. */
  readonly mine: (blocks?: number) => Promise<void>;
  readonly snapshot: () => Promise<Hex>;
  /** Goes back to a snapshot, which is used up by it. */
  readonly revert: (id: Hex) => Promise<void>;
}

export function timeMachine(reader: PublicClient, tester: TestClient): TimeMachine {
  const now = async () => Number((await reader.getBlock({ includeTransactions: false })).timestamp);
  const mine = async (blocks = 1) => {
    for (let mined = 0; mined < blocks; mined++)
      await tester.request({ method: "evm_mine", params: [] } as never);
  };
  const setNextTime = (timestamp: number) => tester.setNextBlockTimestamp({ timestamp: BigInt(timestamp) });
  const setTime = async (timestamp: number) => {
    await setNextTime(timestamp);
    await mine();
  };
  return {
    now,
    mine,
    setNextTime,
    setTime,
    increaseTime: async (seconds) => setTime((await now()) + seconds),
    snapshot: () => tester.snapshot(),
    revert: (id) => tester.revert({ id }),
  };
}
