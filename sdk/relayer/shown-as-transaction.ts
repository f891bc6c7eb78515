import { type Address, type Hex, numberToHex, type RpcLog, zeroAddress, zeroHash } from "viem";
import { IntentPendingError } from "../errors/relayer.ts";
import { itemLogs, type SentCall } from "./item-logs.ts";
import type { IntentStatus } from "./messages.ts";

type Ask = (ask: { readonly method: string; readonly params?: unknown }) => Promise<unknown>;
type StatusOf = (id: Hex) => Promise<IntentStatus | undefined>;

interface RpcReceiptParts {
  readonly logs: readonly RpcLog[];
  readonly status: Hex;
}

/** A nonce that no transaction has, so that none is taken for the replacement of another. */
const NO_NONCE = numberToHex(Number.MAX_SAFE_INTEGER);

const BLOOM = `0x${"00".repeat(256)}` as const;

/**
 * The receipt of an intent: that of its transaction, as the node has it, with the logs of this call alone. A refused intent
 * has one that says so. Null for an intent that the relayer does not know.
 *
 * @throws IntentPendingError while no block has it, also where the transaction does not make the call: viem waits for a new
 * block when there is no receipt, and `waitForReceipt` asks again after an error.
 */
export async function receiptOfIntent(input: {
  readonly ask: Ask;
  readonly address: Address;
  readonly id: Hex;
  readonly statusOf: StatusOf;
}): Promise<unknown> {
  const { ask, address, id, statusOf } = input;
  const status = await statusOf(id);
  if (status === undefined) return null;
  const pending = new IntentPendingError(status.state);
  if (status.hash === undefined) {
    if (status.state === "refused") return refusedReceipt(ask, address, id);
    throw pending;
  }
  const params = [status.hash];
  const [receipt, transaction] = await Promise.all([
    ask({ method: "eth_getTransactionReceipt", params }) as Promise<RpcReceiptParts | null>,
    ask({ method: "eth_getTransactionByHash", params }) as Promise<SentCall | null>,
  ]);
  if (receipt === null || transaction === null) throw pending;
  const { logs } = receipt;
  const item = itemLogs({ transaction, data: status.data, logs, address });
  if (item === undefined) throw pending;
  // Of a refusal the hash is the intent's, so that its reason is looked for by the call alone.
  if ("reason" in item || receipt.status === "0x0") {
    return { ...receipt, logs: [], status: "0x0", transactionHash: id };
  }
  return { ...receipt, logs: item.logs };
}

/** An intent that was refused before any block had it. */
async function refusedReceipt(ask: Ask, address: Address, id: Hex): Promise<object> {
  const blockNumber = await ask({ method: "eth_blockNumber" });
  return {
    ...{ status: "0x0", transactionHash: id, blockNumber, blockHash: zeroHash, transactionIndex: "0x0" },
    ...{ from: zeroAddress, to: address, contractAddress: null, logs: [], logsBloom: BLOOM, type: "0x2" },
    ...{ gasUsed: "0x0", cumulativeGasUsed: "0x0", effectiveGasPrice: "0x0" },
  };
}

/** An intent as the transaction that it stands for, which waits for a block. */
export async function transactionOfIntent(input: {
  readonly address: Address;
  readonly id: Hex;
  readonly sender: Address;
  readonly statusOf: StatusOf;
}): Promise<unknown> {
  const { address, id, sender, statusOf } = input;
  const status = await statusOf(id);
  if (status === undefined) return null;
  return {
    ...{ hash: id, from: sender, to: address, input: status.data, nonce: NO_NONCE, value: "0x0" },
    ...{ gas: "0xe4e1c0", type: "0x2", maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0", gasPrice: "0x0" },
    ...{ blockNumber: null, blockHash: null, transactionIndex: null, chainId: null, accessList: [] },
    ...{ v: "0x0", r: "0x0", s: "0x0" },
  };
}
