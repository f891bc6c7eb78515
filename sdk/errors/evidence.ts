import { BaseError } from "./base.ts";
import { startOf } from "./printable.ts";
import { withoutSecrets } from "./secrets.ts";
import { withoutUrls } from "./urls.ts";

const SECTION = "errors-of-evidence";

/** Why evidence is not there for a juror. */
export type EvidenceUnavailableReason = keyof typeof UNAVAILABLE;

const UNAVAILABLE = {
  "not-found": "it is not there",
  unreachable: "where it should be does not answer",
  refused: "its address is one that is not read",
  "too-large": "it is larger than agreed",
  mismatch: "it is not what its hash names",
  malformed: "it is no valid bundle",
  misbound: "it is made for another deal, milestone or pact",
  "against-the-pact": "it does not keep to the pact's rules of evidence",
  "no-recipient": "it is not encrypted to this key",
  undecryptable: "it cannot be decrypted",
  aborted: "reading it was ended",
} as const;

/** Where another attempt changes nothing. */
const REMEDIES: Partial<Record<EvidenceUnavailableReason, string>> = {
  refused: "Serve it at a public https address or by ipfs://, and name that in the delivery.",
  "no-recipient":
    "Give the key that it is encrypted to, or have the seller encrypt it to your public key, too.",
  misbound: "Make a bundle for this deal, milestone and pact before you sign the delivery.",
  "against-the-pact":
    "Change the files before you sign the delivery: jurors score evidence 0 that the pact does not let in.",
};

/**
 * Thrown when evidence cannot be fetched, decrypted and verified. A juror to whom that happens by half of the verdict window
 * scores it 0; `reason` says what is wrong.
 */
export class EvidenceUnavailableError extends BaseError {
  override readonly name = "EvidenceUnavailableError";
  readonly reason: EvidenceUnavailableReason;

  constructor(reason: EvidenceUnavailableReason, details?: string, cause?: unknown) {
    super(`The evidence is not available: ${UNAVAILABLE[reason]}.`, {
      ...(details === undefined ? {} : { details: startOf(withoutUrls(withoutSecrets(details))).start }),
      ...(cause === undefined ? {} : { cause }),
      remedy:
        REMEDIES[reason] ??
        "Try again, or another store, while there is time; from half of the verdict window on, jurors score it 0.",
      docsSection: SECTION,
    });
    this.reason = reason;
  }
}
