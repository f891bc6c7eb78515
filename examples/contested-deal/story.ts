import type { Terms } from "quittance";
import type { Address, Hex } from "viem";
import type { EvidenceStore } from "../milestone-deal/evidence-store.ts";
import type { JurorAgent } from "../milestone-deal/juror-agent.ts";
import type { Delivered } from "../milestone-deal/seller-agent.ts";
import type { OfferMade, Opening, Sent } from "../milestone-deal/trade.ts";
import type { Balances } from "../milestone-deal/wallets.ts";
import type { Opinion } from "./opinion.ts";

/** Who takes part. Amounts in USDC base units. */
export interface Cast {
  readonly buyer: Address;
  readonly seller: Address;
  readonly relayer: Address;
  readonly jurors: readonly Pick<JurorAgent, "name" | "method" | "address">[];
  readonly pool: { readonly address: Address; readonly seats: number; readonly stake: bigint };
  readonly arbiter: Address;
  readonly balances: Balances;
}

export interface DraftDelivered extends Delivered {
  readonly evidence: Hex;
  readonly evidenceUri: string;
}

/** One juror's vote in one round. */
export interface Vote {
  readonly name: string;
  readonly juror: Address;
  readonly score: number;
  readonly reasons: Hex;
  readonly faults: number;
  /** Whether it is on the chain. */
  readonly submitted: boolean;
}

/** What a panel decided, and what stands from now on. Payout in basis points. */
export interface Judged extends Sent {
  readonly round: 1 | 2;
  readonly votes: readonly Vote[];
  readonly payout: number;
}

/** A party objects. */
export interface Contested extends Sent {
  readonly by: "buyer" | "seller";
  readonly round: 2 | 3;
  /** What it objects to. */
  readonly payout: number;
  readonly bond: bigint;
  /** What it thinks is right; left out when it only hopes for more. */
  readonly opinion?: Opinion;
  readonly balances: Balances;
}

export interface Drawn extends Sent {
  readonly panel: readonly Address[];
  readonly seats: number;
}

export interface Credit {
  readonly account: Address;
  readonly amount: bigint;
}

/** The arbiter's word, and the money it moved. */
export interface Ruling extends Sent {
  readonly payout: number;
  readonly opinions: readonly Opinion[];
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  readonly reimbursed: readonly Credit[];
  readonly balances: Balances;
}

/** The bond of round 2, shared among who voted. */
export interface Released extends Sent {
  readonly earned: readonly Credit[];
  /** Seconds waited for the round's end. */
  readonly waited: number;
}

export interface Rated extends Sent {
  readonly by: "buyer" | "seller";
  readonly score: number;
  readonly reasons: Hex;
  readonly words: string;
}

/** Everything that happened. */
export interface ContestRecord {
  readonly cast: Cast;
  readonly offers: readonly OfferMade[];
  readonly opening: Opening;
  readonly terms: Terms;
  readonly delivered: DraftDelivered;
  readonly first: Judged;
  readonly contests: readonly [Contested, Contested];
  readonly drawn: Drawn;
  readonly second: Judged;
  readonly ruling: Ruling;
  readonly released: Released;
  readonly ratings: readonly Rated[];
  /** Where evidence and reasons lie. */
  readonly store: EvidenceStore;
}

/** All transactions of a record, in their order. */
export function transactionsOf(record: ContestRecord): Sent[] {
  const { opening, first, contests, drawn, second, ruling, released, ratings } = record;
  const [objection, appeal] = contests;
  return [opening, first, objection, drawn, second, appeal, ruling, released, ...ratings];
}

/** Who wants to hear of it while it happens. */
export interface ContestAudience {
  introduced(cast: Cast): Promise<void>;
  offered(offer: OfferMade): Promise<void>;
  opened(opening: Opening): Promise<void>;
  delivered(delivered: DraftDelivered): Promise<void>;
  judged(judged: Judged): Promise<void>;
  contested(contested: Contested): Promise<void>;
  drawn(drawn: Drawn): Promise<void>;
  ruled(ruling: Ruling): Promise<void>;
  released(released: Released): Promise<void>;
  rated(rated: Rated): Promise<void>;
}
