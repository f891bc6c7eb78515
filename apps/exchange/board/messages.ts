import { parseBallot, parseTerms, type SignedBallot } from "quittance/deals";
import { BaseError } from "quittance/errors";
import { parseJson } from "quittance/json";
import { parseBallotCommitment, type SignedBallotCommitment } from "quittance/jury";
import { decodePanel, encodePanel, type Terms } from "quittance/protocol";
import type { Address } from "viem";

/** What is posted, once it can be read. */
export type Message =
  | { readonly kind: "commitment"; readonly item: SignedBallotCommitment; readonly source: MessageSource }
  | { readonly kind: "ballot"; readonly item: SignedBallot; readonly source: MessageSource };

export interface MessageSource {
  readonly terms: Terms;
  readonly panel: readonly Address[] | undefined;
}

/** Jurors of a drawn panel: up to 2n + 1 of the largest n. */
const MOST_DRAWN = 31;

/**
 * Reads what is posted: an object with `terms`, `panel` in round 2, and the message under its kind.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 */
export function readMessage(kind: "commitment" | "ballot", value: unknown): Message {
  const field = (name: string): unknown => Reflect.get(Object(value), name);
  const source = { terms: parseTerms(field("terms")), panel: panelIn(field("panel")) };
  return kind === "commitment"
    ? { kind, item: parseBallotCommitment(field("commitment")), source }
    : { kind, item: parseBallot(field("ballot")), source };
}

/** Reads a request's body, and says what is wrong with it. */
export function readBody(kind: "commitment" | "ballot", text: string): Message | { readonly error: string } {
  try {
    return readMessage(kind, parseJson(text));
  } catch (error) {
    if (error instanceof BaseError) return { error: `${error.shortMessage} ${error.remedy ?? ""}`.trim() };
    throw error;
  }
}

function panelIn(value: unknown): readonly Address[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_DRAWN) return [];
  // Both ways, so that each entry is a whole address.
  return decodePanel(encodePanel(value as Address[]));
}
