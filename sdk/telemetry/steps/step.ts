import type { Address, Hex } from "viem";
import type { EndReason } from "../../negotiation/messages/end.ts";
import type { Side } from "../../negotiation/record/tree.ts";
import type { SettlementCause } from "../../protocol/events.ts";

interface StepBase {
  /** The same each time that the event is told: what has been told before changes nothing. */
  readonly id: string;
  /** Unix seconds at which it happened, or was heard of. */
  readonly at: number;
}

interface OfNegotiation extends StepBase {
  /** Hash of the first offer. */
  readonly negotiation: Hex;
}

interface OfDeal extends StepBase {
  readonly deal: Hex;
}

interface OfMilestone extends OfDeal {
  readonly milestone: number;
}

interface Parties {
  readonly buyer: Address;
  readonly seller: Address;
}

/** What happens between the first message and the record. Amounts are USDC base units, rates basis points. */
export type StepEvent =
  /** The buyer found a listing, by which the negotiation began; `listPrice` is what the listing asks. */
  | ({ readonly step: "found"; readonly listing: Hex; readonly listPrice: bigint } & OfNegotiation)
  /** `price` is the sum of the milestones; `round` is 1 for the first offer. */
  | ({
      readonly step: "offered";
      readonly by: Side;
      readonly price: bigint;
      readonly round: number;
      readonly validUntil: number;
    } & Parties &
      OfNegotiation)
  | ({ readonly step: "withdrawn"; readonly by: Side } & OfNegotiation)
  /** Both sides have signed the same offer. */
  | ({
      readonly step: "agreed";
      readonly deal: Hex;
      readonly price: bigint;
      readonly round: number;
    } & Parties &
      OfNegotiation)
  | ({ readonly step: "ended"; readonly by: Side; readonly reason: EndReason } & OfNegotiation)
  | ({ readonly step: "opened"; readonly price: bigint; readonly milestones: number } & Parties & OfDeal)
  | ({ readonly step: "delivered" } & OfMilestone)
  | ({ readonly step: "judged"; readonly round: number; readonly payout: number } & OfMilestone)
  /** `round` is the one that the contest opens. */
  | ({ readonly step: "contested"; readonly round: number } & OfMilestone)
  | ({
      readonly step: "settled";
      readonly cause: SettlementCause;
      readonly toSeller: bigint;
      readonly toBuyer: bigint;
    } & OfMilestone)
  /** Both sides gave up what was left of the deal. */
  | ({
      readonly step: "cancelled";
      readonly milestones: readonly number[];
      readonly toBuyer: bigint;
    } & OfDeal)
  | ({ readonly step: "rated"; readonly rated: Address; readonly score: number } & OfDeal)
  /** What the seller paid to others for its work: its own word. */
  | ({ readonly step: "cost"; readonly seller: Address; readonly amount: bigint } & OfDeal);

/** The name of a step. */
export type Step = StepEvent["step"];

/** One kind of step. */
export type StepOf<Name extends Step> = Extract<StepEvent, { readonly step: Name }>;
