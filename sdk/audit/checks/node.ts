import type { Address, Hex, RpcBlock, RpcLog } from "viem";
import type { Keccak } from "../../crypto/keccak.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import { encodeTerms } from "../../protocol/terms-codec.ts";
import { hashOfBlock } from "../chain/block-hash.ts";
import { openingIn } from "../chain/opening.ts";
import type { DealRecord, PoolRecord } from "../chain/record.ts";
import { recomputeTransaction } from "../chain/transaction-hash.ts";
import { type AuditSource, type Findings, firstProblem, type ItemHead } from "../items.ts";

/**
 * Recomputes what follows from a node's own answers: the hash of each block from its header, of each transaction from its fields
 * with its sender, and that logs and receipts say the same. What no client can recompute, as that a receipt is in its block, is
 * the node's word.
 */
export function checkNode(record: DealRecord, keccak: Keccak, findings: Findings): void {
  checkBlocks(record.blocks, "", keccak, findings);
  checkTransactions(record, keccak, findings);
  checkReceipts(record, findings);
  for (const account of record.accounts)
    checkOthers(account, record.contract, `the managed account ${account.account}`, findings);
  if (record.pool !== undefined) checkPool(record.pool, keccak, findings);
}

/** Whether logs that are not the deal's are in the receipts of their transactions, and come from the expected contract. */
function checkOthers(
  { logs, receipts }: Pick<PoolRecord, "logs" | "receipts">,
  address: Address,
  what: string,
  findings: Findings,
): void {
  const byHash = new Map(receipts.map((receipt) => [receipt.transactionHash, receipt]));
  const strange = logs.find((log) => {
    const receipt = byHash.get(log.transactionHash as Hex);
    const same = receipt?.logs.find(({ logIndex }) => logIndex === log.logIndex);
    return (
      receipt?.status !== "0x1" ||
      same === undefined ||
      textOf(same) !== textOf(log) ||
      receipt.blockNumber !== log.blockNumber ||
      receipt.blockHash !== log.blockHash ||
      !isSameAddress(log.address, address)
    );
  });
  findings.check(
    {
      ...{ part: "chain", against: node("eth_getTransactionReceipt") },
      subject: `Each of ${logs.length} logs about ${what} is in its transaction's receipt`,
    },
    strange && `that of log ${Number(strange.logIndex)} of ${strange.transactionHash} says another thing`,
  );
}

/** Whether the blocks of the pool's logs, whose times count for seats, are those that the logs name. */
function checkPool(pool: PoolRecord, keccak: Keccak, findings: Findings): void {
  checkOthers(pool, pool.address, "the juror pool", findings);
  checkBlocks(pool.blocks, "of the juror pool", keccak, findings);
  const hashes = new Map(pool.blocks.map(({ number, hash }) => [number, hash]));
  const strange = pool.logs.find(({ blockNumber, blockHash }) => hashes.get(blockNumber) !== blockHash);
  findings.check(
    {
      ...{ part: "chain", against: node("eth_getLogs") },
      subject: "Each log of the juror pool is in the block that it names",
    },
    strange && `log ${Number(strange.logIndex)} of ${strange.transactionHash} names another block`,
  );
}

/** Whether the terms of the opening are those that the deal's id is the hash of. */
export function checkDealId(record: DealRecord, findings: Findings): void {
  const opening = openingIn(record.logs, record.dealId);
  const domain = quittanceDomain({ chainId: record.chainId, address: record.contract });
  findings.check(
    {
      part: "terms",
      subject: "The deal's id is the hash of the terms in its opening",
      against: node("terms"),
    },
    opening === undefined
      ? "no opening of the deal is in the log"
      : firstProblem(
          dealIdOf({ domain, terms: opening.terms }) !== record.dealId && "the terms have another hash",
          encodeTerms(opening.terms) !== opening.packed && "the terms are packed in another way",
        ),
  );
}

/** @param of Whose blocks they are, where they are not the deal's. */
function checkBlocks(blocks: readonly RpcBlock[], of: string, keccak: Keccak, findings: Findings): void {
  const strange: string[] = [];
  const before = findings.items.length;
  for (const block of blocks) {
    const head: ItemHead = {
      part: "chain",
      subject: `Block ${Number(block.number)} has the hash of its header`,
    };
    const hash = hashOfBlock(block, keccak);
    if (hash === undefined) strange.push(String(Number(block.number)));
    else if (hash !== block.hash)
      findings.check(head, `the hash is ${hash}, and the node says ${block.hash}`);
  }
  const named = of === "" ? "blocks" : `blocks ${of}`;
  const subject = `Each of ${blocks.length} ${named} has the hash of its header, and so its number and its time`;
  const against: AuditSource[] = blocks.map((block) => ({
    kind: "block",
    number: BigInt(block.number ?? 0),
    hash: block.hash as Hex,
    time: Number(block.timestamp),
  }));
  if (findings.items.length > before) return;
  if (strange.length === 0) findings.check({ part: "chain", subject, against }, undefined);
  else
    findings.skip(
      { part: "chain", subject, against },
      `the headers of blocks ${strange.join(", ")} have a form that this version does not know`,
    );
}

function checkTransactions(record: DealRecord, keccak: Keccak, findings: Findings): void {
  const { transactions, chainId } = record;
  const strange: Hex[] = [];
  const before = findings.items.length;
  for (const transaction of transactions) {
    const head: ItemHead = {
      part: "chain",
      subject: "A transaction has the hash and the sender that it says",
    };
    const recomputed = recomputeTransaction(transaction, keccak);
    if (recomputed === undefined) strange.push(transaction.hash);
    else {
      const problem = firstProblem(
        recomputed.hash !== transaction.hash &&
          `the hash is ${recomputed.hash}, and the node says ${transaction.hash}`,
        (recomputed.from === undefined || !isSameAddress(recomputed.from, transaction.from)) &&
          `${recomputed.from ?? "no one"} signed ${transaction.hash}, and the node says ${transaction.from}`,
        transaction.chainId !== undefined &&
          transaction.chainId !== null &&
          Number(transaction.chainId) !== chainId &&
          "it is for another chain",
      );
      if (problem !== undefined) findings.check(head, problem);
    }
  }
  const subject = `Each of ${transactions.length} transactions has the hash of what it holds, and the sender who signed it`;
  const head: ItemHead = { part: "chain", subject, against: node("eth_getTransactionByHash") };
  if (findings.items.length > before) return;
  if (strange.length === 0) findings.check(head, undefined);
  else findings.skip(head, `of the kind of ${strange.join(", ")} this version knows no form`);
}

function checkReceipts(record: DealRecord, findings: Findings): void {
  const receipts = new Map(record.receipts.map((receipt) => [receipt.transactionHash, receipt]));
  const blocks = new Map(record.blocks.map((block) => [block.number, block]));
  const transactions = new Map(record.transactions.map((transaction) => [transaction.hash, transaction]));
  const subject = `Each of ${record.logs.length} logs is in its transaction's receipt, and in the block that it names`;
  const head: ItemHead = { part: "chain", subject, against: node("eth_getTransactionReceipt") };
  const before = findings.items.length;
  for (const log of record.logs) {
    const hash = log.transactionHash as Hex;
    const receipt = receipts.get(hash);
    const same = receipt?.logs.find(({ logIndex }) => logIndex === log.logIndex);
    const problem = firstProblem(
      receipt === undefined && "there is no receipt",
      receipt !== undefined && receipt.status !== "0x1" && "its transaction failed",
      (same === undefined || textOf(same) !== textOf(log)) && "the receipt says another thing",
      blocks.get(log.blockNumber)?.hash !== log.blockHash && "its block has another hash",
      receipt?.blockHash !== log.blockHash && "the receipt names another block",
      transactions.get(hash)?.blockHash !== log.blockHash && "the transaction names another block",
      !isSameAddress(log.address, record.contract) && "it is of another contract",
      log.removed === true && "the node says that it was removed",
    );
    if (problem !== undefined) {
      const place = `log ${Number(log.logIndex)} of transaction ${hash}`;
      findings.check({ ...head, subject: `A log is what its receipt says: ${place}` }, problem);
    }
  }
  if (findings.items.length > before) return;
  const missing = record.receipts.flatMap(({ logs }) => logs).find((log) => isOwn(log, record));
  findings.check(
    head,
    missing === undefined ? undefined : "a receipt has a log of the deal that the node left out",
  );
}

/** Whether a log of a receipt is about the deal, and absent from the list of logs. */
function isOwn(log: RpcLog, record: DealRecord): boolean {
  if (!isSameAddress(log.address, record.contract)) return false;
  if (log.topics[1] !== record.dealId && log.topics[2] !== record.dealId) return false;
  return !record.logs.some(
    ({ transactionHash, logIndex }) => transactionHash === log.transactionHash && logIndex === log.logIndex,
  );
}

function textOf({ address, topics, data, blockHash, transactionHash }: RpcLog): string {
  return [address, ...topics, data, blockHash, transactionHash].join().toLowerCase();
}

const node = (of: string): AuditSource[] => [{ kind: "node", of }];
