import type { Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { type Said, topicOfBatches, topicOfVerdicts, topicsOfDeals } from "./decode.ts";
import type { ChainReorganised, DealEvent } from "./events.ts";
import { type Asked, FOLLOWING, type Following } from "./follow.ts";
import { eventWatcher, type Watcher } from "./watcher.ts";

/**
 * Watches one deal: every event that names it, in the chain's order, from `fromBlock` or `cursor` on and without an end.
 *
 * Nothing is lost and nothing comes twice when the node lags, limits or drops the connection. When a reorganisation takes reported
 * events away, `ChainReorganised` comes first, then each of them with `removed: true`, then what replaces them.
 *
 * @param parameters.signal Ends it without an error.
 * @throws WatchInterruptedError when the node keeps failing; its `cursor` is where to go on.
 * @throws ReorganisationTooDeepError, ContractMissingError, InvalidFieldError
 * @example
 * import { watchDeal } from "quittance/watching";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, startBlock } = stack;
 * const { dealId } = await openExampleDeal(stack);
 * for await (const event of watchDeal(publicClient, { address, dealId, fromBlock: BigInt(startBlock) })) {
 *   console.log(event.name); // DealOpened
 *   break;
 * }
 * await stack.stop();
 */
export function watchDeal(
  client: ActingClient,
  parameters: Following & { readonly dealId: Hex },
): Watcher<DealEvent | ChainReorganised> {
  requireOptions(parameters, `${FOLLOWING} dealId`);
  const { dealId, ...following } = parameters;
  requireId(dealId);
  const id = dealId.toLowerCase();
  return eventWatcher(
    client,
    following,
    () => askedOf(id as Hex),
    (said) => said.dealId === id,
  );
}

/**
 * Watches one milestone: as `watchDeal`, without the events of the deal's other milestones. Those of the whole deal are among
 * them: its opening, amendment and ratings, and a cancellation that ends the milestone.
 *
 * @throws WatchInterruptedError when the node keeps failing; its `cursor` is where to go on.
 * @throws ReorganisationTooDeepError, ContractMissingError, InvalidFieldError
 * @example
 * import { watchMilestone } from "quittance/watching";
 * import { openProvisionalDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, startBlock } = stack;
 * const { dealId } = await openProvisionalDeal(stack);
 * const watched = { address, dealId, milestone: 0, fromBlock: BigInt(startBlock) };
 * for await (const event of watchMilestone(publicClient, watched)) {
 *   if (event.name !== "VerdictReached") continue;
 *   console.log(event.payout); // 6000
 *   break;
 * }
 * await stack.stop();
 */
export function watchMilestone(
  client: ActingClient,
  parameters: Following & { readonly dealId: Hex; readonly milestone: number },
): Watcher<DealEvent | ChainReorganised> {
  requireOptions(parameters, `${FOLLOWING} dealId milestone`);
  const { dealId, milestone, ...following } = parameters;
  requireId(dealId);
  requireMilestone(milestone);
  const id = dealId.toLowerCase();
  return eventWatcher(
    client,
    following,
    () => askedOf(id as Hex),
    (said) => said.dealId === id && isAbout(said, milestone),
  );
}

/**
 * Watches verdicts, of one deal or of all: calls `onEvent` with each, and with the news of a reorganisation. It begins with what comes
 * from now on unless `fromBlock` or `cursor` is given.
 *
 * @param parameters.dealId Left out: those of every deal.
 * @returns Ends it.
 * @throws InvalidFieldError for wrong parameters; everything later goes to `onError`.
 * @example
 * import { onVerdict } from "quittance/watching";
 * import { openProvisionalDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, startBlock } = stack;
 * await openProvisionalDeal(stack);
 * await new Promise<void>((resolve, reject) => {
 *   const stop = onVerdict(publicClient, {
 *     ...{ address, fromBlock: BigInt(startBlock), onError: reject },
 *     onEvent: (event) => {
 *       if (event.name === "VerdictReached") console.log(event.milestone, event.payout); // 0 6000
 *       stop();
 *       resolve();
 *     },
 *   });
 * });
 * await stack.stop();
 */
export function onVerdict(
  client: ActingClient,
  parameters: Following & {
    readonly dealId?: Hex | undefined;
    readonly onEvent: (event: DealEvent<"VerdictReached"> | ChainReorganised) => unknown;
    readonly onError?: ((error: unknown) => void) | undefined;
  },
): () => void {
  requireOptions(parameters, `${FOLLOWING} dealId onEvent onError`);
  const { dealId, onEvent, onError, ...following } = parameters;
  if (dealId !== undefined) requireId(dealId);
  const id = dealId?.toLowerCase();
  const topics = () => [topicOfVerdicts(), topicOfBatches()];
  const far = () =>
    id === undefined ? [[topics()]] : [[[topicOfVerdicts()], [id as Hex]], [[topicOfBatches()]]];
  const watcher = eventWatcher<DealEvent<"VerdictReached">>(
    client,
    following,
    () => ({ near: [topics()], far: far() }),
    (said) => said.name === "VerdictReached" && (id === undefined || said.dealId === id),
  );
  return watcher.subscribe({ onEvent, onError });
}

function askedOf(dealId: Hex): Asked {
  const names = topicsOfDeals();
  return { near: [[...names, topicOfBatches()]], far: [[names, [dealId]], [[topicOfBatches()]]] };
}

/** Whether an event is about a milestone: its own, or one of the whole deal. */
function isAbout(said: Said, milestone: number): boolean {
  if (said.name === "DealCancelled") return said.milestones.includes(milestone);
  return !("milestone" in said) || said.milestone === milestone;
}

function requireId(dealId: Hex): void {
  if (typeof dealId === "string" && /^0x[0-9a-f]{64}$/i.test(dealId)) return;
  throw new InvalidFieldError({
    field: "dealId",
    value: dealId,
    hash: true,
    problem: "must be a deal's id (0x and 64 hex digits)",
    remedy: "Give what openDeal returned or dealIdOf computes.",
  });
}

function requireMilestone(milestone: number): void {
  if (Number.isSafeInteger(milestone) && milestone >= 0) return;
  throw new InvalidFieldError({
    field: "milestone",
    value: milestone,
    problem: "must be the number of a milestone",
    remedy: "Count the milestones from 0.",
  });
}
