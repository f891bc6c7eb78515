import type { Address, Hex } from "viem";
import { getLogs } from "viem/actions";
import { dealAmendedEvent } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { requireClient } from "../../client/signer.ts";
import { decodeError } from "../../errors/decode.ts";
import { requireOptions } from "../../json/options.ts";
import { requireAddress } from "../../protocol/address.ts";
import { requireWord } from "../../protocol/hex-parts.ts";
import type { DealAmendment } from "./amend.ts";

/**
 * Finds the deal that replaced a deal, in the contract's events; undefined when none did.
 *
 * @param input.fromBlock Where to look from, at the latest the block in which it was replaced; the first block when left out.
 * @example
 * import { getAmendment } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId } = await openExampleDeal(stack);
 * console.log(await getAmendment(stack.publicClient, { address: stack.address, dealId })); // undefined
 * await stack.stop();
 */
export async function getAmendment(
  client: ActingClient,
  input: { readonly address: Address; readonly dealId: Hex; readonly fromBlock?: bigint | undefined },
): Promise<DealAmendment | undefined> {
  requireOptions(input, "address dealId fromBlock");
  const { address, dealId, fromBlock = 0n } = input;
  const event = dealAmendedEvent;
  requireClient(client);
  requireAddress("address", address);
  requireWord("dealId", dealId);
  try {
    const [log] = await getLogs(client, { address, event, args: { dealId }, fromBlock, strict: true });
    return log === undefined ? undefined : { ...log.args };
  } catch (error) {
    throw decodeError(error);
  }
}
