import { type Address, type Hex, zeroAddress } from "viem";
import { isSameAddress } from "./address.ts";

/** One part of a deal. */
export interface Milestone {
  /** USDC base units (6 decimals). */
  readonly amount: bigint;
  /** Unix seconds, inclusive for delivery and verdict. */
  readonly deadline: number;
}

/** What terms with a contest window say about the rounds above the panel they name. */
export interface DisputeRules {
  /** USDC base units that each contest is bonded with; at least the pool's seat fee × (2n + 2) for a panel of n. */
  readonly bond: bigint;
  /** The juror pool that round 2's panel is drawn from. */
  readonly pool: Address;
  /** The last round: an account, a multisig or another court's contract; zero for none. */
  readonly arbiter: Address;
  /** Seconds the arbiter has from the contest on, 10 minutes to 30 days; 0 when there is none. */
  readonly rulingWindow: number;
}

/** What terms that replace a deal say of it; they open by an amendment only. */
export interface Amendment {
  /** The deal id of the deal that ends. */
  readonly deal: Hex;
  /** USDC base units that it still holds, exactly; they move over. */
  readonly remainder: bigint;
  /** The unsettled milestones of it, counted from 0, that were delivered on-chain, ascending. */
  readonly delivered: readonly number[];
}

/** The final terms. Its EIP-712 digest is the deal id. */
export interface Terms {
  readonly buyer: Address;
  readonly seller: Address;
  /** True: the buyer pays from its ledger balance. False: from its wallet, by ERC-3009. */
  readonly fundedFromLedger: boolean;
  /** Where the buyer's refunds go: its ledger balance, or its wallet. */
  readonly buyerToLedger: boolean;
  /** Where the seller's pay goes: its ledger balance, or its wallet. */
  readonly sellerToLedger: boolean;
  /** USDC base units per milestone, on top of its amount, for the panel. */
  readonly verificationFee: bigint;
  /** 1 to 32, in order. */
  readonly milestones: readonly Milestone[];
  /** The jurors of round 1, strictly ascending; an odd number, 1 to 15. */
  readonly panel: readonly Address[];
  /** Scores below it pay nothing; 1 to 10000. */
  readonly passingScore: number;
  /** 0: all or nothing from the passing score on. Else proportional, rounded down to a multiple; divides 10000. */
  readonly payoutStep: number;
  /** Seconds from an on-chain delivery within which a verdict must come; 10 minutes to 30 days. */
  readonly verdictWindow: number;
  /** Seconds for which a verdict is provisional before it may be settled; 0, or 10 minutes to 30 days. */
  readonly contestWindow: number;
  /** Basis points to the seller when it delivered on-chain and no verdict came in time. */
  readonly silencePayout: number;
  /** Basis points of the seller's part; at most 1000. */
  readonly marketplaceFee: number;
  readonly marketplace: Address;
  /** Ledger balance that the verification fee is credited to; zero: the jurors whose ballots are on record share it. */
  readonly panelAccount: Address;
  /** Hash of the pact the seller commits to. */
  readonly pact: Hex;
  /** 64 bits that make these terms unlike any other. */
  readonly salt: bigint;
  /** Unix seconds; the deal opens only while now < openBy. */
  readonly openBy: number;
  /** The rounds above the panel; there exactly when `contestWindow` is not 0. */
  readonly disputes?: DisputeRules | undefined;
  /** What the buyer spends on, for its account's policy: a number that its principal gave a meaning. None when left out. */
  readonly category?: number | undefined;
  /** Hash of the document that the terms came from: an x402 request, a mandate, a session. None when left out. */
  readonly reference?: Hex | undefined;
  /** The deal that these terms replace. None when left out. */
  readonly amends?: Amendment | undefined;
}

/** What all milestones pay at most, without verification fees. USDC base units. */
export function amountsOf({ milestones }: Pick<Terms, "milestones">): bigint {
  return milestones.reduce((sum, { amount }) => sum + amount, 0n);
}

/**
 * What the deal holds once it is open: all amounts, and the verification fee once per milestone. USDC base units.
 *
 * @example
 * import { totalOf } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(totalOf(await exampleTerms(stack))); // 180000000n
 * await stack.stop();
 */
export function totalOf(terms: Terms): bigint {
  return amountsOf(terms) + terms.verificationFee * BigInt(terms.milestones.length);
}

/**
 * Whether jurors share the verification fee: the terms have one, and name no account for it.
 *
 * @example
 * import { sharesFee } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(sharesFee(await exampleTerms(stack, { verificationFee: 1_000_000n }))); // true
 * await stack.stop();
 */
export function sharesFee({
  verificationFee,
  panelAccount,
}: Pick<Terms, "verificationFee" | "panelAccount">): boolean {
  return verificationFee !== 0n && isSameAddress(panelAccount, zeroAddress);
}

/**
 * What the buyer pays when the deal opens: the total, or, of terms that replace a deal, what the total is above the remainder
 * that moves over. USDC base units.
 *
 * @example
 * import { dueOf } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const amends = { deal: `0x${"11".repeat(32)}`, remainder: 170_000_000n, delivered: [] } as const;
 * console.log(dueOf(await exampleTerms(stack, { amends }))); // 10000000n
 * await stack.stop();
 */
export function dueOf(terms: Terms): bigint {
  const total = totalOf(terms);
  const moved = terms.amends?.remainder ?? 0n;
  return total > moved ? total - moved : 0n;
}
