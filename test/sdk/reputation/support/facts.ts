import type { Address, Hex } from "viem";
import type {
  FactBlock,
  JurorFact,
  RatingFact,
  SeatFact,
  SettlementFact,
} from "../../../../sdk/reputation/index.ts";

export const DAY = 86_400n;
export const USDC = 1_000_000n;
export const NOW = 1_800_000_000n;
export const asOf: FactBlock = { blockNumber: 1_000n, timestamp: NOW };

export const party = (number: number): Address => `0x${number.toString(16).padStart(40, "0")}`;
export const word = (number: number): Hex => `0x${number.toString(16).padStart(64, "0")}`;
export const POOL = party(0xf001);

const ZERO = party(0);
let deals = 0;

/** A milestone of 100 USDC that the buyer released just now, but for what is said. `amount` without parts goes to the seller. */
export function settlement(
  buyer: number,
  seller: number,
  said: Partial<SettlementFact> & { readonly ago?: bigint } = {},
): SettlementFact {
  deals += 1;
  const { ago = 0n, ...rest } = said;
  const toBuyer = rest.toBuyer ?? 0n;
  const toSeller = rest.toSeller ?? (rest.amount ?? 100n * USDC) - toBuyer;
  return {
    ...{ dealId: word(deals), milestone: 0, buyer: party(buyer), seller: party(seller) },
    ...{ pact: word(7), category: 0n, marketplace: ZERO, cause: "release", round: 0, contests: [] },
    ...{ deadline: NOW - ago, blockNumber: 10n, timestamp: NOW - ago },
    ...rest,
    ...{ toSeller, toBuyer, amount: toSeller + toBuyer },
  };
}

/** A milestone of which a panel of round 1 gave the seller nothing. */
export const loss = (buyer: number, seller: number, said: Parameters<typeof settlement>[2] = {}) =>
  settlement(buyer, seller, {
    ...{ cause: "verdict", round: 1, toSeller: 0n, toBuyer: said.amount ?? 100n * USDC },
    ...said,
  });

export const rating = (
  { dealId }: SettlementFact,
  rater: number,
  score: number,
  said: Partial<RatingFact> = {},
): RatingFact => ({ dealId, rater: party(rater), score, blockNumber: 11n, timestamp: NOW, ...said });

/** A mature seat with 100 USDC. */
export const seat = (number: number, owner: number, said: Partial<SeatFact> = {}): SeatFact => ({
  ...{ pool: POOL, number, owner: party(owner), stake: 100n * USDC, joinedAt: NOW - 365n * DAY },
  ...said,
});

/** A duty in round 2 that was fulfilled in time, with the payout that came out. */
export const duty = (deal: number, juror: number, said: Partial<JurorFact> = {}): JurorFact => ({
  ...{ dealId: word(0xd000 + deal), milestone: 0, round: 2, juror: party(juror), pool: POOL },
  ...{ payout: 10_000, outcome: 10_000, timely: true, absent: false, equivocated: false },
  ...{ blockNumber: 12n, timestamp: NOW },
  ...said,
});
