import type { Address, HDAccount } from "viem";
import { approveStake } from "../disputes/pool/approve-stake.ts";
import { getPool } from "../disputes/pool/get-pool.ts";
import { takeSeats } from "../disputes/pool/take-seats.ts";
import type { LocalWalletClient } from "./clients.ts";
import type { LocalUsdc } from "./usdc.ts";

/** Seats accounts in a pool: each owns one seat and is its key. */
export function seatingOf(
  wallet: LocalWalletClient,
  usdc: LocalUsdc,
  address: Address,
  candidates: readonly HDAccount[],
): (count?: number) => Promise<readonly HDAccount[]> {
  return async (count = 7) => {
    const jurors = candidates.slice(0, count);
    if (jurors.length < count) throw new Error(`at most ${candidates.length} jurors can be seated`);
    const { seatStake } = await getPool(wallet, { address });
    for (const account of jurors) {
      await usdc.mint(account.address, seatStake);
      await approveStake(wallet, { address, token: usdc.address, amount: seatStake, account });
      await takeSeats(wallet, { address, key: account.address, account });
    }
    return [...jurors].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  };
}
