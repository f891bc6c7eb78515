import {
  type Address,
  type Chain,
  type Client,
  type Hash,
  type Hex,
  isHex,
  numberToHex,
  type TransactionReceipt,
  type Transport,
} from "viem";
import { getBlock, getTransactionReceipt } from "viem/actions";

/** A node that is asked; nothing that it answers is taken for more than its word. */
export type NodeClient = Client<Transport, Chain | undefined>;

/** The latest block, as far as it matters. */
export interface Head {
  readonly number: bigint;
  readonly hash: Hash;
  readonly parentHash: Hash;
  readonly baseFee: bigint;
}

/** Who intents are simulated for: an address without rights, so that none of them rests on who sends it. */
export const STRANGER: Address = "0x00000000000000000000000000000000005e4d3a";

/** A call that went through, or what it reverted with. */
export type Simulated<Result> = { readonly result: Result } | { readonly reason: Hex };

type Request = (ask: { readonly method: string; readonly params: readonly unknown[] }) => Promise<unknown>;

/** Asks a node by the name of a method. Throws when it does not answer, or refuses. */
export const ask = (node: NodeClient, method: string, params: readonly unknown[]) =>
  (node.request as Request)({ method, params });

export async function headOf(node: NodeClient): Promise<Head> {
  const { number, hash, parentHash, baseFeePerGas } = await getBlock(node, { blockTag: "latest" });
  return { number, hash, parentHash, baseFee: baseFeePerGas ?? 0n };
}

/** The block before another one; undefined where the node does not have that one. */
export async function parentOf(node: NodeClient, block: Hash): Promise<Hash | undefined> {
  const found = (await ask(node, "eth_getBlockByHash", [block, false])) as { parentHash?: Hash } | null;
  return found?.parentHash;
}

/** The nonce that an account uses next, after a block. */
export async function nonceOf(node: NodeClient, sender: Address, block: bigint | "latest"): Promise<number> {
  const at = block === "latest" ? block : numberToHex(block);
  return Number(await ask(node, "eth_getTransactionCount", [sender, at]));
}

/** Undefined when no block has it. Throws when the node does not answer. */
export async function receiptOf(node: NodeClient, hash: Hash): Promise<TransactionReceipt | undefined> {
  try {
    return await getTransactionReceipt(node, { hash });
  } catch (error) {
    if (error instanceof Error && error.name === "TransactionReceiptNotFoundError") return undefined;
    throw error;
  }
}

export async function isKnown(node: NodeClient, hash: Hash): Promise<boolean> {
  return ((await ask(node, "eth_getTransactionByHash", [hash])) ?? null) !== null;
}

/**
 * Hands signed bytes over, which are on disk. What the node answers decides nothing: the next look at nonces and receipts
 * does. Returns its words when it refused, or did not answer.
 */
export async function broadcast(node: NodeClient, raw: Hex): Promise<string | undefined> {
  try {
    await ask(node, "eth_sendRawTransaction", [raw]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? "") : "no answer";
  }
}

/** What a creation leaves in the place of code, when a stranger runs it. Throws when the node does not answer, or refuses. */
export const simulateCreation = async (node: NodeClient, creation: Hex): Promise<Hex> =>
  (await ask(node, "eth_call", [{ from: STRANGER, data: creation }, "latest"])) as Hex;

/** Gas for a call by a stranger. Throws when the node does not answer. */
export async function estimate(node: NodeClient, to: Address, data: Hex): Promise<Simulated<bigint>> {
  try {
    return { result: BigInt((await ask(node, "eth_estimateGas", [{ from: STRANGER, to, data }])) as Hex) };
  } catch (error) {
    const reason = revertDataOf(error);
    if (reason === undefined) throw error;
    return { reason };
  }
}

const EXECUTION_REVERTED = 3;
/** How nodes put it, without data, that the call's own code ended it: geth, reth and Hardhat each in words of their own. */
const ENDED =
  /out ?of ?gas|gas required exceeds|invalid ?(?:fe ?)?opcode|invalid ?jump|stack ?(?:under|over)flow|address collision|code ?size exceeded/i;

/** Revert data, which nodes put into `data` or `data.data`; undefined for a failure that is no revert. */
export function revertDataOf(error: unknown): Hex | undefined {
  for (let link = error; typeof link === "object" && link !== null; link = Reflect.get(link, "cause")) {
    const data: unknown = Reflect.get(link, "data");
    const inner: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "data") : data;
    if (isHex(inner)) return inner;
    if (Reflect.get(link, "code") === EXECUTION_REVERTED) return "0x";
    if (ENDED.test(String(Reflect.get(link, "message")))) return "0x";
  }
  return undefined;
}
