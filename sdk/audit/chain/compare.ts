import type { RpcLog } from "viem";
import { type Findings, firstProblem } from "../items.ts";
import type { DealRecord } from "./record.ts";

/** Says whether two nodes tell the same of a deal: a node that lies alone is found so. */
export function compareRecords(record: DealRecord, other: DealRecord, findings: Findings): void {
  const last = record.toBlock < other.toBlock ? record.toBlock : other.toBlock;
  const within = (logs: readonly RpcLog[]) =>
    logs.filter(({ blockNumber }) => BigInt(blockNumber ?? 0) <= last);
  const logs = (each: DealRecord) => within(each.logs).map(logText).join("\n");
  const blocks = (each: DealRecord) => {
    const named = new Set(within(each.logs).map(({ blockNumber }) => blockNumber));
    return each.blocks
      .filter(({ number }) => named.has(number))
      .map(({ hash }) => hash)
      .join();
  };
  const transactions = (each: DealRecord) => {
    const named = new Set(within(each.logs).map(({ transactionHash }) => transactionHash));
    return each.transactions
      .filter(({ hash }) => named.has(hash))
      .map(({ hash, input, from }) => `${hash}${input}${from}`);
  };
  const receipts = (each: DealRecord) => {
    const named = new Set(within(each.logs).map(({ transactionHash }) => transactionHash));
    return each.receipts
      .filter(({ transactionHash }) => named.has(transactionHash))
      .map((receipt) => `${receipt.status}${receipt.logs.map(logText).join()}`);
  };
  const beside = (each: DealRecord) => {
    const of = each.accounts.map((account) => [account.account, ...within(account.logs).map(logText)]);
    return [...within(each.pool?.logs ?? []).map(logText), ...of.map((texts) => texts.join())].join("\n");
  };
  findings.check(
    {
      part: "chain",
      subject: "A second node tells the same of the deal",
      against: [{ kind: "node", of: "second node" }],
    },
    firstProblem(
      record.chainId !== other.chainId && "it is on another chain",
      logs(record) !== logs(other) && "it knows other events",
      blocks(record) !== blocks(other) && "its blocks have other hashes",
      transactions(record).join() !== transactions(other).join() && "its transactions are others",
      beside(record) !== beside(other) && "it knows other events of the juror pool or of managed accounts",
      record.pool?.maturity !== other.pool?.maturity && "it says another maturity of the juror pool's seats",
      receipts(record).join() !== receipts(other).join() && "its receipts are others",
    ),
  );
}

function logText({ address, topics, data, blockHash, transactionHash, logIndex }: RpcLog): string {
  return [address, ...topics, data, blockHash, transactionHash, logIndex].join().toLowerCase();
}
