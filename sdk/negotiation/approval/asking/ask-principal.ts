import { requireOptions, requirePositiveInteger } from "../../../json/options.ts";
import { type QuittanceDomain, requireDomain } from "../../../protocol/domain.ts";
import { timeText } from "../../../protocol/explaining/formats.ts";
import type { NegotiationView } from "../../strategies/strategy.ts";
import { committedBy } from "../committed.ts";
import type { Commitment, Review, ReviewAnswer, ReviewReason } from "../review.ts";
import { type AskedApproval, askFor, boundedReasons, subjectOf } from "./asked-approval.ts";
import { type ApprovalRecord, type ApprovalStore, approvalState } from "./store.ts";

/** A review's answer, with the question to the principal where there is one. */
export type PrincipalAnswer =
  | Exclude<ReviewAnswer, { readonly kind: "ask" }>
  | (Extract<ReviewAnswer, { readonly kind: "ask" }> & { readonly asked: AskedApproval });

const DAY = 86_400;

/**
 * Asks the principal where a review asks: the question goes into a store, and the same commitment is allowed once, when the principal
 * has approved it in time. An approval is of exactly these terms, in this place of this negotiation, and of the reasons that it named: a
 * commitment that differs, or that another rule asks about, is another question. So is one that comes again.
 *
 * Review again to see whether there is an answer; what the review refuses or allows by itself needs none.
 *
 * @param input.domain The caller's own deployment (`getDomain`).
 * @param input.review Such as `approvalPolicy`.
 * @param input.waits Seconds that the principal has; a day when left out. The question ends sooner when the offer does, or `openBy` of
 * the terms.
 * @throws InvalidFieldError; what the review or the store throws. Nothing is allowed then.
 * @example
 * import { answerApproval, askPrincipal, memoryApprovals } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const store = memoryApprovals();
 * const asks = { kind: "ask", reasons: [{ rule: "pilot", text: "Every commitment asks." }] } as const;
 * const review = askPrincipal({ domain: stack.domain, store, review: async () => asks });
 * const now = await stack.now();
 * const state = { phase: "open", path: [], agreed: [], doubled: [] } as const;
 * const view = { side: "buyer", now, state, offers: [] } as const;
 * const offer = { kind: "offer", terms: await exampleTerms(stack), validFor: 600 } as const;
 *
 * const first = await review(offer, view);
 * if (first.kind === "ask") await answerApproval({ store, id: first.asked.id, decision: "approve", now });
 * console.log((await review(offer, view)).kind); // allow
 * console.log((await review(offer, view)).kind); // ask: an approval is used once
 * await stack.stop();
 */
export function askPrincipal(input: {
  readonly domain: QuittanceDomain;
  readonly review: Review;
  readonly store: ApprovalStore;
  readonly waits?: number;
}): (commitment: Commitment, view: NegotiationView) => Promise<PrincipalAnswer> {
  requireOptions(input, "domain review store waits");
  const { review, store, waits = DAY } = input;
  const domain = requireDomain("domain", input.domain);
  requirePositiveInteger("waits", waits);
  return async (commitment, view) => {
    const answer = await review(commitment, view);
    const committed = committedBy(commitment, view);
    if (answer.kind !== "ask" || committed === undefined) return answer.kind === "ask" ? nothing : answer;
    const { now } = view;
    const subject = subjectOf(domain, commitment, committed);
    const all = (await store.about(subject)).filter((each) => each.asked.subject === subject);
    const records = all
      .filter((each) => isAbout(each, answer.reasons))
      .sort((one, other) => other.asked.turn - one.asked.turn);
    const at = (state: string) => records.find((each) => approvalState(each, now) === state);

    const refused = records.find((each) => isRefusedYet(each, now));
    if (refused !== undefined) return refusedBy(refused);
    const approved = at("approved");
    if (approved !== undefined && (await store.end(approved.asked.id, { by: "agent", at: now })))
      return { kind: "allow", byPrincipal: true };
    const pending = at("pending")?.asked;
    if (pending !== undefined) return asking(pending, answer.reasons);
    const expiresAt = Math.min(now + waits, committed.goodUntil);
    if (expiresAt <= now) return tooLate;
    const asked = askFor({
      ...{ domain, commitment, committed, reasons: answer.reasons, expiresAt },
      turn: all.reduce((most, each) => Math.max(most, each.asked.turn + 1), 0),
    });
    await store.add(asked);
    return asking(asked, answer.reasons);
  };
}

/** Whether the question named every rule that asks now. */
function isAbout({ asked }: ApprovalRecord, reasons: readonly ReviewReason[]): boolean {
  const named = new Set(asked.reasons.map(({ rule }) => rule));
  return boundedReasons(reasons).every(({ rule }) => named.has(rule));
}

/** A refusal is heeded as long as its question could have been answered; after that the agent may ask again. */
const isRefusedYet = (each: ApprovalRecord, now: number) =>
  approvalState(each, now) === "refused" && now < each.asked.expiresAt;

const asking = (asked: AskedApproval, reasons: readonly ReviewReason[]) =>
  ({ kind: "ask", reasons, asked }) as const;

function refusedBy({ asked }: ApprovalRecord): PrincipalAnswer {
  const text = `The principal refused ${asked.id}; until ${timeText(asked.expiresAt)} the same is not asked again.`;
  return { kind: "refuse", reasons: [{ rule: "principal-refused", text }] };
}

const nothing: PrincipalAnswer = {
  kind: "refuse",
  reasons: [{ rule: "no-offer", text: "It accepts, and no offer stands." }],
};

const tooLate: PrincipalAnswer = {
  kind: "refuse",
  reasons: [
    {
      rule: "too-late-to-ask",
      text: "It is too late: the offer is good no longer, or openBy of the terms has passed.",
    },
  ],
};
