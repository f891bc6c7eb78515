import { type Address, parseAbi } from "viem";
import type { Stack } from "../../../sdk/testing/index.ts";

/** USDC base units that each holds, as the token says. */
export interface Balances {
  readonly buyer: bigint;
  readonly seller: bigint;
  /** The Quittance contract. */
  readonly contract: bigint;
}

const tokenAbi = parseAbi(["function balanceOf(address account) view returns (uint256)"]);

/** Balances after a block; after the latest when left out. */
export async function readBalances(stack: Stack, block?: bigint): Promise<Balances> {
  const balanceOf = (account: Address) =>
    stack.publicClient.readContract({
      address: stack.token,
      abi: tokenAbi,
      functionName: "balanceOf",
      args: [account],
      ...(block === undefined ? {} : { blockNumber: block }),
    });
  const [buyer, seller, contract] = await Promise.all(
    [stack.buyer.address, stack.seller.address, stack.address].map(balanceOf),
  );
  return { buyer: buyer ?? 0n, seller: seller ?? 0n, contract: contract ?? 0n };
}
