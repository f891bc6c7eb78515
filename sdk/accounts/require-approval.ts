import { type Address, type Hex, size, sliceHex } from "viem";
import { isSignedBy } from "../client/signed-by.ts";
import type { ReadingClient } from "../client/signer.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { isBytes } from "../protocol/hex-parts.ts";
import { type ApprovalOf, hashApproval } from "./approval.ts";

/** Of the time at the start of an approval. */
const TIME_BYTES = 5;

/**
 * Refuses what an agent's `approve` answered when it is no approval; where the chain was asked who controls the account, also
 * one that is over or is not that controller's.
 */
export async function requireApproval(
  approval: unknown,
  approved: Omit<ApprovalOf, "validUntil"> & { readonly client?: ReadingClient | undefined },
  state: { readonly controller: Address; readonly now: number } | undefined,
): Promise<Hex> {
  if (isBytes(approval) && size(approval) > TIME_BYTES) {
    if (state === undefined) return approval;
    const validUntil = Number(sliceHex(approval, 0, TIME_BYTES));
    const signature = sliceHex(approval, TIME_BYTES);
    const { client, ...of } = approved;
    const asked = { signer: state.controller, digest: hashApproval({ ...of, validUntil }), signature };
    const isSigned = await isSignedBy({ ...asked, ...(client === undefined ? {} : { client }) });
    if (isSigned && validUntil > state.now) return approval;
  }
  throw new InvalidFieldError({
    field: "account.approve",
    value: approval,
    secret: approval !== undefined,
    problem: `must answer with an approval by ${state?.controller ?? "the controller"} that has not expired`,
    remedy: "Return what signApproval makes of the commitment that approve is given.",
    docsPage: "pay",
  });
}
