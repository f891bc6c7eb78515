import type { Hex } from "viem";
import type { ChainPlace } from "./chain/events.ts";

/** What came of a check. */
export type AuditStatus = "holds" | "fails" | "not checked";

/** Which part of a deal a check is about, in the order of the report. */
export const auditParts = [
  "chain",
  "terms",
  "offers",
  "panel",
  "delivery",
  "evidence",
  "measures",
  "ballots",
  "draw",
  "verdict",
  "contest",
  "bond",
  "settlement",
  "payment",
  "amendment",
  "rating",
  "documents",
] as const;

/** A part of a deal. */
export type AuditPart = (typeof auditParts)[number];

/** What a check was made against. */
export type AuditSource =
  | { readonly kind: "block"; readonly number: bigint; readonly hash: Hex; readonly time: number }
  | {
      readonly kind: "transaction";
      readonly hash: Hex;
      readonly block: bigint;
      readonly time: number;
      readonly logIndex?: number | undefined;
    }
  | { readonly kind: "document"; readonly name: string; readonly hash?: Hex | undefined }
  | { readonly kind: "node"; readonly of: string };

/** One thing that was checked. */
export interface AuditItem {
  /** Unlike that of every other item of the report: `milestone-0/verdict-1`. */
  readonly id: string;
  readonly part: AuditPart;
  /** The deal, where it is one that the audited deal replaced. */
  readonly deal?: Hex | undefined;
  /** Counted from 0; left out for what is about the whole deal. */
  readonly milestone?: number | undefined;
  /** What was checked, in a sentence. */
  readonly subject: string;
  readonly status: AuditStatus;
  /** What differs, or why it was not checked. */
  readonly why?: string | undefined;
  readonly against: readonly AuditSource[];
}

/** What is known of a check beside how it ended. */
export type ItemHead = Pick<AuditItem, "part" | "subject" | "milestone"> & {
  readonly against?: readonly AuditSource[];
};

/** The items of one deal, in the order in which they were checked. */
export class Findings {
  readonly #items: AuditItem[] = [];
  readonly #counts = new Map<string, number>();
  readonly #deal: Hex | undefined;

  /** @param deal Named in each item, where it is not the audited deal itself. */
  constructor(deal?: Hex) {
    this.#deal = deal;
  }

  get items(): readonly AuditItem[] {
    return this.#items;
  }

  /** Writes down what holds, or, with a problem, what fails. */
  check(head: ItemHead, problem: string | undefined): void {
    this.#add(head, problem === undefined ? "holds" : "fails", problem);
  }

  /** Writes down what was not checked. */
  skip(head: ItemHead, why: string): void {
    this.#add(head, "not checked", why);
  }

  /** Writes down how a check ended that may also find nothing to check. */
  conclude(head: ItemHead, outcome: Outcome): void {
    this.#add(head, outcome.status, outcome.why);
  }

  /** Takes over the items of another deal. */
  take(other: Findings): void {
    this.#items.push(...other.items);
  }

  #add(head: ItemHead, status: AuditStatus, why: string | undefined): void {
    const { part, milestone, subject, against = [] } = head;
    const stem = milestone === undefined ? part : `milestone-${milestone}/${part}`;
    const count = (this.#counts.get(stem) ?? 0) + 1;
    this.#counts.set(stem, count);
    const own = count === 1 ? stem : `${stem}-${count}`;
    this.#items.push({
      id: this.#deal === undefined ? own : `${this.#deal}/${own}`,
      part,
      ...(this.#deal === undefined ? {} : { deal: this.#deal }),
      ...(milestone === undefined ? {} : { milestone }),
      subject,
      status,
      ...(why === undefined ? {} : { why }),
      against,
    });
  }
}

/** How a check ended. */
export interface Outcome {
  readonly status: AuditStatus;
  readonly why?: string | undefined;
}

/** The outcome of a check that was made: it holds when there is no problem. */
export function outcomeOf(problem: string | undefined): Outcome {
  return problem === undefined ? { status: "holds" } : { status: "fails", why: problem };
}

/** The transaction that something is in, as a source. */
export function sourceOf(place: ChainPlace): AuditSource {
  const { transaction: hash, block, time, logIndex } = place;
  return { kind: "transaction", hash, block, time, logIndex };
}

/** The first of some problems; undefined when there is none. */
export function firstProblem(...problems: readonly (string | false | undefined)[]): string | undefined {
  for (const problem of problems) if (typeof problem === "string") return problem;
  return undefined;
}
