import type { Hex } from "viem";
import { dealOpenedEvent, openBatchFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventsIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { decodeTerms, encodeTerms } from "../../protocol/terms-codec.ts";
import { checkTerms } from "../terms/check.ts";
import type { OpenDealParameters, OpenedDeal } from "./open-deal.ts";
import { type RefusedItem, refusedIn } from "./refused-items.ts";

export interface OpenBatchParameters {
  /** What `openDeal` takes, each; the buyer's signature is left out where that of the batch agrees. */
  readonly items: readonly OpenDealParameters[];
  /** Of the buyer of the first item: `signTermsBatch`, for the items in their order. */
  readonly batchSignature?: Hex;
  /** Whether one refused item reverts all. Anyone can bring that about by opening one of them first. False when left out. */
  readonly allOrNothing?: boolean;
}

/** What a batch of openings did. */
export interface OpenedBatch {
  readonly opened: readonly OpenedDeal[];
  readonly refused: readonly RefusedItem[];
}

/**
 * Opens many deals in one transaction. One that is refused does not keep the others back. Anyone may send it.
 *
 * @throws InvalidSignatureError when the buyer did not sign this batch.
 * @example
 * import { approveDeposit, deposit, openBatch, signTerms, signTermsBatch } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer, seller, walletClient } = stack;
 * const some = { ...(await exampleTerms(stack)), fundedFromLedger: true };
 * await approveDeposit(walletClient, { address, token: stack.token, amount: 400_000_000n, account: buyer });
 * await deposit(walletClient, { address, recipient: buyer.address, amount: 400_000_000n, account: buyer });
 * const terms = [some, { ...some, salt: some.salt + 1n }];
 * const { batchSignature } = await signTermsBatch({ domain, terms, account: buyer });
 * const items = await Promise.all(
 *   terms.map(async (each) => ({
 *     terms: each,
 *     sellerSignature: await signTerms({ domain, terms: each, account: seller }),
 *   })),
 * );
 * const { opened, refused } = await openBatch(walletClient, { address, items, batchSignature });
 * console.log(opened.length, refused.length); // 2 0
 * await stack.stop();
 */
export const openBatch = /* @__PURE__ */ defineAction<OpenBatchParameters, OpenedBatch>({
  name: "openBatch",
  call: ({ address, items, batchSignature, allOrNothing = false }) =>
    contractCall(openBatchFunction, [
      items.map(({ terms, buyerSignature, sellerSignature }) => ({
        terms: encodeTerms(checkTerms(terms, { contract: address })),
        buyerSignature: signatureOrCaller("buyerSignature", buyerSignature, "open-batch"),
        sellerSignature: signatureOrCaller("sellerSignature", sellerSignature, "open-batch"),
      })),
      signatureOrCaller("batchSignature", batchSignature, "open-batch"),
      allOrNothing,
    ]),
  extract: (logs, from) => ({
    opened: eventsIn(logs, from, dealOpenedEvent).map(({ args }) => ({
      dealId: args.dealId,
      terms: decodeTerms(args.terms),
    })),
    refused: refusedIn(logs, from),
  }),
});
