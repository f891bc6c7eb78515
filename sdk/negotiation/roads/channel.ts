import type { NegotiationEnvelope } from "../talk/envelope.ts";

/**
 * A road to the other side: sends an envelope, and gives the envelope that comes back, unread. It may fail at any time; to send the same
 * again changes nothing.
 *
 * @throws CounterpartyUnreachableError when there was no answer; CounterpartyRefusedError when the other side did not take it.
 */
export type NegotiationChannel = (
  envelope: NegotiationEnvelope,
  signal?: AbortSignal | undefined,
) => Promise<unknown>;
