import { batchFunction } from "../../abi/fragments/quittance.ts";
import type { CallRequest } from "../../client/action-types.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { paymentErrorClasses } from "../../errors/payment-error-classes.ts";
import { isBytes } from "../../protocol/hex-parts.ts";
import { BATCHED } from "./batched-functions.ts";
import { BATCH_MARGIN, type RefusedItem, refusedIn } from "./refused-items.ts";

export interface BatchCallsParameters {
  /** Calls of one action, such as `release.call({ … })` of each milestone. */
  readonly calls: readonly (Pick<CallRequest, "data"> & Partial<Pick<CallRequest, "functionName">>)[];
  /** Whether one refused call reverts all. Anyone can bring that about by making one of them first. False when left out. */
  readonly allOrNothing?: boolean;
}

/**
 * What a batch of calls did. `pay.extractEvent` reads all orders that were paid from the logs of the receipt; that of other actions
 * reads the first call's events.
 */
export interface BatchedCalls {
  readonly refused: readonly RefusedItem[];
}

/**
 * Makes many calls of one action in one transaction: `openDeal`, `deliver`, `submitVerdict`, `settle`, `release`, `refund`,
 * `reclaim`, `redeemVouchers`, `pay`, `withdraw` or `claimPayout`. One that is refused does not keep the others back.
 *
 * @throws InvalidFieldError when calls are no list, of a function that batches do not take, or of several.
 * @throws NotForBatchesError, MixedBatchError for calls without the name of their function; ItemFailedError
 * @example
 * import { batchCalls, release } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, buyer, walletClient } = stack;
 * const { terms } = await openExampleDeal(stack);
 * const calls = [0, 1, 1].map((milestone) => release.call({ address, terms, milestone }));
 * const { refused } = await batchCalls(walletClient, { address, calls, account: buyer });
 * console.log(refused[0]?.error.name); // MilestoneAlreadySettledError
 * await stack.stop();
 */
export const batchCalls = /* @__PURE__ */ defineAction<BatchCallsParameters, BatchedCalls>({
  name: "batchCalls",
  fields: "calls allOrNothing",
  errors: paymentErrorClasses,
  margin: BATCH_MARGIN,
  call: ({ calls, allOrNothing = false }) => {
    requireOneKind(calls);
    return contractCall(batchFunction, [calls.map(({ data }) => data), allOrNothing]);
  },
  extract: (logs, from) => ({ refused: refusedIn(logs, from) }),
});

/** Refuses calls of which the contract would refuse the batch, by the names of their functions where they have them. */
function requireOneKind(calls: BatchCallsParameters["calls"]): void {
  const refuse = (field: string, value: unknown, problem: string, remedy: string): never => {
    throw new InvalidFieldError({ field, value, problem, remedy, docsPage: "batch" });
  };
  const remedy = "Make each with `call` of an action, such as release.call({ … }).";
  if (!Array.isArray(calls)) refuse("calls", calls, "must be a list of calls", remedy);
  const first = calls[0]?.functionName;
  calls.forEach((call, index) => {
    const field = `calls[${index}]`;
    if (!isBytes(call?.data)) refuse(field, call, "must be a call, with its data", remedy);
    const name = call.functionName;
    if (name === undefined) return;
    if (!BATCHED.includes(name)) {
      refuse(
        field,
        name,
        "is of no function that batches take",
        `Batch calls of one of these: ${BATCHED.join(", ")}.`,
      );
    }
    if (first !== undefined && name !== first) {
      const problem = `is of another function than the first call, ${first}`;
      refuse(field, name, problem, "Make one batch for each function.");
    }
  });
}
