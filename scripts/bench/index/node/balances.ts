import { type Address, encodeEventTopics, erc20Abi, padHex } from "viem";
import { addressOfLine, type Recording, topicOfLine } from "../recording/file.ts";

const [TRANSFER] = encodeEventTopics({ abi: erc20Abi, eventName: "Transfer" });

interface Transfer {
  readonly topics: readonly string[];
  readonly data: string;
}

/**
 * USDC base units that an address has after a block: of the contract as the token said when the chain was made, of others by
 * the transfers that the token logged.
 */
export function balancesOf(
  { facts, entries }: Recording,
  logLines: (number: number) => readonly string[],
): (holder: Address, block: number) => bigint {
  const usdc = facts.usdc.toLowerCase();
  const transfersIn = (block: number): readonly Transfer[] =>
    logLines(block)
      .filter((line) => addressOfLine(line) === usdc && topicOfLine(line) === TRANSFER)
      .map((line) => JSON.parse(line));
  /** By address, after each block that was looked at. */
  const known = new Map<Address, bigint[]>();
  return (holder, block) => {
    const held = entries[block]?.held;
    if (held === undefined) throw new RangeError(`block ${block} was not recorded`);
    if (holder === facts.quittance) return BigInt(held);
    const topic = padHex(holder, { size: 32 }).toLowerCase();
    const balances = known.get(holder) ?? [];
    known.set(holder, balances);
    for (let next = balances.length; next <= block; next++) {
      let balance = balances[next - 1] ?? 0n;
      for (const { topics, data } of transfersIn(next)) {
        if (topics[1] === topic) balance -= BigInt(data);
        if (topics[2] === topic) balance += BigInt(data);
      }
      balances.push(balance);
    }
    return balances[block] ?? 0n;
  };
}
