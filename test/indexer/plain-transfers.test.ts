import { expect } from "chai";
import { type Address, encodeAbiParameters, encodeEventTopics, erc20Abi, type Hex, pad } from "viem";
import { PlainTransfers } from "../../indexer/check/plain-transfers.ts";
import type { RpcCall } from "../../indexer/settings/chain.ts";
import { quittanceAbi } from "../../sdk/abi/quittance.ts";

const TOKEN: Address = `0x${"01".repeat(20)}`;
const HOLDER: Address = `0x${"02".repeat(20)}`;
const WALLET: Address = `0x${"03".repeat(20)}`;

interface Log {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly transactionHash: Hex;
}

const at = (block: number, transaction: number) => ({
  blockNumber: `0x${block.toString(16)}` as const,
  transactionHash: pad(`0x${transaction.toString(16)}`),
});
const amountOf = (amount: bigint) => encodeAbiParameters([{ type: "uint96" }], [amount]);

function received(block: number, transaction: number, amount: bigint): Log {
  const [transfer = "0x"] = encodeEventTopics({ abi: erc20Abi, eventName: "Transfer" }) as Hex[];
  return {
    ...{ address: TOKEN, topics: [transfer, pad(WALLET), pad(HOLDER)], data: amountOf(amount) },
    ...at(block, transaction),
  };
}

function deposited(block: number, transaction: number, amount: bigint): Log {
  const args = { account: WALLET, from: WALLET, salt: 1n };
  const topics = encodeEventTopics({ abi: quittanceAbi, eventName: "LedgerDeposited", args }) as Hex[];
  return { ...{ address: HOLDER, topics, data: amountOf(amount) }, ...at(block, transaction) };
}

/** A chain with these logs, whose `eth_getLogs` leaves those out that `hides` says. */
function nodeWith(logs: readonly Log[], hides: (log: Log) => boolean = () => false) {
  const asked: string[] = [];
  const node: RpcCall = async (method, [asking]) => {
    asked.push(method);
    if (method === "eth_getTransactionReceipt")
      return { logs: logs.filter(({ transactionHash }) => transactionHash === asking) };
    const { address, fromBlock, toBlock } = asking as Readonly<Record<string, string>>;
    return logs.filter(
      (log) =>
        log.address === address &&
        Number(log.blockNumber) >= Number(fromBlock) &&
        Number(log.blockNumber) <= Number(toBlock) &&
        !hides(log),
    );
  };
  return { node, asked };
}

describe("what was sent to a contract plainly", () => {
  const LOGS = [
    received(10, 1, 50n),
    deposited(10, 1, 50n),
    received(20, 2, 7n),
    // In one transaction, by a contract that calls both.
    received(30, 3, 40n),
    received(30, 3, 3n),
    deposited(30, 3, 40n),
    received(9_000, 4, 11n),
  ];

  it("is told from deposits, in the same transaction too, and block by block", async () => {
    const { node } = nodeWith(LOGS);
    expect(await new PlainTransfers(TOKEN, HOLDER, 0).upTo(9_000, node, 20)).to.equal(21n);
    expect(await new PlainTransfers(TOKEN, HOLDER, 0).upTo(8_999, node, 20)).to.equal(10n);
    expect(await new PlainTransfers(TOKEN, HOLDER, 0).upTo(19, node, 20)).to.equal(0n);
  });

  it("is not what a node only left out: the receipt has it", async () => {
    const { node, asked } = nodeWith(LOGS, ({ address }) => address === HOLDER);
    expect(await new PlainTransfers(TOKEN, HOLDER, 0).upTo(9_000, node, 20)).to.equal(21n);
    expect(asked).to.include("eth_getTransactionReceipt");
  });

  it("is known once all blocks were read, a few stretches at a time, and follows the chain's end", async () => {
    const { node } = nodeWith(LOGS);
    const plain = new PlainTransfers(TOKEN, HOLDER, 0);
    expect(await plain.upTo(9_000, node, 1)).to.equal(undefined);
    expect(await plain.upTo(9_000, node, 20)).to.equal(21n);
    // The last transfer was taken back, and another one came in its place.
    const other = nodeWith([...LOGS.slice(0, -1), received(9_001, 5, 2n)]);
    expect(await plain.upTo(9_002, other.node, 20)).to.equal(12n);
  });
});
