import type { QuittanceDomain } from "quittance";
import {
  type ApprovalStore,
  answerApproval,
  approvalPolicy,
  askPrincipal,
  memoryApprovals,
  type Review,
} from "quittance/negotiation";
import type { Address } from "viem";

/** Who owns the buyer, and what it lets its agent do alone. */
export interface Principal {
  /** Judges what the agent is about to sign. */
  readonly review: Review;
  readonly approvals: ApprovalStore;
  /** The questions that wait for an answer. */
  readonly asked: () => Promise<readonly Asked[]>;
  /** Says yes to a question. */
  readonly approve: (question: Asked, now: number) => Promise<void>;
}

type Asked = Awaited<ReturnType<ApprovalStore["list"]>>[number]["asked"];

const USDC = 1_000_000n;

/**
 * A principal whose agent knows the seller and may buy at any hour, and that keeps the narrow limit of what one deal may cost: 25 USDC.
 * What costs more, it is asked about.
 */
export function startPrincipal(domain: QuittanceDomain, known: readonly Address[]): Principal {
  const approvals = memoryApprovals();
  const total = 200n * USDC;
  const policy = approvalPolicy({
    limits: {
      ...{ hours: "any", leastPrices: 0, changedPanel: "allow", mostCommitted: total },
      ...{ mostPaidPerHour: total, mostPaidPerDay: total },
    },
    facts: { commitments: [], prices: [], known, owners: [] },
  });
  return {
    ...{ approvals, review: askPrincipal({ domain, store: approvals, review: policy }) },
    asked: async () => {
      const records = await approvals.list();
      return records.filter(({ answer }) => answer === undefined).map(({ asked }) => asked);
    },
    approve: async ({ id }, now) => {
      await answerApproval({ store: approvals, id, decision: "approve", now });
    },
  };
}
