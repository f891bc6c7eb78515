import type { Stack } from "quittance/testing";
import { type Address, erc20Abi } from "viem";
import { usdc } from "./figures.ts";
import type { Reporter } from "./reporter.ts";

/** USDC base units that each holds, as the token says. */
export interface Balances {
  readonly buyer: bigint;
  readonly seller: bigint;
  /** The Quittance contract. */
  readonly contract: bigint;
}

/** USDC base units that an address holds after the latest block. */
export function balanceOf({ publicClient, token }: Stack, holder: Address): Promise<bigint> {
  return publicClient.readContract({
    address: token,
    abi: erc20Abi,
    functionName: "balanceOf",
    args: [holder],
  });
}

/** Reads what buyer, seller and contract hold, and prints it. */
export async function reportBalances(out: Reporter, stack: Stack): Promise<Balances> {
  const buyer = await balanceOf(stack, stack.buyer.address);
  const seller = await balanceOf(stack, stack.seller.address);
  const contract = await balanceOf(stack, stack.address);
  out.table(["buyer has", "seller has", "contract holds"], [[usdc(buyer), usdc(seller), usdc(contract)]]);
  return { buyer, seller, contract };
}
