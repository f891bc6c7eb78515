import { must, record, type Schema, uint } from "../../json/fields.ts";
import { basisPoints, price, span } from "../fields.ts";

/**
 * The public rule by which bids are ranked. Each part of a score depends on that bid alone, so that no third bid changes which of two
 * is better. None of it says what the buyer would pay at most.
 */
export interface Scoring {
  readonly price: {
    /** Basis points of the score. The four weights sum to 10000. */
    readonly weight: number;
    /** USDC base units: this price or less scores all, twice as much scores half, and so on. */
    readonly full: bigint;
  };
  readonly latency: {
    readonly weight: number;
    /** Seconds from `revealBy` to the last deadline that score all. */
    readonly full: number;
    /** Seconds from which on nothing is scored; in between, in proportion. Above `full`. */
    readonly zero: number;
  };
  readonly trust: {
    readonly weight: number;
    /** Scores of the trust API are taken as of this block. */
    readonly block: number;
  };
  /** How much of the wanted clauses the pact of the bid has. */
  readonly clauses: { readonly weight: number };
}

const WHOLE = 10_000;

export const scoringSchema = (): Schema<Scoring> =>
  record({
    price: record({ weight: basisPoints(), full: price() }),
    latency: record({ weight: basisPoints(), full: span(0), zero: span() }).check(
      must(({ full, zero }) => zero > full, "must have a zero above its full"),
    ),
    trust: record({ weight: basisPoints(), block: uint(48) }),
    clauses: record({ weight: basisPoints() }),
  }).check(
    must(
      ({ price, latency, trust, clauses }) =>
        price.weight + latency.weight + trust.weight + clauses.weight === WHOLE,
      `must have four weights that sum to ${WHOLE}`,
      "Give basis points of the score, such as 5000, 2000, 2000 and 1000.",
    ),
  ) as unknown as Schema<Scoring>;

/** What a bid is ranked by. */
export interface BidFigures {
  /** What the deal holds once it is open, with verification fees: USDC base units. */
  readonly price: bigint;
  /** Seconds from `revealBy` to the last deadline. */
  readonly latency: number;
  /** 0 to 10000, as of the block that the rule names. */
  readonly trust: number;
  /** Basis points of the wanted clauses. */
  readonly clauses: number;
}

/** The parts of a score, each in millionths, and their sum by weight: 0 to 10^10. */
export interface BidScore {
  readonly price: number;
  readonly latency: number;
  readonly trust: number;
  readonly clauses: number;
  readonly total: number;
}

const MILLION = 1_000_000;
const HUNDRED = 100;

/** The score of a bid by a rule, in whole numbers: two who compute it get the same. */
export function scoreOfBid(scoring: Scoring, figures: BidFigures): BidScore {
  const { full } = scoring.price;
  const price = figures.price <= full ? MILLION : Number((BigInt(MILLION) * full) / figures.price);
  const latency = latencyScore(scoring.latency, figures.latency);
  const [trust, clauses] = [figures.trust * HUNDRED, figures.clauses * HUNDRED];
  const total =
    price * scoring.price.weight +
    latency * scoring.latency.weight +
    trust * scoring.trust.weight +
    clauses * scoring.clauses.weight;
  return { price, latency, trust, clauses, total };
}

function latencyScore({ full, zero }: Scoring["latency"], seconds: number): number {
  if (seconds <= full) return MILLION;
  if (seconds >= zero) return 0;
  return Math.floor((MILLION * (zero - seconds)) / (zero - full));
}
