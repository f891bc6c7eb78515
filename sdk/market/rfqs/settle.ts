import { type Address, concatHex, type Hex, keccak256 } from "viem";
import type { Bid, RevealedBid } from "./bid.ts";
import { doubledIn } from "./closing.ts";
import { figuresOfBid } from "./fits.ts";
import type { Rfq } from "./rfq.ts";
import { type BidFigures, type BidScore, scoreOfBid } from "./scoring.ts";

/** Why a bid does not count. */
export type BidRefusal = "double" | "late" | "unrevealed" | "wrong";

export interface RefusedBid {
  readonly bidder: Address;
  readonly reason: BidRefusal;
}

/** A bid that counts, with what it is ranked by. */
export interface RankedBid {
  readonly bidder: Address;
  readonly bid: Bid;
  readonly figures: BidFigures;
  readonly score: BidScore;
}

/** What became of a request. Two who have the same messages compute the same, whatever order they came in. */
export interface RfqResult {
  /** The best first. */
  readonly ranking: readonly RankedBid[];
  /** Ascending by bidder. */
  readonly refused: readonly RefusedBid[];
}

/** A commitment whose signature is good. */
export interface KnownCommitment {
  readonly hash: Hex;
  readonly bidder: Address;
  readonly seal: Hex;
}

/** A revealed bid, with the seal that it opens. */
export interface OpenedBid {
  readonly revealed: RevealedBid;
  readonly seal: Hex;
  /** Whether it fits the request and its offer is signed. */
  readonly isGood: boolean;
}

/**
 * Ranks bids by the rule of their request. Pure: no clock, no place in a list, no network counts.
 *
 * @param input.trust Scores, 0 to 10000, by bidder in lower case; 0 for one that is missing.
 */
export function settleBids(input: {
  readonly rfq: Rfq;
  readonly hash: Hex;
  /** Hashes of the commitments that the buyer closed with. */
  readonly closed: readonly Hex[];
  readonly commitments: readonly KnownCommitment[];
  readonly opened: readonly OpenedBid[];
  readonly trust: Readonly<Record<string, number>>;
}): RfqResult {
  const { rfq, hash, opened, trust } = input;
  const closed = new Set(input.closed);
  const distinct = [...new Map(input.commitments.map((each) => [each.hash, each])).values()];
  const inClosing = distinct.filter((each) => closed.has(each.hash)).map(({ bidder }) => bidder);
  const isClosed = new Set(inClosing);
  // What is posted beside a commitment of the closing, then or later, takes nothing from it: no bidder steps back after the ranking.
  const doubled = [
    ...doubledIn(inClosing),
    ...doubledIn(distinct.map(({ bidder }) => bidder)).filter((bidder) => !isClosed.has(bidder)),
  ];
  const counted: (RankedBid & { readonly salt: Hex })[] = [];
  const refused = new Map<Address, BidRefusal>(doubled.map((bidder) => [bidder, "double"]));
  for (const { hash: committed, bidder, seal } of distinct) {
    if (refused.has(bidder)) continue;
    if (!closed.has(committed)) {
      if (!isClosed.has(bidder)) refused.set(bidder, "late");
      continue;
    }
    const found = opened.find((each) => each.seal === seal);
    if (found?.isGood !== true) {
      refused.set(bidder, found === undefined ? "unrevealed" : "wrong");
      continue;
    }
    const { bid, salt } = found.revealed;
    const figures = figuresOfBid(rfq, bid, trust[bidder.toLowerCase()] ?? 0);
    counted.push({ bidder, bid, figures, score: scoreOfBid(rfq.scoring, figures), salt });
  }
  return {
    ranking: inRank(hash, counted).map(({ salt: _, ...ranked }) => ranked),
    refused: [...refused]
      .map(([bidder, reason]) => ({ bidder, reason }))
      .sort((one, other) => (one.bidder < other.bidder ? -1 : 1)),
  };
}

/** The best first; of bids with one total, by lot. */
function inRank<Ranked extends { readonly bidder: Address; readonly score: BidScore; readonly salt: Hex }>(
  rfq: Hex,
  bids: readonly Ranked[],
): Ranked[] {
  const salts = new Map<number, Hex[]>();
  for (const { score, salt } of bids) salts.set(score.total, [...(salts.get(score.total) ?? []), salt]);
  const lots = new Map(
    bids.map(({ bidder, score }) => [bidder, lotOf(rfq, salts.get(score.total) ?? [], bidder)]),
  );
  const lot = ({ bidder }: Ranked) => lots.get(bidder) ?? "0x";
  return [...bids].sort((one, other) =>
    one.score.total === other.score.total
      ? lot(one) < lot(other)
        ? -1
        : 1
      : other.score.total - one.score.total,
  );
}

/**
 * The lot of a bidder among those it ties with: keccak256(request ‖ salts of all of them, ascending ‖ bidder), the lowest wins. Who
 * chooses a salt does not know those of the others, and who holds its bid back to draw again gives up its own lot.
 */
function lotOf(rfq: Hex, salts: readonly Hex[], bidder: Address): Hex {
  return keccak256(concatHex([rfq, ...[...salts].sort(), bidder]));
}
