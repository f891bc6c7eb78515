import { BaseError } from "./base.ts";
import { startOf } from "./printable.ts";

/** Why an archive is refused. */
export type ArchiveRefusedReason = keyof typeof REASONS;

const REASONS = {
  malformed: "it is no ZIP archive that every reader reads the same way",
  entries: "it has too many entries",
  "too-large": "it unpacks to too many bytes",
  ratio: "it is packed far more than files of work are",
  path: "one of its paths is none that a bundle can have",
  "no-file": "it holds a link or a device",
  nested: "it holds another archive",
  overlap: "its entries share bytes, or one is there twice",
  encrypted: "it is encrypted",
  method: "it is packed in another way than deflate",
  checksum: "what was unpacked is not what was packed",
} as const;

/** Thrown when an archive could do harm by being unpacked, or unpacks to different files in different programs. */
export class ArchiveRefusedError extends BaseError {
  override readonly name = "ArchiveRefusedError";
  readonly reason: ArchiveRefusedReason;

  constructor(reason: ArchiveRefusedReason, details?: string) {
    super(`The archive is refused: ${REASONS[reason]}.`, {
      ...(details === undefined ? {} : { details: startOf(details).start }),
      remedy: "Deliver the files themselves, or a plain ZIP archive of files and folders.",
      docsSection: "errors-of-evidence",
    });
    this.reason = reason;
  }
}
