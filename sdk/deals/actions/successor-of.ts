import type { Address, Hex } from "viem";
import { getLogs } from "viem/actions";
import { milestoneSettledEvent } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { decodeError } from "../../errors/decode.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { decodeSettlement } from "../../protocol/events.ts";
import { getAmendment } from "./get-amendment.ts";

/** A milestone of a deal that was amended. */
export interface AmendedMilestone {
  readonly address: Address;
  readonly dealId: Hex;
  readonly milestone: number;
  /** At the latest the block in which the deal was opened; the first block when left out. */
  readonly fromBlock?: bigint | undefined;
}

/** The deal that has what a milestone of an amended deal held; undefined when the milestone settled before that. */
export async function successorOf(client: ActingClient, input: AmendedMilestone): Promise<Hex | undefined> {
  const { address, dealId, milestone, fromBlock = 0n } = input;
  const [amendment, settlements] = await Promise.all([
    getAmendment(client, { address, dealId, fromBlock }),
    settlementsOf(client, { address, dealId, fromBlock }),
  ]);
  if (amendment === undefined) {
    throw new InvalidFieldError({
      field: "fromBlock",
      value: fromBlock,
      problem: "is later than the block in which the deal was amended",
      remedy: "Give the block in which the deal was opened, or leave fromBlock out.",
    });
  }
  return settlements.includes(milestone) ? undefined : amendment.successor;
}

async function settlementsOf(
  client: ActingClient,
  { address, dealId, fromBlock }: Pick<AmendedMilestone, "address" | "dealId" | "fromBlock">,
): Promise<number[]> {
  const filter = { address, event: milestoneSettledEvent, args: { dealId }, strict: true } as const;
  try {
    const logs = await getLogs(client, { ...filter, fromBlock });
    return logs.map(({ args }) => decodeSettlement(args.settlement).milestone);
  } catch (error) {
    throw decodeError(error);
  }
}
