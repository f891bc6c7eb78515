import { expect } from "chai";
import {
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionData,
  type Hex,
  multicall3Abi,
  type RpcLog,
  toHex,
} from "viem";
import { quittanceAbi, release } from "../../sdk/index.ts";
import { callWithDeployments, MULTICALL3 } from "../../sdk/relayer/index.ts";
import { itemLogs } from "../../sdk/relayer/item-logs.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";

describe("what a transaction of a relayer holds of a call", () => {
  const setup = useStack();
  const factory = toHex(0xfac, { size: 20 });
  const deployments = [{ factory, factoryData: "0x11" }] as const;
  const dealOf = (number: number) => toHex(number, { size: 32 });

  const settled = (dealId: Hex, address: Address = setup().address) =>
    ({
      address,
      topics: encodeEventTopics({ abi: quittanceAbi, eventName: "MilestoneSettled", args: { dealId } }),
      data: encodeAbiParameters([{ type: "bytes32" }], [dealOf(1)]),
    }) as unknown as RpcLog;
  const released = async () => {
    const { address } = setup();
    return release.call({ address, terms: await exampleTerms(setup()), milestone: 0 }).data;
  };
  const together = (data: Hex) => {
    const { to, data: input } = callWithDeployments({ address: setup().address, data, deployments });
    return { to, input };
  };

  it("are the call's own events, behind those of what a factory did", async () => {
    const data = await released();
    const [others, own] = [settled(dealOf(7)), settled(dealOf(8))];
    const logs = [others, settled(dealOf(8), factory), own];
    const item = itemLogs({ transaction: together(data), data, logs, address: setup().address });
    expect(item).to.deep.equal({ logs: [own] });
  });

  it("is nothing when another contract was called", async () => {
    const data = await released();
    const { address } = setup();
    const logs = [settled(dealOf(8))];
    const holds = (to: Address | null, input: Hex) =>
      itemLogs({ transaction: { to, input }, data, logs, address }) !== undefined;
    expect(holds(address, data)).to.equal(true);
    expect(holds(MULTICALL3, together(data).input)).to.equal(true);
    for (const to of [factory, null]) {
      expect(holds(to, data)).to.equal(false);
      expect(holds(to, together(data).input)).to.equal(false);
    }
    expect(holds(address, together(data).input)).to.equal(false);
    expect(holds(MULTICALL3, data)).to.equal(false);
  });

  it("is nothing when the call may fail, is another, or comes behind one of the same contract", async () => {
    const data = await released();
    const { address } = setup();
    const holds = (calls: readonly { target: Address; allowFailure: boolean; callData: Hex }[]) => {
      const input = encodeFunctionData({ abi: multicall3Abi, functionName: "aggregate3", args: [calls] });
      const logs = [settled(dealOf(8))];
      return itemLogs({ transaction: { to: MULTICALL3, input }, data, logs, address }) !== undefined;
    };
    const deployment = { target: factory, allowFailure: true, callData: "0x11" } as const;
    const call = { target: address, allowFailure: false, callData: data };
    expect(holds([deployment, call])).to.equal(true);
    expect(holds([deployment, { ...call, allowFailure: true }])).to.equal(false);
    expect(holds([deployment, { ...call, target: factory }])).to.equal(false);
    expect(holds([deployment, { ...call, callData: `${data}00` }])).to.equal(false);
    expect(holds([{ ...call, allowFailure: true }, call])).to.equal(false);
    expect(holds([call, deployment])).to.equal(false);
    expect(holds([])).to.equal(false);
  });
});
