import type { Hex } from "viem";
import * as z from "zod/mini";
import { lazily } from "../../../errors/lazily.ts";
import { record, type Schema, text, time } from "../../../json/fields.ts";
import { parseWith } from "../../../json/parse.ts";
import type { AskedApproval } from "./asked-approval.ts";

/** What a principal answered. */
export interface ApprovalDecision {
  readonly decision: "approve" | "refuse";
  /** Unix seconds. */
  readonly at: number;
  /** For the agent's log: at most 1,000 characters. */
  readonly note: string;
}

/** That an approval can be used no more: its agent has used it, or its principal has taken it back. */
export interface ApprovalEnd {
  readonly by: "agent" | "principal";
  /** Unix seconds. */
  readonly at: number;
}

/** A question to the principal with what came of it. */
export interface ApprovalRecord {
  readonly asked: AskedApproval;
  readonly answer?: ApprovalDecision | undefined;
  readonly end?: ApprovalEnd | undefined;
}

/**
 * Where questions to a principal and its answers are kept. What is written stays: of two answers or ends, the first counts, also when
 * two processes write at once.
 */
export interface ApprovalStore {
  /** Keeps a question, unless it is there. */
  add(asked: AskedApproval): Promise<void>;
  /** All of them. */
  list(): Promise<readonly ApprovalRecord[]>;
  /** All questions about a subject. */
  about(subject: Hex): Promise<readonly ApprovalRecord[]>;
  read(id: Hex): Promise<ApprovalRecord | undefined>;
  /** Keeps an answer, and gives the one that counts: an earlier one, if there is any. */
  answer(id: Hex, decision: ApprovalDecision): Promise<ApprovalDecision>;
  /** Ends an approval. True for the one call that did; all others get false. */
  end(id: Hex, end: ApprovalEnd): Promise<boolean>;
}

/** Where a question is. */
export type ApprovalState = "pending" | "approved" | "refused" | "used" | "expired";

/**
 * Where a question is at a moment, in unix seconds.
 *
 * @example
 * import { approvalState, askPrincipal, memoryApprovals } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const store = memoryApprovals();
 * const asks = { kind: "ask", reasons: [{ rule: "pilot", text: "Every commitment asks." }] } as const;
 * const review = askPrincipal({ domain: stack.domain, store, review: async () => asks });
 * const now = await stack.now();
 * const state = { phase: "open", path: [], agreed: [], doubled: [] } as const;
 * const terms = await exampleTerms(stack);
 * await review({ kind: "offer", terms, validFor: 600 }, { side: "buyer", now, state, offers: [] });
 * for (const record of await store.list()) console.log(approvalState(record, now)); // pending
 * await stack.stop();
 */
export function approvalState({ asked, answer, end }: ApprovalRecord, now: number): ApprovalState {
  if (end !== undefined) return end.by === "agent" ? "used" : "refused";
  if (answer?.decision === "refuse") return "refused";
  if (now >= asked.expiresAt) return "expired";
  return answer === undefined ? "pending" : "approved";
}

export const LONGEST_NOTE = 1_000;

export const decisionSchema = /* @__PURE__ */ lazily(
  (): Schema<ApprovalDecision> =>
    record({
      decision: z.literal(["approve", "refuse"], { error: 'must be "approve" or "refuse"' }),
      at: time(),
      note: text(
        ({ length }) => length <= LONGEST_NOTE,
        `must be text of at most ${LONGEST_NOTE} characters`,
      ),
    }) as unknown as Schema<ApprovalDecision>,
);

const endSchema = /* @__PURE__ */ lazily(
  (): Schema<ApprovalEnd> =>
    record({
      by: z.literal(["agent", "principal"], { error: 'must be "agent" or "principal"' }),
      at: time(),
    }) as unknown as Schema<ApprovalEnd>,
);

export const readDecision = (given: unknown): ApprovalDecision =>
  parseWith("decision", decisionSchema(), given);

export const readEnd = (given: unknown): ApprovalEnd => parseWith("end", endSchema(), given);

/**
 * Questions and answers in memory, for tests and for programs that ask their principal while they run. They are gone when it ends:
 * `folderApprovals` of `quittance/node` keeps them.
 *
 * @example
 * import { memoryApprovals } from "quittance/negotiation";
 *
 * const store = memoryApprovals();
 * console.log((await store.list()).length); // 0
 */
export function memoryApprovals(): ApprovalStore {
  const records = new Map<Hex, ApprovalRecord>();
  const all = () => [...records.values()];
  const change = (id: Hex, part: Partial<ApprovalRecord>) => {
    const found = records.get(id);
    if (found !== undefined) records.set(id, { ...found, ...part });
  };
  return {
    add: async (asked) => {
      if (!records.has(asked.id)) records.set(asked.id, { asked });
    },
    list: async () => all(),
    about: async (subject) => all().filter(({ asked }) => asked.subject === subject),
    read: async (id) => records.get(id),
    answer: async (id, decision) => {
      const earlier = records.get(id)?.answer;
      if (earlier !== undefined) return earlier;
      change(id, { answer: decision });
      return decision;
    },
    end: async (id, end) => {
      const found = records.get(id);
      if (found === undefined || found.end !== undefined) return false;
      change(id, { end });
      return true;
    },
  };
}
