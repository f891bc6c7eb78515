import { join } from "node:path";
import type { Hex } from "viem";
import { buildTerms, quittanceDomain, type Terms } from "../../../sdk/index.ts";
import {
  type ApprovalStore,
  askPrincipal,
  type PrincipalAnswer,
  type ReviewAnswer,
} from "../../../sdk/negotiation/index.ts";
import { folderApprovals } from "../../../sdk/node.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
const place = (digits: string) => `0x${digits.repeat(20)}` as const;

export const SELLER = place("5e");

const asks = async (): Promise<ReviewAnswer> => ({
  kind: "ask",
  reasons: [{ rule: "pilot", text: "Every commitment asks." }],
});

/** The folder of a bench in which the command looks. */
export const approvalsOf = (folder: string): ApprovalStore =>
  folderApprovals({ folder: join(folder, "config", "quittance", "approvals") });

/** An agent's commitment to an offer of a price, by this machine's clock. */
export async function agentOffers(store: ApprovalStore, price: bigint): Promise<PrincipalAnswer> {
  const domain = quittanceDomain({ chainId: 8453, address: place("aa") });
  const now = Math.floor(Date.now() / 1_000);
  const review = askPrincipal({ domain, review: asks, store });
  const state = { phase: "open", path: [], agreed: [], doubled: [] } as const;
  return review(
    { kind: "offer", terms: termsAt(price), validFor: 600 },
    { side: "buyer", now, offers: [], state },
  );
}

/** The same terms for the same price, however long the test takes. */
const termsAt = (price: bigint): Terms => ({
  ...buildTerms(
    {
      ...{ buyer: place("b0"), seller: SELLER, panel: [place("11")], pact: `0x${"22".repeat(32)}`, salt: 1n },
      milestones: [{ amount: price, deadline: YEARS + DAY }],
    },
    { contract: place("aa"), token: place("cc"), now: YEARS },
  ),
  openBy: YEARS,
});

/** A moment that no run of the tests sees. */
const YEARS = 4_000_000_000;

/** Two questions that wait for their principal, and their ids. */
export async function prepareApprovals(folder: string): Promise<readonly Hex[]> {
  const store = approvalsOf(folder);
  const ids: Hex[] = [];
  for (const price of [25n * USDC, 30n * USDC]) {
    const answer = await agentOffers(store, price);
    if (answer.kind !== "ask") throw new Error("a pilot asks");
    ids.push(answer.asked.id);
  }
  return ids;
}
