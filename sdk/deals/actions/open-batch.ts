import { type Address, type Hex, size } from "viem";
import { dealOpenedEvent, openBatchFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventsIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { InvalidFieldError, inEntry } from "../../errors/field.ts";
import { requireEach } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { MAX_BATCH_HEIGHT } from "../../protocol/batch-tree.ts";
import { encodeOpeningGroups } from "../../protocol/opening-group-codec.ts";
import type { Terms } from "../../protocol/terms.ts";
import { decodeTerms } from "../../protocol/terms-codec.ts";
import { checkTerms } from "../terms/check.ts";
import type { OpenDealParameters, OpenedDeal } from "./open-deal.ts";
import { BATCH_MARGIN, type RefusedItem, refusedIn } from "./refused-items.ts";

export interface OpenBatchParameters {
  /**
   * What `openDeal` takes, each; the buyer's signature is left out where that of the batch agrees. Neighbours that differ in no
   * more than buyer, seller, milestones, pact, salt, openBy and reference share one copy of the rest of their terms, and cost
   * less.
   */
  readonly items: readonly OpenDealParameters[];
  /** Of the buyer of the first item, for all items in their order: `batchSignature` of `signTermsBatch`, or `alone` for one. */
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
 * @throws InvalidTermsBatchError when the buyer did not sign these items, whole and in this order.
 * @throws InvalidFieldError before anything is sent, when the buyer or the seller of an item has not agreed in any way.
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
  fields: "items batchSignature allOrNothing",
  margin: BATCH_MARGIN,
  call: ({ address, items, batchSignature, allOrNothing = false }) => {
    requireEach("items", items, "terms buyerSignature sellerSignature");
    if (items.length === 0) throw notGiven("items", items, "must not be empty", "Give one deal at least.");
    return contractCall(openBatchFunction, [
      encodeOpeningGroups(
        items.map(({ terms, buyerSignature, sellerSignature }, index) => ({
          terms: inEntry("terms", `items[${index}].terms`, () => checkTerms(terms, { contract: address })),
          buyerSignature: signatureOrCaller(`items[${index}].buyerSignature`, buyerSignature, PAGE),
          sellerSignature: signatureOrCaller(`items[${index}].sellerSignature`, sellerSignature, PAGE),
        })),
      ),
      requireBatchSignature(signatureOrCaller("batchSignature", batchSignature, PAGE)),
      allOrNothing,
    ]);
  },
  sentBy: ({ items, batchSignature }, sender) => {
    const [first] = items;
    const agreed = isGiven(batchSignature) ? [sender, first?.terms.buyer] : [sender];
    items.forEach(({ terms, buyerSignature, sellerSignature }, index) => {
      if (!isGiven(buyerSignature)) requireAgreed(`items[${index}].buyerSignature`, terms, agreed);
      if (isGiven(sellerSignature) || isSameAddress(terms.seller, sender)) return;
      throw notGiven(
        `items[${index}].sellerSignature`,
        undefined,
        `is missing: the seller ${terms.seller} does not send the batch`,
        "Pass signTerms of these terms by the seller.",
      );
    });
  },
  extract: (logs, from) => ({
    opened: eventsIn(logs, from, dealOpenedEvent).map(({ args }) => ({
      dealId: args.dealId,
      terms: decodeTerms(args.terms),
    })),
    refused: refusedIn(logs, from),
  }),
});

const PAGE = "open-batch";

const isGiven = (signature: Hex | undefined) => signature !== undefined && signature !== "0x";

/** Refuses terms whose buyer neither sends nor signed the batch, or pays from its wallet, which takes a signature of each. */
function requireAgreed(
  field: string,
  { buyer, fundedFromLedger }: Terms,
  agreed: readonly (Address | undefined)[],
): void {
  if (!fundedFromLedger) {
    throw notGiven(
      field,
      undefined,
      "is missing: a wallet pays each deal by a signature of its own",
      "Pass signPayment of these terms, in a call without batchSignature; or fund them from the ledger balance.",
    );
  }
  if (agreed.some((other) => other !== undefined && isSameAddress(other, buyer))) return;
  throw notGiven(
    field,
    undefined,
    `is missing: ${buyer} neither sends the batch nor signed it`,
    "Pass batchSignature of signTermsBatch, for all items in their order, or signTerms of these terms.",
  );
}

/** Refuses a signature that has no room for the proof it starts with, as one that was not made for a batch. */
function requireBatchSignature(signature: Hex): Hex {
  const height = Number(`0x${signature.slice(2, 4) || "0"}`);
  if (signature === "0x" || (height <= MAX_BATCH_HEIGHT && size(signature) > 2 + 32 * height))
    return signature;
  throw notGiven(
    "batchSignature",
    signature,
    "must be a signature with its place in the batch",
    "Pass batchSignature, or one of alone, of signTermsBatch.",
  );
}

function notGiven(field: string, value: unknown, problem: string, remedy: string): InvalidFieldError {
  return new InvalidFieldError({ field, value, problem, remedy, docsPage: PAGE });
}
