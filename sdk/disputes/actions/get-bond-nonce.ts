import type { Address, Hex } from "viem";
import { bondNonceFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";

/**
 * The ERC-3009 nonce of a bond as the contract computes it; `hashBond` gives the same without asking.
 *
 * @example
 * import { getBondNonce, hashBond } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, domain, buyer, publicClient, stop } = await startStack();
 * const deal = `0x${"11".repeat(32)}` as const;
 * const contest = { milestone: 0, round: 2, contester: buyer.address };
 * const told = await getBondNonce(publicClient, { address, dealId: deal, ...contest });
 * console.log(told === hashBond({ domain, deal, ...contest })); // true
 * await stop();
 */
export function getBondNonce(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly dealId: Hex;
    readonly milestone: number;
    readonly round: number;
    readonly contester: Address;
  },
): Promise<Hex> {
  const { address, dealId, milestone, round, contester } = parameters;
  return read(client, address, bondNonceFunction, [dealId, milestone, round, contester]);
}
