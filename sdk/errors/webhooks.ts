import { BaseError } from "./base.ts";
import { startOf } from "./printable.ts";
import { withoutSecrets } from "./secrets.ts";
import { withoutUrls } from "./urls.ts";

const SECTION = "errors-of-watching-and-history";

/** Thrown when a webhook would go to an address inside a private network, or not by https. Nothing was sent. */
export class WebhookAddressRefusedError extends BaseError {
  override readonly name = "WebhookAddressRefusedError";

  constructor(problem: string) {
    super(`The webhook's URL is refused: ${problem}.`, {
      remedy: "Give an https:// URL of a public name, which resolves to public addresses only.",
      docsSection: SECTION,
    });
  }
}

/**
 * Thrown when a webhook was not taken after all attempts. `cursor` is where the receiver's last taken event is: start from it, and
 * this event comes first.
 */
export class WebhookUndeliveredError extends BaseError {
  override readonly name = "WebhookUndeliveredError";
  /** `webhook-id` of the event. */
  readonly id: string;
  readonly attempts: number;
  /** HTTP status of the last answer; undefined when there was none. */
  readonly status: number | undefined;

  constructor(id: string, details: string, attempts: number, status: number | undefined) {
    super(`The webhook ${id} was not taken in ${attempts} attempts.`, {
      details: startOf(withoutUrls(withoutSecrets(details))).start,
      remedy: "Mend the receiver, then deliver again with the same store: it goes on with this event.",
      docsSection: SECTION,
    });
    this.id = id;
    this.attempts = attempts;
    this.status = status;
  }
}

/** Thrown when a request is no webhook that was signed with this secret, or was signed too long ago. Believe nothing in it. */
export class WebhookSignatureInvalidError extends BaseError {
  override readonly name = "WebhookSignatureInvalidError";
  readonly reason: "missing" | "malformed" | "expired" | "forged";

  constructor(reason: WebhookSignatureInvalidError["reason"]) {
    super(`The request is no webhook signed with this secret: ${REASONS[reason]}.`, {
      remedy:
        "Answer 401. If the sender is yours, compare the secrets and the clocks, and pass the body as it came.",
      docsSection: SECTION,
    });
    this.reason = reason;
  }
}

const REASONS = {
  missing: "a header is missing",
  malformed: "a header is malformed",
  expired: "its time is too far from now",
  forged: "the signature is of another secret or another body",
} as const;
