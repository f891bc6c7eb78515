import { encodeFunctionData, erc20Abi, type Hex, slice, toFunctionSelector } from "viem";
import type { RpcCall } from "../settings/chain.ts";
import { callAt } from "./nodes.ts";
import { PlainTransfers } from "./plain-transfers.ts";

/** What the rows say that a contract holds, in USDC base units. */
export interface Holding {
  readonly name: string;
  readonly holder: Hex;
  readonly held: bigint;
}

/** What the rows and the chain say of one contract, at one block. */
export interface Comparison extends Holding {
  readonly balance: bigint;
  /** Sent by plain transfers; undefined while the chain is still read for them. */
  readonly plain: bigint | undefined;
}

/** Stretches of blocks that are read for plain transfers in one look. */
const STEPS = 20;
const USDC = toFunctionSelector("function usdc() view returns (address)");

/** Compares the money in the rows with the token's. */
export class Money {
  readonly #startBlock: number;
  readonly #plain = new Map<Hex, PlainTransfers>();
  #token: Hex | undefined;

  constructor(startBlock: number) {
    this.#startBlock = startBlock;
  }

  /** @param block The one that the rows are of. Throws what the node does. */
  async compare(holdings: readonly Holding[], block: number, node: RpcCall): Promise<readonly Comparison[]> {
    const comparisons: Comparison[] = [];
    for (const holding of holdings) {
      const { holder, held } = holding;
      this.#token ??= slice(await callAt(node, holder, USDC, block), 12);
      const data = encodeFunctionData({ abi: erc20Abi, functionName: "balanceOf", args: [holder] });
      const balance = BigInt(await callAt(node, this.#token, data, block));
      comparisons.push({
        ...holding,
        balance,
        plain: await this.#plainOf(holder, balance - held, block, node),
      });
    }
    return comparisons;
  }

  /** The chain is read for plain transfers only once there is more money than in the rows. */
  async #plainOf(holder: Hex, surplus: bigint, block: number, node: RpcCall): Promise<bigint | undefined> {
    const known = this.#plain.get(holder);
    if (known === undefined && surplus <= 0n) return 0n;
    const plain = known ?? new PlainTransfers(this.#token ?? "0x", holder, this.#startBlock);
    this.#plain.set(holder, plain);
    return plain.upTo(block, node, STEPS);
  }
}

/** What is wrong with the rows of a contract; undefined when nothing is. Money sent plainly is in no row, and not wrong. */
export function moneyProblem({ name, held, balance, plain }: Comparison): string | undefined {
  const sides = `The rows say that the ${name} holds ${held}, and it holds ${balance}`;
  if (balance < held) return `${sides} base units of USDC.`;
  if (plain === undefined || balance - held === plain) return undefined;
  return `${sides} base units of USDC, of which ${plain} were sent to it by plain transfers.`;
}
