import type { Stack } from "quittance/testing";
import { type Address, parseAbi } from "viem";

/** USDC base units that each holds, as the token says. */
export interface Balances {
  readonly buyer: bigint;
  readonly seller: bigint;
  /** The Quittance contract. */
  readonly contract: bigint;
}

const tokenAbi = parseAbi(["function balanceOf(address account) view returns (uint256)"]);

/** USDC base units in one wallet, or held by a contract, now or after a block. */
export function balanceIn(stack: Stack, account: Address, block?: bigint): Promise<bigint> {
  return stack.publicClient.readContract({
    address: stack.token,
    abi: tokenAbi,
    functionName: "balanceOf",
    args: [account],
    ...(block === undefined ? {} : { blockNumber: block }),
  });
}

/** Balances after a block; after the latest when left out. */
export async function readBalances(stack: Stack, block?: bigint): Promise<Balances> {
  const holders = [stack.buyer.address, stack.seller.address, stack.address];
  const [buyer, seller, contract] = await Promise.all(
    holders.map((holder) => balanceIn(stack, holder, block)),
  );
  return { buyer: buyer ?? 0n, seller: seller ?? 0n, contract: contract ?? 0n };
}
