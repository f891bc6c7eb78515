import type { Address, Hex } from "viem";
import { caseOfFunction, disputeOfFunction } from "../../abi/fragments/erc792-arbiter.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { readBridge } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";

/** A milestone that was brought before a court. */
export interface DisputeFacts {
  readonly disputeId: bigint;
  /** Who paid the court. */
  readonly payer: Address;
  /** 1 and up; 0: refused to arbitrate; undefined: not ruled yet. */
  readonly ruling: bigint | undefined;
  /** USDC base units of the bond that wait for the payer. */
  readonly owed: bigint;
}

/**
 * The dispute of a milestone, as the bridge remembers it; undefined when there is none. `address` is the bridge's.
 *
 * @throws ContractMissingError when there is no bridge at the address.
 * @example
 * import { ContractMissingError, getDispute } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const dealId = `0x${"11".repeat(32)}` as const;
 * const question = { address: stack.buyer.address, dealId, milestone: 0 };
 * const failure = await getDispute(stack.publicClient, question).catch((error: unknown) => error);
 * console.log(failure instanceof ContractMissingError); // true
 * await stack.stop();
 */
export async function getDispute(
  client: ActingClient,
  parameters: { readonly address: Address; readonly dealId: Hex; readonly milestone: number },
): Promise<DisputeFacts | undefined> {
  requireOptions(parameters, "address dealId milestone");
  const { address, dealId, milestone } = parameters;
  const [disputed, disputeId] = await readBridge(client, address, disputeOfFunction, [dealId, milestone]);
  if (!disputed) return undefined;
  const { payer, ruled, ruling, owed } = await readBridge(client, address, caseOfFunction, [disputeId]);
  return { disputeId, payer, ruling: ruled ? ruling : undefined, owed };
}
