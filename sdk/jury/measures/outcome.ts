/** One thing that a measure found to be wrong: what, and where. It holds no text of the seller's. */
export interface Finding {
  /** Where: `answer.json#/citations/3`, or what a pact calls it, such as `case refund-policy`. */
  readonly place: string;
  /** Which rule was broken, in kebab-case: `absent`, `wrong-source`, `not-in-source` and so on. */
  readonly fault: string;
}

/** What a measure says of one clause. `lost` is in basis points of a unit, over all units. */
export interface Measured {
  readonly checked: true;
  readonly units: number;
  readonly lost: number;
  /** At most `MOST_FINDINGS`, the first ones. */
  readonly findings: readonly Finding[];
  /** How many more there were. */
  readonly omitted: number;
}

/** The clause has no result by this juror, through no doing of the seller: the juror does not judge the milestone. */
export interface NotChecked {
  readonly checked: false;
  /** One sentence. */
  readonly reason: string;
}

export type MeasureOutcome = Measured | NotChecked;

/** Findings of one clause that reasons keep. */
export const MOST_FINDINGS = 50;
/** Basis points of one whole unit. */
export const UNIT = 10_000;
const LONGEST_PLACE = 200;

/** Counts units and what is lost of them, and keeps the first findings. */
export class Tally {
  #units = 0;
  #lost = 0;
  #omitted = 0;
  readonly #findings: Finding[] = [];

  /** Counts units that lose nothing. */
  pass(units = 1): void {
    this.#units += units;
  }

  /** Counts one unit, and what is lost of it: all, unless said otherwise. */
  lose(place: string, fault: string, lost = UNIT): void {
    this.#units += 1;
    this.#lost += lost;
    this.#note(place, fault);
  }

  /** Counts units that are all lost for one reason. */
  loseAll(units: number, place: string, fault: string): void {
    this.#units += units;
    this.#lost += units * UNIT;
    this.#note(place, fault);
  }

  outcome(): Measured {
    return {
      checked: true,
      units: this.#units,
      lost: this.#lost,
      findings: this.#findings,
      omitted: this.#omitted,
    };
  }

  #note(place: string, fault: string): void {
    if (this.#findings.length < MOST_FINDINGS)
      this.#findings.push({ place: place.slice(0, LONGEST_PLACE), fault });
    else this.#omitted += 1;
  }
}

/** All units are lost for one reason. */
export function lostWhole(units: number, place: string, fault: string): Measured {
  const tally = new Tally();
  tally.loseAll(units, place, fault);
  return tally.outcome();
}

export function notChecked(reason: string): NotChecked {
  return { checked: false, reason };
}
