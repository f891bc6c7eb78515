import type { Hex } from "viem";
import { ApprovalClosedError, ApprovalUnknownError } from "../../../errors/negotiation.ts";
import { requireOptions } from "../../../json/options.ts";
import { momentOrClock } from "../../../protocol/moment.ts";
import { type ApprovalDecision, type ApprovalStore, approvalState, readDecision } from "./store.ts";

/**
 * Answers a question of an agent, as its principal. The first answer stays; a refusal also takes back an approval that the agent has not
 * used yet.
 *
 * @param input.id Of the question, whole.
 * @param input.note For the agent's log, at most 1,000 characters; empty when left out.
 * @param input.now Unix seconds; this machine's clock when left out.
 * @returns What counts from now on.
 * @throws ApprovalUnknownError when the store has no such question; ApprovalClosedError when it was answered, used or has expired;
 * InvalidFieldError.
 * @example
 * import { answerApproval, memoryApprovals } from "quittance/negotiation";
 *
 * const store = memoryApprovals();
 * const id = `0x${"11".repeat(32)}` as const;
 * const { name } = await answerApproval({ store, id, decision: "approve" }).catch((error) => error);
 * console.log(name); // ApprovalUnknownError
 */
export async function answerApproval(input: {
  readonly store: ApprovalStore;
  readonly id: Hex;
  readonly decision: ApprovalDecision["decision"];
  readonly note?: string;
  readonly now?: number;
}): Promise<ApprovalDecision> {
  requireOptions(input, "store id decision note now");
  const { store, id, note = "" } = input;
  const at = momentOrClock("now", input.now);
  const decision = readDecision({ decision: input.decision, at, note });
  const record = await store.read(id);
  if (record === undefined) throw new ApprovalUnknownError();
  const state = approvalState(record, at);
  const takesBack = state === "approved" && decision.decision === "refuse";
  if (takesBack) {
    if (await store.end(id, { by: "principal", at })) return decision;
    throw new ApprovalClosedError(id, "used");
  }
  if (state !== "pending") throw new ApprovalClosedError(id, state);
  const kept = await store.answer(id, decision);
  if (kept.decision !== decision.decision)
    throw new ApprovalClosedError(id, kept.decision === "approve" ? "approved" : "refused");
  return kept;
}
