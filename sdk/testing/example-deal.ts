import type { Outcome } from "../client/action-types.ts";
import { readTokenDomain } from "../client/token-domain.ts";
import { type OpenedDeal, openDeal } from "../deals/actions/open-deal.ts";
import { signPayment } from "../deals/sign-payment.ts";
import { buildTerms, type TermsDraft } from "../deals/terms/build.ts";
import { signTerms } from "../deals/terms/sign-terms.ts";
import { hashPact } from "../pact/hash.ts";
import { minimumBond } from "../protocol/bond.ts";
import type { Terms } from "../protocol/terms.ts";
import { poolParameters, type Stack } from "./stack.ts";

const DAY = 86_400;
const USDC = 1_000_000n;

/**
 * Terms between the stack's buyer and seller, judged by its jurors: 180 USDC in three milestones, paid in steps of 5 %. With
 * a contest window, the stack's pool and its least bond come along unless `disputes` is given.
 *
 * @param changes Fields to have otherwise.
 * @example
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { sellerToLedger: true });
 * console.log(terms.milestones.length); // 3
 * await stack.stop();
 */
export async function exampleTerms(stack: Stack, changes: Partial<TermsDraft> = {}): Promise<Terms> {
  const now = await stack.now();
  const milestones = [54n, 54n, 72n].map((share, index) => ({
    amount: share * USDC,
    deadline: now + (index + 1) * 7 * DAY,
  }));
  const draft: TermsDraft = {
    buyer: stack.buyer.address,
    seller: stack.seller.address,
    milestones,
    panel: stack.jurors.map(({ address }) => address),
    payoutStep: 500,
    silencePayout: 5_000,
    pact: hashPact({ task: "summarise the corpus", criteria: ["complete", "verbatim"] }),
    ...changes,
    ...(changes.contestWindow ? { disputes: changes.disputes ?? exampleDisputes(stack, changes) } : {}),
  };
  return buildTerms(draft, { contract: stack.address, token: stack.token, now });
}

/** The stack's pool with the least bond it takes, and no arbiter. */
function exampleDisputes(stack: Stack, { panel = stack.jurors }: { readonly panel?: readonly unknown[] }) {
  const { seatFee } = poolParameters;
  return { pool: stack.pool, bond: minimumBond({ jurors: panel.length, seatFee }) };
}

/**
 * Opens a deal on `exampleTerms`, or on other terms between the stack's buyer and seller: both sign, the relayer sends.
 *
 * @param changes Fields to have otherwise; or whole terms.
 * @example
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId, terms } = await openExampleDeal(stack, { contestWindow: 3_600 });
 * console.log(dealId, terms.contestWindow);
 * await stack.stop();
 */
export async function openExampleDeal(
  stack: Stack,
  changes: Partial<TermsDraft> = {},
): Promise<Outcome<OpenedDeal>> {
  const { address, domain, buyer, seller } = stack;
  const terms = await exampleTerms(stack, changes);
  const token = await readTokenDomain(stack.publicClient, { token: stack.token });
  const buyerSignature = terms.fundedFromLedger
    ? await signTerms({ domain, terms, account: buyer })
    : await signPayment({ domain, token, terms, account: buyer });
  const sellerSignature = await signTerms({ domain, terms, account: seller });
  return openDeal(stack.walletClient, { address, terms, buyerSignature, sellerSignature });
}
