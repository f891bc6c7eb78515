import { type Address, decodeErrorResult, type Hex, parseAbi, size, toHex } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import type { RawCall } from "./calls.ts";
import { rpc, rpcBatch } from "./rpc.ts";

/** A chain that mines what it is given, when it is given it. */
export interface BlockByBlock {
  /**
   * Mines one block with these transactions, in their order.
   *
   * @param timestamp Of the block, unix seconds.
   * @returns what each was refused with, a contract error's name or the token's reason; undefined for those that went through.
   */
  readonly mineBlock: (timestamp: number, calls: readonly RawCall[]) => Promise<(string | undefined)[]>;
  /** Mines empty blocks. @returns the last one's time, unix seconds. */
  readonly passBlocks: (count: number) => Promise<number>;
  readonly blockNumber: () => Promise<bigint>;
  /** Lets the chain mine every transaction at once again. */
  readonly close: () => Promise<void>;
}

const REFUSALS = [...quittanceAbi, ...parseAbi(["error Error(string reason)"])] as const;
/** For what a transaction does. */
const GAS = 2_000_000;
const GAS_PRICE = 10n ** 11n;

/** Takes over a chain's mining. Nobody but `senders` may send meanwhile. */
export async function openChain({ rpcUrl }: Stack, senders: readonly Address[]): Promise<BlockByBlock> {
  const counts = await rpcBatch(
    rpcUrl,
    senders.map((sender) => ["eth_getTransactionCount", [sender, "latest"]]),
  );
  const nonces = new Map(senders.map((sender, index) => [sender, Number(counts[index])]));
  await rpc(rpcUrl, "evm_setAutomine", [false]);

  /** Who pays more for gas comes first, so that the block's order is the calls'. */
  const transactionOf = (call: RawCall, turn: number) => {
    const nonce = nonces.get(call.from) ?? 0;
    nonces.set(call.from, nonce + 1);
    const gas = toHex(GAS + leastGasOf(call.data));
    return { ...call, gas, gasPrice: toHex(GAS_PRICE - BigInt(turn)), nonce: toHex(nonce) };
  };

  return {
    mineBlock: async (timestamp, calls) => {
      const transactions = calls.map(transactionOf);
      const hashes = await rpcBatch(
        rpcUrl,
        transactions.map((sent) => ["eth_sendTransaction", [sent]]),
      );
      await rpc(rpcUrl, "evm_setNextBlockTimestamp", [toHex(timestamp)]);
      await rpc(rpcUrl, "evm_mine", []);
      return refusalsOf(rpcUrl, hashes as Hex[]);
    },
    passBlocks: async (count) => {
      for (let mined = 0; mined < count; mined++) await rpc(rpcUrl, "evm_mine", []);
      const block = await rpc(rpcUrl, "eth_getBlockByNumber", ["latest", false]);
      return Number((block as { readonly timestamp: Hex }).timestamp);
    },
    blockNumber: async () => BigInt((await rpc(rpcUrl, "eth_blockNumber", [])) as Hex),
    close: async () => {
      await rpc(rpcUrl, "evm_setAutomine", [true]);
    },
  };
}

/** At most what a transaction costs at least for its bytes (EIP-7623), where a node takes none that may use less. */
function leastGasOf(data: Hex): number {
  return 21_000 + 40 * size(data);
}

interface Receipt {
  readonly status: Hex;
  readonly transactionIndex: Hex;
}

async function refusalsOf(url: string, hashes: readonly Hex[]): Promise<(string | undefined)[]> {
  const receipts = await rpcBatch(
    url,
    hashes.map((hash) => ["eth_getTransactionReceipt", [hash]]),
  );
  const failed = hashes.filter((hash, turn) => {
    const receipt = receipts[turn] as Receipt | null;
    if (receipt === null || Number(receipt.transactionIndex) !== turn)
      throw new Error(`${hash} was not mined in its turn`);
    return BigInt(receipt.status) === 0n;
  });
  const brief = { tracer: "callTracer", tracerConfig: { onlyTopCall: true } };
  const traces = await rpcBatch(
    url,
    failed.map((hash) => ["debug_traceTransaction", [hash, brief]]),
  );
  const names = new Map(
    failed.map((hash, index) => [hash, nameOf((traces[index] as { readonly output: Hex }).output)]),
  );
  return hashes.map((hash) => names.get(hash));
}

/** Name of a contract error, or the token's reason. */
function nameOf(data: Hex): string {
  const { errorName, args } = decodeErrorResult({ abi: REFUSALS, data });
  return errorName === "Error" ? String(args[0]) : errorName;
}
