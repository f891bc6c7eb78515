import { docsUrlOf } from "./docs-url.ts";
import { printable } from "./printable.ts";

/** Pages of `docs/operations/`; every error that one of them helps with points at it. */
export const pages = [
  "open-deal",
  "deposit",
  "deposit-with-authorization",
  "withdraw",
  "claim-payout",
  "deliver",
  "submit-verdict",
  "submit-verdicts",
  "open-batch",
  "batch",
  "settle",
  "release",
  "refund",
  "agree",
  "amend",
  "cancel",
  "reclaim",
  "contest",
  "draw-panel",
  "record-ballots",
  "record-late-ballots",
  "rule",
  "release-bond",
  "rate",
  "record-equivocation",
  "take-seats",
  "change-key",
  "top-up-seat",
  "leave-seat",
  "withdraw-stake",
  "pin-seed",
  "report-absence",
  "report-equivocation",
  "collect-reward",
  "dispute",
  "enforce",
  "collect",
  "open-accounts",
  "update-accounts",
  "revoke-key",
  "freeze",
  "unfreeze",
  "freeze-all",
  "unfreeze-all",
  "move-funds",
  "withdraw-from",
  "offer-principal",
  "accept-principal",
  "open-tab",
  "redeem",
  "close-tab",
  "pay",
  "revoke-order",
] as const;

/** A page of `docs/operations/`. */
export type DocsPage = (typeof pages)[number];

/** Headings of `docs/errors.md`; an error of none of the contracts has its row under one of them. */
export type ErrorsSection =
  | "errors-of-the-token"
  | "errors-before-anything-is-sent"
  | "errors-of-identities"
  | "errors-of-evidence"
  | "errors-of-trust"
  | "errors-of-watching-and-history"
  | "errors-on-the-way";

/** The row of an error of the contracts in `docs/errors.md`, which names every page that is about it. */
export type ErrorsRow = `error-${string}`;

/** The parts of an error besides its short message. */
export interface BaseErrorOptions {
  readonly cause?: unknown;
  /** What the layer below said. */
  readonly details?: string;
  readonly docsPage?: DocsPage | undefined;
  /** Where `docs/errors.md` is about it, for when no page of an operation is, or several are. */
  readonly docsSection?: ErrorsSection | ErrorsRow;
  /** Facts, one a line. */
  readonly metaMessages?: readonly string[];
  /** What to do about it. */
  readonly remedy?: string;
}

/** Of details, which may be the words of a node or of a stranger: line breaks and tabs, which no terminal obeys otherwise. */
const LAYOUT = "\n\t";

/**
 * The root of every error this package throws. `shortMessage` is one sentence, `remedy` says what to do about it. Whatever text
 * of others is in them, no terminal obeys it, and no line of it passes for another part of the message.
 */
export class BaseError extends Error {
  /** The class's name, which stays what it is where a bundler shortens names. */
  override readonly name: string = "BaseError";
  readonly shortMessage: string;
  readonly details: string | undefined;
  /** A page of the documentation, with the heading that is about this error where the page has several. */
  readonly docsPath: `docs/${string}`;
  /** The address of that page, in the version that is installed. */
  readonly docsUrl: string;
  readonly metaMessages: readonly string[];
  readonly remedy: string | undefined;

  constructor(shortMessage: string, options: BaseErrorOptions = {}) {
    const { cause, docsPage, docsSection } = options;
    const said = printable(shortMessage);
    const remedy = options.remedy === undefined ? undefined : printable(options.remedy);
    const details = options.details === undefined ? undefined : printable(options.details, LAYOUT);
    const metaMessages = (options.metaMessages ?? []).map((line) => printable(line));
    const list = docsSection === undefined ? "docs/errors.md" : (`docs/errors.md#${docsSection}` as const);
    const docsPath = docsPage === undefined ? list : (`docs/operations/${docsPage}.md` as const);
    const docsUrl = docsUrlOf(docsPath);
    const lines = [
      said,
      ...metaMessages.map((line) => `  ${line}`),
      ...(remedy === undefined ? [] : [`What to do: ${remedy}`]),
      `Docs: ${docsUrl}`,
      ...(details === undefined ? [] : [`Details: ${details.replaceAll("\n", "\n  ")}`]),
    ];
    super(lines.join("\n"), cause === undefined ? undefined : { cause });
    this.shortMessage = said;
    this.details = details;
    this.docsPath = docsPath;
    this.docsUrl = docsUrl;
    this.metaMessages = metaMessages;
    this.remedy = remedy;
  }
}
