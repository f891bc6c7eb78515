import type { Address, Hex } from "viem";
import type { BallotEntry } from "../../protocol/ballots-codec.ts";
import type { SettlementCause } from "../../protocol/events.ts";
import type { Milestone, Terms } from "../../protocol/terms.ts";
import type { ChainPlace } from "../chain/events.ts";

/** A contest, as the events tell of it. */
export interface ReplayedContest {
  readonly round: number;
  readonly payout: number;
  readonly payer: Address;
  readonly contester: Address;
  readonly byBuyer: boolean;
  readonly place: ChainPlace;
  /** Whether its bond was paid out. */
  released: boolean;
}

/** A verdict, as the events tell of it. */
export interface ReplayedVerdict {
  readonly round: number;
  readonly payout: number;
  readonly evidence: Hex;
  readonly ballots: readonly BallotEntry[];
  readonly place: ChainPlace;
}

/** How a milestone ended. */
export interface ReplayedEnd {
  readonly cause: SettlementCause | "cancellation" | "amendment";
  /** Of the milestone's amount, before the marketplace fee and reimbursements. USDC base units. */
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  readonly place: ChainPlace;
}

/** A milestone on its way through the events. It mirrors what the contract stores. */
export interface MilestoneState {
  readonly index: number;
  readonly terms: Milestone;
  delivery: { readonly evidence: Hex; readonly uri: string; readonly place: ChainPlace } | undefined;
  /** What was delivered or judged; it binds every later round. */
  evidence: Hex | undefined;
  /** Ballots of round 1 on record, by position. */
  readonly book: Map<number, BallotEntry>;
  /** Ballots of round 2 on record, by position. */
  readonly secondBook: Map<number, BallotEntry>;
  readonly verdicts: ReplayedVerdict[];
  /** Whether the panel of round 1 earned its fee. */
  judged: boolean;
  provisionalPayout: number;
  /** Unix seconds; 0 before any verdict or contest. */
  provisionalSince: number;
  interval: { readonly lowest: number; readonly highest: number } | undefined;
  readonly contests: ReplayedContest[];
  drawn: { readonly panel: readonly Address[]; readonly place: ChainPlace } | undefined;
  ruled: { readonly payout: number; readonly place: ChainPlace } | undefined;
  /** Unix seconds at which the parties ended it although it was contested; 0 when they did not. */
  endedAt: number;
  end: ReplayedEnd | undefined;
}

/** A deal on its way through the events. */
export interface DealState {
  readonly dealId: Hex;
  readonly terms: Terms;
  readonly milestones: readonly MilestoneState[];
  /** USDC base units that the deal holds: amounts and verification fees that did not leave it. */
  held: bigint;
  opened: ChainPlace | undefined;
  amendedBy: Hex | undefined;
  /** Unix seconds of the last settlement that can be rated; 0 when there was none. */
  ratableSince: number;
  readonly raters: Set<string>;
}

/** The state of a deal before its first event. */
export function initialState(dealId: Hex, terms: Terms): DealState {
  return {
    ...{ dealId, terms, held: 0n, opened: undefined, amendedBy: undefined, ratableSince: 0 },
    raters: new Set(),
    milestones: terms.milestones.map((milestone, index) => ({
      ...{ index, terms: milestone, delivery: undefined, evidence: undefined, verdicts: [], judged: false },
      ...{ book: new Map(), secondBook: new Map(), provisionalPayout: 0, provisionalSince: 0 },
      ...{
        interval: undefined,
        contests: [],
        drawn: undefined,
        ruled: undefined,
        endedAt: 0,
        end: undefined,
      },
    })),
  };
}

/** The last round that reached a verdict, 1 or 2; 0 while none did. */
export const roundOf = ({ verdicts }: MilestoneState): number => verdicts.at(-1)?.round ?? 0;

/** Whether the contract has a record of it: it was delivered on-chain, or a verdict on it was provisional. */
export function isRecorded({ delivery, verdicts }: MilestoneState): boolean {
  return delivery !== undefined || verdicts.length > 0;
}

/** The ballots of one round on record. */
export interface RoundBallots {
  readonly round: 1 | 2;
  readonly panel: readonly Address[];
  /** The first of each juror that was taken. */
  readonly ballots: readonly BallotEntry[];
  /** Where the round's verdict is, or what came before it. */
  readonly place: ChainPlace | undefined;
}

/** Who judged a milestone, round by round. */
export function roundsOf({ terms }: DealState, milestone: MilestoneState): readonly RoundBallots[] {
  const { verdicts, book, secondBook, drawn, delivery } = milestone;
  const first = [...verdicts.flatMap(({ ballots }) => ballots), ...book.values()];
  const placeOf = (round: number) => verdicts.find((verdict) => verdict.round === round)?.place;
  return [
    { round: 1, panel: terms.panel, ballots: eachFirst(first), place: placeOf(1) ?? delivery?.place },
    {
      ...{ round: 2, panel: drawn?.panel ?? [], ballots: eachFirst([...secondBook.values()]) },
      place: placeOf(2) ?? drawn?.place,
    },
  ];
}

function eachFirst(ballots: readonly BallotEntry[]): BallotEntry[] {
  return ballots.filter(
    ({ position }, index) => ballots.findIndex((other) => other.position === position) === index,
  );
}
