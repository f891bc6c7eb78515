import { type Address, type Hex, isAddress, type RpcLog, toEventSelector } from "viem";
import { isSameAddress } from "../../protocol/address.ts";
import { formatUsdc } from "../../protocol/explaining/formats.ts";
import type { DealRecord } from "../chain/record.ts";
import type { Findings } from "../items.ts";
import type { Replayed, ReplayedTransaction } from "./replay.ts";

const TRANSFER = /* @__PURE__ */ toEventSelector("Transfer(address,address,uint256)");
/** Events of the contract that move no money by themselves. */
const SILENT = /* @__PURE__ */ [
  "ItemRefused(uint256,bytes)",
  "FundsCommitted(address,bytes32,address,uint96)",
  "TreasuryDrawn(address,address,bytes32,uint96)",
  "BudgetRestored(address,bytes32,uint96)",
].map((signature) => toEventSelector(signature));

/** What the token's log says that moved between a wallet and the contract. */
type Moved = ReadonlyMap<string, bigint>;

/**
 * Holds what the rules say is paid in each transaction against the token's own log, to the base unit. Where a transaction moves
 * money of other deals too, the token must have moved at least this deal's.
 */
export function checkTransfers(record: DealRecord, replayed: Replayed, findings: Findings): void {
  const receipts = new Map(record.receipts.map((receipt) => [receipt.transactionHash, receipt.logs]));
  const own = new Set(record.logs.map(({ blockNumber, logIndex }) => `${blockNumber}/${logIndex}`));
  for (const transaction of replayed.transactions) {
    const expected = expectedIn(transaction);
    const logs = receipts.get(transaction.transaction) ?? [];
    const moved = movedIn(logs, record);
    if (expected.size === 0 && moved.size === 0) continue;
    const isShared = logs.some(
      (log) =>
        isSameAddress(log.address, record.contract) &&
        !own.has(`${log.blockNumber}/${log.logIndex}`) &&
        !SILENT.includes(log.topics[0] as Hex),
    );
    const sum = [...expected.values()].reduce((total, amount) => total + amount, 0n);
    const also = isShared ? " (the transaction moves other money, too)" : "";
    findings.check(
      {
        part: "payment",
        subject: `The token moved what the rules say, ${formatUsdc(sum)} USDC${also}`,
        against: transaction.against,
      },
      difference(expected, moved, isShared),
    );
  }
}

function expectedIn({ movements, events }: ReplayedTransaction): Moved {
  const sums = new Map<string, bigint>();
  const refused = events.flatMap((event) => (event.name === "PayoutRefused" ? [event] : []));
  for (const { kind, account, amount } of movements) {
    if (kind !== "in" && kind !== "out") continue;
    add(sums, keyOf(kind, account), amount);
  }
  // What the token refused waits in the contract.
  for (const { account, amount } of refused) add(sums, keyOf("out", account), -amount);
  for (const [key, amount] of sums) if (amount === 0n) sums.delete(key);
  return sums;
}

function movedIn(logs: readonly RpcLog[], { token, contract }: DealRecord): Moved {
  const sums = new Map<string, bigint>();
  for (const { address, topics, data } of logs) {
    const [topic, from, to] = topics;
    if (topic !== TRANSFER || !isSameAddress(address, token.verifyingContract)) continue;
    const [source, target] = [addressIn(from), addressIn(to)];
    if (source === undefined || target === undefined || data === "0x") continue;
    const amount = BigInt(data);
    if (isSameAddress(target, contract)) add(sums, keyOf("in", source), amount);
    if (isSameAddress(source, contract)) add(sums, keyOf("out", target), amount);
  }
  return sums;
}

function difference(expected: Moved, moved: Moved, isShared: boolean): string | undefined {
  for (const [key, amount] of expected) {
    const actual = moved.get(key) ?? 0n;
    if (isShared ? actual >= amount : actual === amount) continue;
    return `by the rules ${told(key)} moves ${formatUsdc(amount)} USDC, and the token moved ${formatUsdc(actual)} USDC`;
  }
  if (isShared) return undefined;
  for (const [key, amount] of moved) {
    if (expected.has(key)) continue;
    return `the token moved ${formatUsdc(amount)} USDC (${told(key)}), which no rule explains`;
  }
  return undefined;
}

const keyOf = (kind: string, account: Address) => `${kind} ${account.toLowerCase()}`;
const told = (key: string) => key.replace("in ", "from ").replace("out ", "to ");

function add(sums: Map<string, bigint>, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}

function addressIn(topic: Hex | undefined): Address | undefined {
  const address = `0x${(topic ?? "").slice(26)}`;
  return isAddress(address, { strict: false }) ? address : undefined;
}
