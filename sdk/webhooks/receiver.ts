import { WebhookUndeliveredError } from "../errors/webhooks.ts";
import { type Resolve, resolveHost } from "../identity/public-address.ts";
import { requirePositiveInteger } from "../json/options.ts";
import { Pause, pauseAfter } from "../watching/patience.ts";
import { keyOf } from "./secret.ts";
import { type Attempt, post } from "./send.ts";
import { signWebhook } from "./signature.ts";
import { requireWebhookUrl } from "./url.ts";

/** Who gets webhooks, and how patiently. */
export interface WebhookReceiver {
  /** `https://` and a public name; no error shows it. */
  readonly url: string;
  /** Of `createWebhookSecret`; the receiver has it, too. */
  readonly secret: string;
  /** Attempts for each event in all; 10 when left out: about a quarter of an hour with the pauses in between. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt; twice as long before each further one; 2,000 when left out. */
  readonly firstPauseMs?: number | undefined;
  /** Milliseconds for one attempt; 15,000 when left out. */
  readonly timeoutMs?: number | undefined;
  /** For receivers on your own machine: takes http and private addresses. */
  readonly allowPrivate?: boolean | undefined;
  /** Finds the addresses of the receiver's name; the system's resolver when left out. */
  readonly resolve?: Resolve | undefined;
  /** Ends the delivery, without an error. */
  readonly signal?: AbortSignal | undefined;
}

/** One webhook: its id, the same in every attempt, and its body. */
export interface WebhookMessage {
  readonly id: string;
  readonly body: string;
}

/** The names of the fields of `WebhookReceiver`, as `requireOptions` takes them. */
export const RECEIVER_FIELDS = "url secret attempts firstPauseMs timeoutMs allowPrivate resolve signal";

const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 3_600_000;
const TIMEOUT_MS = 15_000;
const GONE = 410;

/** Refuses a receiver to whom nothing can be delivered. Throws WebhookAddressRefusedError, InvalidFieldError. */
export function requireReceiver(receiver: WebhookReceiver): void {
  requireWebhookUrl(receiver.url, receiver.allowPrivate ?? false);
  keyOf(receiver.secret);
  requirePositiveInteger("attempts", receiver.attempts ?? ATTEMPTS);
  requirePositiveInteger("firstPauseMs", receiver.firstPauseMs ?? FIRST_PAUSE_MS);
  requirePositiveInteger("timeoutMs", receiver.timeoutMs ?? TIMEOUT_MS);
}

/** Tries until it is taken; false when the signal ended it before. Throws WebhookUndeliveredError. */
export async function deliverMessage(
  receiver: WebhookReceiver,
  { id, body }: WebhookMessage,
): Promise<boolean> {
  const { attempts = ATTEMPTS, firstPauseMs = FIRST_PAUSE_MS, timeoutMs = TIMEOUT_MS } = receiver;
  const { secret, allowPrivate = false, signal = new AbortController().signal } = receiver;
  const url = requireWebhookUrl(receiver.url, allowPrivate);
  const resolve = allowPrivate ? undefined : (receiver.resolve ?? resolveHost);
  const pause = new Pause();
  for (let attempt = 1; ; attempt++) {
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = signWebhook({ id, timestamp, body, secret });
    const answer: Attempt = await post({ url, headers, body, timeoutMs, resolve, signal });
    const { status, details, retryAfterMs } = answer;
    if (status !== undefined && status >= 200 && status < 300) return true;
    if (signal.aborted) return false;
    if (attempt >= attempts || status === GONE)
      throw new WebhookUndeliveredError(id, details, attempt, status);
    const wanted = Math.max(pauseAfter(attempt, firstPauseMs, LONGEST_PAUSE_MS), retryAfterMs ?? 0);
    await pause.for(Math.min(wanted, LONGEST_PAUSE_MS), signal);
    if (signal.aborted) return false;
  }
}
