/** What clauses of every kind have. */
export interface ClauseBase {
  /** Kebab-case, 1 to 64 characters, unlike every other clause's. */
  readonly id: string;
  /** For people: 1 to 1000 characters. No program acts on it, and no model is shown it. */
  readonly description: string;
  /**
   * What is checked: a file of the bundle by its path, such as `answer.json`, or part of its JSON, such as
   * `answer.json#/citations`; `answer.json#` is the whole JSON. `input:name`, with or without a pointer, is an input of the pact
   * in the place of a file.
   */
  readonly subject: string;
  readonly threshold: ClauseThreshold;
  /** Basis points of the score, 0 to 10000, where the pact lists no milestones; the clauses' weights then sum to 10000. */
  readonly weight: number;
  /**
   * What happens when the clause's share is below the threshold: `share` counts the share all the same, `zero` counts nothing for
   * this clause, `void` makes the whole milestone score 0.
   */
  readonly consequence: "share" | "zero" | "void";
}

/** The least share of a clause that is good enough. */
export interface ClauseThreshold {
  /** Basis points, 0 to 10000; a share of exactly this much is enough. */
  readonly least: number;
}

/** Applies a measure to each entry of an array, one unit per entry. */
export interface ClauseItems {
  /** Fewest entries, 1 to 100000: each that lacks is a lost unit. */
  readonly least: number;
  /** Most entries, `least` to 100000: each beyond is a lost unit, whatever it holds. */
  readonly most: number;
  /** Pointer from an entry to what is measured of it; left out: the entry itself. An entry in which it leads nowhere is lost. */
  readonly at?: string | undefined;
}
