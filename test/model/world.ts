import { type Address, type Hex, zeroAddress } from "viem";
import type { Terms } from "../../sdk/protocol/terms.ts";
import type { AccountLife, PrincipalLife } from "./accounts.ts";
import { type FundMove, heldIn, type PaidOrder, type RefusedVoucher, type TabLife } from "./tabs.ts";

/** Why a milestone is final. */
export type Cause =
  | "verdict"
  | "silence"
  | "release"
  | "refund"
  | "agreement"
  | "reclaim"
  | "cancellation"
  | "ruling";

/** One juror's score, as it was counted. */
export interface CastBallot {
  readonly position: number;
  readonly score: number;
}

/** A verdict of round 1, whether it settled at once or stood. */
export interface ReachedVerdict {
  readonly at: number;
  readonly evidence: Hex;
  readonly payout: number;
  readonly ballots: readonly CastBallot[];
}

/** How a milestone's money parted. `toSeller + toBuyer` is its amount; amounts in USDC base units. */
export interface Parting {
  readonly cause: Cause;
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  /** Out of `toSeller`. */
  readonly marketplaceFee: bigint;
  /** The verification fee no panel earned, on top of `toBuyer`. */
  readonly feeReturned: bigint;
  /** What moved from one party's part to the payer of the other's bond. */
  readonly reimbursements: readonly Reimbursement[];
}

/** The price of being wrong: `amount` went from the part of the side that lost the contest to whoever paid the bond. */
export interface Reimbursement {
  readonly round: 2 | 3;
  readonly from: Side;
  readonly payer: Address;
  readonly amount: bigint;
}

export type Side = "buyer" | "seller";

/** An objection to what stood, which opened a round. */
export interface Objection {
  readonly by: Side;
  readonly contester: Address;
  /** Who paid the bond, and out of what. */
  readonly payer: Address;
  readonly fromWallet: boolean;
  readonly at: number;
  /** What stood, in basis points. */
  readonly payout: number;
  /** Where the bond went; undefined while the contract holds it. */
  readonly released?: readonly BondShare[];
}

/** A part of a bond, and whose row it was credited to. */
export interface BondShare {
  readonly account: Address;
  readonly amount: bigint;
}

/** The round that a panel from the pool decides. */
export interface SecondRound {
  readonly objection: Objection;
  readonly panel?: readonly Address[];
  readonly drawnAt?: number;
  /** What the bond paid to the account that drew it. */
  readonly draw?: BondShare;
  /** On record, in the order in which they came. */
  readonly ballots: readonly CastBallot[];
  readonly verdict?: { readonly at: number; readonly payout: number };
}

/** What happened to one milestone so far. */
export interface MilestoneLife {
  readonly delivered?: { readonly at: number; readonly evidence: Hex };
  /** Of round 1. */
  readonly verdict?: ReachedVerdict;
  /** On record of round 1, on evidence that is on-chain, before they decide; in the order in which they came. */
  readonly book?: readonly CastBallot[];
  /** On record of round 1 after that round, where jurors share the fee; in the order in which they came. */
  readonly late?: readonly CastBallot[];
  /** The named panel has earned its fee without a verdict. */
  readonly feeEarned?: boolean;
  /** When the parties ended it although it was contested. */
  readonly endedAt?: number;
  readonly second?: SecondRound;
  /** The objection that called the arbiter. */
  readonly appeal?: Objection;
  /** The arbiter decided. */
  readonly isRuled?: boolean;
  readonly parting?: Parting;
  /** Another deal replaced its deal, and has its money. */
  readonly isMoved?: true;
}

/** The deal that another one replaced. */
export interface Replacement {
  /** The deal that replaced it. */
  readonly by: Hex;
  /** Of what it held: what the other deal has, and what the buyer got back. */
  readonly movedOn: bigint;
  readonly paidBack: bigint;
}

/** A deal that was opened. `unclaimed` sums what the token refused to pay out of it. */
export interface DealLife {
  readonly id: Hex;
  readonly terms: Terms;
  readonly openedAt: number;
  readonly milestones: readonly MilestoneLife[];
  readonly unclaimed: bigint;
  /** When money last parted in a way that a rating can speak of; 0 before. */
  readonly ratedFrom: number;
  readonly ratings: readonly Rating[];
  readonly replaced?: Replacement;
}

/** One side's score of the other, 0 to 100. */
export interface Rating {
  readonly rater: Address;
  readonly rated: Address;
  readonly score: number;
}

type Amounts = ReadonlyMap<Address, bigint>;

/** Everything money obeys, and the token's side of it. Never changed in place. Addresses in lower case. */
export interface World {
  readonly contract: Address;
  readonly token: Address;
  /** The one juror pool there is; its fee a seat in USDC base units. */
  readonly pool: { readonly address: Address; readonly seatFee: bigint };
  /** USDC in wallets, the contract's own included. */
  readonly wallets: Amounts;
  readonly blacklisted: ReadonlySet<Address>;
  readonly balances: Amounts;
  readonly unclaimed: Amounts;
  readonly deposited: Amounts;
  readonly withdrawn: Amounts;
  /** Deposits by authorisation that were used: account and salt. */
  readonly usedSalts: ReadonlySet<string>;
  /** Salts under which money moved: `deposit` or `withdraw`, who was debited, and the salt. */
  readonly movedSalts: ReadonlySet<string>;
  readonly deals: ReadonlyMap<Hex, DealLife>;
  /** That principals opened. */
  readonly accounts: ReadonlyMap<Address, AccountLife>;
  /** Of which something is known beyond what is so for every address. */
  readonly principals: ReadonlyMap<Address, PrincipalLife>;
  readonly tabs: ReadonlyMap<Hex, TabLife>;
  readonly orders: ReadonlyMap<Hex, PaidOrder>;
  /** Account and nonce; of orders that were paid, and of those that were revoked. */
  readonly usedNonces: ReadonlySet<string>;
  readonly revokedNonces: ReadonlySet<string>;
  readonly moves: readonly FundMove[];
  readonly refusedVouchers: readonly RefusedVoucher[];
}

/** A world in which nothing was traded yet. */
export function newWorld(start: Pick<World, "contract" | "token" | "pool" | "wallets">): World {
  return {
    ...start,
    blacklisted: new Set(),
    balances: new Map(),
    unclaimed: new Map(),
    deposited: new Map(),
    withdrawn: new Map(),
    usedSalts: new Set(),
    movedSalts: new Set(),
    deals: new Map(),
    accounts: new Map(),
    principals: new Map(),
    tabs: new Map(),
    orders: new Map(),
    usedNonces: new Set(),
    revokedNonces: new Set(),
    moves: [],
    refusedVouchers: [],
  };
}

export function amountOf(amounts: Amounts, address: Address): bigint {
  return amounts.get(address) ?? 0n;
}

/** The same amounts, but `address` has `by` more. A row below zero is a fault of the model, not a refusal. */
export function moved(amounts: Amounts, address: Address, by: bigint): Amounts {
  const after = amountOf(amounts, address) + by;
  if (after < 0n) throw new RangeError(`${address} would hold ${after}`);
  return new Map(amounts).set(address, after);
}

/** Whether nothing more can happen to a milestone's money, here. */
export function isFinal({ parting, isMoved }: MilestoneLife): boolean {
  return parting !== undefined || isMoved === true;
}

/** What a deal still holds: the amounts that are not settled, and the fees no panel earned and nobody got back. */
export function unsettledOf({ terms, milestones }: DealLife): bigint {
  let held = 0n;
  terms.milestones.forEach(({ amount }, index) => {
    const life = milestones[index];
    if (life !== undefined && isFinal(life)) return;
    const isEarned = life?.verdict !== undefined || life?.feeEarned === true;
    // Jurors who share the fee are paid when the milestone ends.
    const isPaid = isEarned && terms.panelAccount !== zeroAddress;
    held += amount + (isPaid ? 0n : terms.verificationFee);
  });
  return held;
}

/** Objections of a milestone, with the round each opened. */
export function objectionsOf({ second, appeal }: MilestoneLife): (Objection & { readonly round: 2 | 3 })[] {
  return [
    ...(second === undefined ? [] : [{ ...second.objection, round: 2 as const }]),
    ...(appeal === undefined ? [] : [{ ...appeal, round: 3 as const }]),
  ];
}

/** What is left of the bond of a round: the draw was paid from that of round 2. */
export function bondLeft({ terms }: DealLife, { second }: MilestoneLife, round: 2 | 3): bigint {
  const bond = terms.disputes?.bond ?? 0n;
  return round === 2 ? bond - (second?.draw?.amount ?? 0n) : bond;
}

/** What the contract holds of a deal's bonds. */
export function bondsOf(deal: DealLife): bigint {
  return deal.milestones
    .flatMap((life) =>
      objectionsOf(life)
        .filter(({ released }) => released === undefined)
        .map(({ round }) => bondLeft(deal, life, round)),
    )
    .reduce((sum, amount) => sum + amount, 0n);
}

/** Everything the contract owes; promise 1 says that it holds exactly this. */
export function owed(world: World): bigint {
  const sum = (values: Iterable<bigint>) => [...values].reduce((all, value) => all + value, 0n);
  return (
    sum(world.balances.values()) +
    sum(world.unclaimed.values()) +
    sum([...world.deals.values()].map((deal) => unsettledOf(deal) + bondsOf(deal))) +
    sum([...world.tabs.values()].map(heldIn))
  );
}
