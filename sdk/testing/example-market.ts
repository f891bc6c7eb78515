import { type Hex, zeroHash } from "viem";
import type { Signer } from "../client/signer.ts";
import { signerAddress } from "../client/signer.ts";
import { clausesOfPact } from "../market/clauses.ts";
import type { Listing } from "../market/listings/listing.ts";
import type { Rfq } from "../market/rfqs/rfq.ts";
import { knownTask } from "../market/tasks/known-tasks.ts";
import { hashTaskSchema } from "../market/tasks/task-schema.ts";
import { type SignedOffer, signOffer } from "../negotiation/offers/offer.ts";
import { hashPact } from "../pact/hash.ts";
import { assetDeliveryExample } from "../pact/library/asset-delivery.ts";
import type { Pact } from "../pact/types.ts";
import { exampleTerms } from "./example-deal.ts";
import type { Stack } from "./stack.ts";

const TASK = "asset-delivery@1";
const HOUR = 3_600;
const DAY = 86_400;
const USDC = 1_000_000n;

/**
 * What the stack's seller could list: a file for 30 USDC, within 30 days, everywhere. Good from `now` on for 30 days.
 *
 * @param now Unix seconds of the chain.
 * @param changes Fields to have otherwise.
 * @example
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(exampleListing(stack, await stack.now()).task); // asset-delivery@1
 * await stack.stop();
 */
export function exampleListing(stack: Stack, now: number, changes: Partial<Listing> = {}): Listing {
  const { pact } = assetDeliveryExample();
  return {
    format: "quittance/listing/1",
    ...{ chainId: stack.domain.chainId, contract: stack.address, seller: stack.seller.address },
    ...{ name: "files", sequence: 1, task: TASK, schema: schemaOf(TASK), title: "Files", description: "" },
    ...{ pact: hashPact(pact), clauses: clausesOfPact({ pact }) },
    price: { model: "fixed", amount: 30n * USDC },
    ...{ latency: 30 * DAY, regions: [], capacity: 4, identity: {} },
    ...{ validFrom: now, validUntil: now + 30 * DAY },
    ...changes,
  };
}

const schemaOf = (task: string): Hex => hashTaskSchema(knownTask(task));

/**
 * What the stack's buyer could ask for: a file, with an hour to bid and another one to reveal bids in. The price counts most.
 *
 * @param now Unix seconds of the chain, when the window opens.
 * @param changes Fields to have otherwise.
 * @example
 * import { exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(exampleRfq(stack, await stack.now()).task); // asset-delivery@1
 * await stack.stop();
 */
export function exampleRfq(stack: Stack, now: number, changes: Partial<Rfq> = {}): Rfq {
  return {
    format: "quittance/rfq/1",
    ...{ chainId: stack.domain.chainId, contract: stack.address, buyer: stack.buyer.address },
    ...{ task: TASK, schema: schemaOf(TASK), input: zeroHash, note: "", regions: [] },
    clauses: [{ kind: "content-hash", weight: 10_000 }],
    scoring: {
      price: { weight: 6_000, full: 10n * USDC },
      latency: { weight: 2_000, full: HOUR, zero: 7 * DAY },
      trust: { weight: 1_000, block: 0 },
      clauses: { weight: 1_000 },
    },
    ...{ opensAt: now, closesAt: now + HOUR, revealBy: now + 2 * HOUR, sequence: 1 },
    ...changes,
  };
}

/**
 * Terms that a seller could bid for a request, signed, and the pact that they name.
 *
 * @param changes `amount`: USDC base units, 30 USDC when left out; `seconds`: from `revealBy` to the deadline, a day when left out.
 * @example
 * import { exampleBidOffer, exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const rfq = exampleRfq(stack, await stack.now());
 * const { offer } = await exampleBidOffer(stack, rfq, stack.seller, { amount: 20_000_000n });
 * console.log(offer.terms.milestones.length); // 1
 * await stack.stop();
 */
export async function exampleBidOffer(
  stack: Stack,
  rfq: Pick<Rfq, "revealBy">,
  account: Signer,
  changes: { readonly amount?: bigint; readonly seconds?: number } = {},
): Promise<{ readonly offer: SignedOffer; readonly pact: Pact }> {
  const { amount = 30n * USDC, seconds = DAY } = changes;
  const { pact } = assetDeliveryExample();
  const terms = await exampleTerms(stack, {
    ...{ seller: signerAddress(account), pact: hashPact(pact), openBy: rfq.revealBy + HOUR },
    milestones: [{ amount, deadline: rfq.revealBy + seconds }],
  });
  const { domain } = stack;
  return { offer: await signOffer({ domain, terms, validUntil: rfq.revealBy + HOUR, account }), pact };
}
