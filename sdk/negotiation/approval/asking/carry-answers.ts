import { zeroHash } from "viem";
import { NegotiationUnknownError } from "../../../errors/negotiation.ts";
import { requireOptions } from "../../../json/options.ts";
import { dealIdOf } from "../../../protocol/deal-id.ts";
import { quittanceDomain } from "../../../protocol/domain.ts";
import { momentOrClock } from "../../../protocol/moment.ts";
import type { Negotiator } from "../../talk/negotiator.ts";
import type { NegotiationStatus } from "../../talk/status.ts";
import { type AskedApproval, boundedReasons } from "./asked-approval.ts";
import { type ApprovalRecord, type ApprovalStore, approvalState } from "./store.ts";

/**
 * Carries the principal's answers from a store to a negotiator, whose commitments wait for them. Call it now and then, and after a
 * restart: an answer whose carrying broke off is carried again, and none is used for anything else.
 *
 * @param input.negotiator Whose review is one of `askPrincipal` with the same store.
 * @param input.now Unix seconds; this machine's clock when left out.
 * @returns Where the negotiations are that went on.
 * @throws What the store or the negotiator throws.
 * @example
 * import { carryAnswers, memoryApprovals, openNegotiator } from "quittance/negotiation";
 * import { startStack } from "quittance/testing";
 *
 * const { domain, buyer: account, stop } = await startStack();
 * const negotiator = await openNegotiator({ domain, account, strategy: () => ({ kind: "wait" }) });
 * console.log(await carryAnswers({ negotiator, store: memoryApprovals() })); // []: nothing waits
 * await stop();
 */
export async function carryAnswers(input: {
  readonly negotiator: Pick<Negotiator, "status" | "answer">;
  readonly store: ApprovalStore;
  readonly now?: number;
}): Promise<readonly NegotiationStatus[]> {
  requireOptions(input, "negotiator store now");
  const { negotiator, store } = input;
  const now = momentOrClock("now", input.now);
  const carried: NegotiationStatus[] = [];
  for (const record of latestOf(await store.list())) {
    const { asked } = record;
    const state = approvalState(record, now);
    if (state === "pending" || state === "expired" || asked.negotiation === zeroHash) continue;
    const current = await statusIn(negotiator, asked);
    const { held } = current ?? {};
    if (current === undefined || held === undefined || !isAbout(asked, current, held)) continue;
    // One that is used, and whose commitment still waits, was ended just before a process broke off.
    if (state === "approved" && !(await store.end(asked.id, { by: "agent", at: now }))) continue;
    carried.push(await negotiator.answer(held.approval, state === "refused" ? "refuse" : "allow"));
  }
  return carried;
}

/** Of all questions about the same commitment, the last. */
function latestOf(records: readonly ApprovalRecord[]): readonly ApprovalRecord[] {
  const latest = new Map<string, ApprovalRecord>();
  for (const record of records) {
    const { subject, turn } = record.asked;
    if (turn >= (latest.get(subject)?.asked.turn ?? 0)) latest.set(subject, record);
  }
  return [...latest.values()];
}

/** The folder may have questions of other agents. */
async function statusIn(
  negotiator: Pick<Negotiator, "status">,
  { negotiation }: AskedApproval,
): Promise<NegotiationStatus | undefined> {
  try {
    return await negotiator.status(negotiation);
  } catch (error) {
    if (error instanceof NegotiationUnknownError) return undefined;
    throw error;
  }
}

/** Whether what waits is exactly what was asked about, for no other reason. */
function isAbout(
  asked: AskedApproval,
  { side, state }: NegotiationStatus,
  { move, about, reasons }: NonNullable<NegotiationStatus["held"]>,
): boolean {
  const named = new Set(asked.reasons.map(({ rule }) => rule));
  const isKnown = boundedReasons(reasons).every(({ rule }) => named.has(rule));
  const isSamePlace = about === asked.answers;
  if (!isKnown || !isSamePlace || asked.side !== side || asked.kind !== move.kind) return false;
  if (move.kind === "accept") return state.offer === asked.answers;
  const domain = quittanceDomain({ chainId: asked.chainId, address: asked.contract });
  const isSameDeal = dealIdOf({ domain, terms: move.terms }) === dealIdOf({ domain, terms: asked.terms });
  return isSameDeal && move.validFor === asked.validFor;
}
