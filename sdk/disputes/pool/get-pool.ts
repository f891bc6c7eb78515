import type { Address } from "viem";
import {
  absencePenaltyFunction,
  escrowFunction,
  forfeitedFunction,
  maturityFunction,
  seatFeeFunction,
  seatStakeFunction,
  seatsFunction,
  unbondingFunction,
  usdcFunction,
} from "../../abi/fragments/juror-pool.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { readPool } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/** A juror pool: what it was deployed with, and how large it is. Amounts are USDC base units. */
export interface PoolFacts {
  readonly address: Address;
  /** The Quittance contract whose rounds it serves. */
  readonly escrow: Address;
  readonly usdc: Address;
  /** What one seat costs, and a juror can lose. */
  readonly seatStake: bigint;
  /** What a bond should at least hold for each drawn juror, and for the draw. */
  readonly seatFee: bigint;
  /** What an absent juror loses. */
  readonly absencePenalty: bigint;
  /** Seconds for which a seat must have been taken when a payout becomes provisional, to be drawn for it. */
  readonly maturity: number;
  /** Seconds from leaving until the stake returns. */
  readonly unbonding: number;
  /** How many seats there are, vacant ones included. */
  readonly seats: bigint;
  /** Stake that was taken and is owed to no one. */
  readonly forfeited: bigint;
}

/**
 * All about a juror pool.
 *
 * @throws ContractMissingError when there is none at the address.
 * @example
 * import { getPool } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { seatStake, seatFee } = await getPool(stack.publicClient, { address: stack.pool });
 * console.log(seatStake, seatFee); // 100000000n 1000000n
 * await stack.stop();
 */
export async function getPool(
  client: ActingClient,
  input: { readonly address: Address },
): Promise<PoolFacts> {
  requireOptions(input, "address");
  const { address } = input;
  const [escrow, usdc, seatStake, seatFee, absencePenalty, maturity, unbonding, seats, forfeited] =
    await Promise.all([
      readPool(client, address, escrowFunction, []),
      readPool(client, address, usdcFunction, []),
      readPool(client, address, seatStakeFunction, []),
      readPool(client, address, seatFeeFunction, []),
      readPool(client, address, absencePenaltyFunction, []),
      readPool(client, address, maturityFunction, []),
      readPool(client, address, unbondingFunction, []),
      readPool(client, address, seatsFunction, []),
      readPool(client, address, forfeitedFunction, []),
    ]);
  const prices = { seatStake, seatFee, absencePenalty };
  return { address, escrow, usdc, ...prices, maturity, unbonding, seats, forfeited };
}
