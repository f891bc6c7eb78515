import type { Hex } from "viem";
import { CounterpartyRefusedError } from "../../errors/negotiation.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { hashNegotiationMessage } from "../messages/message.ts";
import { type NegotiationEnvelope, parseNegotiationEnvelope } from "../talk/envelope.ts";
import type { Negotiator } from "../talk/negotiator.ts";
import type { NegotiationStatus } from "../talk/status.ts";
import type { NegotiationChannel } from "./channel.ts";
import { pause } from "./pause.ts";

/** What is carried on, and how. */
export interface Conversation {
  readonly negotiator: Negotiator;
  readonly negotiation: Hex;
  readonly channel: NegotiationChannel;
  /** Milliseconds after which the other side is asked again whether it has anything new; 2,000 when left out. */
  readonly everyMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const EVERY_MS = 2_000;
/** How often a side that takes nothing any more is sent the same after the end. */
const MOST_IDLE = 5;

/**
 * Carries a negotiation on until it is over, held for the principal, or no offer stands and this side has nothing to say: sends what the
 * other side lacks, takes what comes back, lets this side move, and asks again after a while. Call it again after the principal's answer or
 * a restart: it goes on where it was.
 *
 * @throws What the channel throws: CounterpartyUnreachableError, CounterpartyRefusedError; MoveFailedError; the signal's reason.
 * @example
 * import { converse, openNegotiator } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller } = stack;
 * const start = await stack.now();
 * const now = () => start;
 * const strategy = () => ({ kind: "end", reason: "capacity" }) as const;
 * const sold = await openNegotiator({ domain, account: seller, strategy, now });
 * const bought = await openNegotiator({ domain, account: buyer, strategy: () => ({ kind: "wait" }), now });
 * const { negotiation } = await bought.begin({ terms: await exampleTerms(stack), validFor: 600 });
 * const { status } = await converse({ negotiator: bought, negotiation, channel: sold.receive });
 * console.log(status); // ended
 * await stack.stop();
 */
export async function converse(conversation: Conversation): Promise<NegotiationStatus> {
  requireOptions(conversation, "negotiator negotiation channel everyMs signal", "conversation");
  const { negotiator, negotiation, channel, everyMs = EVERY_MS, signal } = conversation;
  requirePositiveInteger("conversation.everyMs", everyMs);
  let before = "";
  for (let idle = 0; ; ) {
    const sent = await negotiator.envelope(negotiation);
    const came = parseNegotiationEnvelope(await channel(sent, signal));
    if (came.negotiation.toLowerCase() !== sent.negotiation)
      throw new CounterpartyRefusedError("it answered about another negotiation.");
    const next = await negotiator.receive(came);
    const current = await negotiator.advance(negotiation);
    const { messages } = await negotiator.envelope(negotiation);
    const now = trace(next, messages.map(hashNegotiationMessage));
    const isNew = now !== before;
    before = now;
    if (isNew && messages.length > 0) continue;
    idle = isNew ? 0 : idle + 1;
    const isTold = messages.length === 0 || idle >= MOST_IDLE;
    if (isTold && isDone(current, isNew)) return current;
    await pause(everyMs, signal);
  }
}

/** What this side has, and what it has still to send: as long as one of them changes, the two get on. */
const trace = ({ have }: NegotiationEnvelope, left: readonly Hex[]): string => JSON.stringify([have, left]);

function isDone({ status }: NegotiationStatus, isNew: boolean): boolean {
  if (status === "agreed" || status === "ended" || status === "held") return true;
  return !isNew && (status === "expired" || status === "withdrawn");
}
