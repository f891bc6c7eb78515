import type { Address, Hex } from "viem";
import { bondIdOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/**
 * Returns the id of a bond as the contract computes it; `hashBond` gives the same without asking. It is the ERC-3009 nonce of a
 * bond that a wallet pays, and the digest of the budget events of one that a managed account pays.
 *
 * @example
 * import { getBondId, hashBond } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, domain, buyer, publicClient, stop } = await startStack();
 * const deal = `0x${"11".repeat(32)}` as const;
 * const bond = { payer: buyer.address, milestone: 0, round: 2, contester: buyer.address, amount: 7_000_000n };
 * const bondId = await getBondId(publicClient, { address, dealId: deal, ...bond });
 * console.log(bondId === hashBond({ domain, deal, ...bond })); // true
 * await stop();
 */
export async function getBondId(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly payer: Address;
    readonly dealId: Hex;
    readonly milestone: number;
    readonly round: number;
    readonly contester: Address;
    /** The bond of the terms; USDC base units. */
    readonly amount: bigint;
  },
): Promise<Hex> {
  requireOptions(parameters, "address payer dealId milestone round contester amount");
  const { address, payer, dealId, milestone, round, contester, amount } = parameters;
  return read(client, address, bondIdOfFunction, [payer, dealId, milestone, round, contester, amount]);
}
