import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { TrustStatementSubjectError, TrustStatementViewError } from "../errors/trust.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import type { TrustFigures } from "./answer.ts";

/** Whom a reader asks about, and in whose eyes. */
export interface TrustQuestion {
  /** The address that is asked about. What is signed about another one is refused. */
  readonly subject: Address;
  /**
   * `global` when left out: trust from the stake of seats. A `personal` view is one from seeds that anyone could have chosen, the subject
   * too: compare the seeds of the answer with your own before you use it.
   */
  readonly view?: TrustFigures["view"] | undefined;
}

/** Refuses what a reader asks that is no question. */
export function requireQuestion({ subject, view }: TrustQuestion): void {
  requireAddress("subject", subject);
  if (view === undefined || view === "global" || view === "personal") return;
  throw new InvalidFieldError({
    field: "view",
    value: view,
    problem: 'must be "global" or "personal"',
    remedy: "Leave it out for the global view.",
  });
}

/**
 * Refuses what is signed about another address, or of another view, than the reader asks for.
 *
 * @throws TrustStatementSubjectError, TrustStatementViewError
 */
export function requireAbout(
  said: Pick<TrustFigures, "subject" | "view">,
  { subject, view = "global" }: TrustQuestion,
): void {
  if (!isSameAddress(said.subject, subject)) throw new TrustStatementSubjectError(said.subject, subject);
  if (said.view !== view) throw new TrustStatementViewError(said.view, view);
}
