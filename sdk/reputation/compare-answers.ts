import type { ReputationAnswer } from "./answer.ts";

/** A place where two answers differ. */
export interface AnswerDifference {
  /** Where it is, such as `parts[3].points`. */
  readonly field: string;
  /** JSON of what each has there; undefined: nothing. */
  readonly claimed: string | undefined;
  readonly computed: string | undefined;
}

/**
 * Every place where a claimed answer differs from one that was computed again, at most 1,000; none when they say the same.
 *
 * @example
 * import { answerDifferences, reputationAnswer, reputationOf } from "quittance/reputation";
 *
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * const subject = "0x00000000000000000000000000000000000000b2";
 * const reputation = reputationOf({ facts: { settlements: [] }, asOf, subject });
 * const computed = reputationAnswer(reputation, { hash: `0x${"11".repeat(32)}` });
 * const claimed = { ...computed, score: 9_000 };
 * console.log(answerDifferences(claimed, computed)[0]?.field); // score
 */
export function answerDifferences(claimed: ReputationAnswer, computed: ReputationAnswer): AnswerDifference[] {
  const found: AnswerDifference[] = [];
  compare("", claimed, computed, found);
  return found;
}

/**
 * Whether two answers rest on other documents: then they may differ without either being wrong, and nothing follows from it.
 *
 * @example
 * import { haveSameDocuments, reputationAnswer, reputationOf } from "quittance/reputation";
 *
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * const subject = "0x00000000000000000000000000000000000000b2";
 * const reputation = reputationOf({ facts: { settlements: [] }, asOf, subject });
 * const hash = `0x${"11".repeat(32)}` as const;
 * const [mine, theirs] = [reputationAnswer(reputation, { hash }), reputationAnswer(reputation, { hash, documents: [hash] })];
 * console.log(haveSameDocuments(mine, theirs)); // false
 */
export function haveSameDocuments(claimed: ReputationAnswer, computed: ReputationAnswer): boolean {
  return claimed.documents?.digest === computed.documents?.digest;
}

const MOST_DIFFERENCES = 1_000;

function compare(field: string, claimed: unknown, computed: unknown, found: AnswerDifference[]): void {
  if (found.length === MOST_DIFFERENCES || claimed === computed) return;
  if (!isBranch(claimed) || !isBranch(computed) || Array.isArray(claimed) !== Array.isArray(computed)) {
    found.push({ field, claimed: JSON.stringify(claimed), computed: JSON.stringify(computed) });
    return;
  }
  const names = new Set([...Object.keys(claimed), ...Object.keys(computed)]);
  for (const name of names) {
    const inner = Array.isArray(claimed) ? `${field}[${name}]` : field === "" ? name : `${field}.${name}`;
    compare(inner, Reflect.get(claimed, name), Reflect.get(computed, name), found);
  }
}

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;
