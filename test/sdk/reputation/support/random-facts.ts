import type { FactCause, ReputationFacts, SettlementFact } from "../../../../sdk/reputation/index.ts";
import { asOf, DAY, NOW, POOL, party, USDC, word } from "./facts.ts";

/** Whole numbers that look random and are the same for a seed everywhere (xorshift32). */
export function numbersOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** The same entries in an order of chance. */
export function shuffled<Entry>(list: readonly Entry[], next: (below: number) => number): Entry[] {
  const mixed = [...list];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = next(at + 1);
    const [a, b] = [mixed[at], mixed[other]];
    if (a !== undefined && b !== undefined) [mixed[at], mixed[other]] = [b, a];
  }
  return mixed;
}

const CAUSES: readonly FactCause[] = [
  ...(["verdict", "verdict", "release", "release", "silence"] as const),
  ...(["refund", "agreement", "reclaim", "ruling", "cancellation"] as const),
];
const KINDS = ["citation-faithfulness", "refusal", "latency", "structure", "numeric-accuracy"];
const PANELS = ["drawn", "reused", "agreed", undefined] as const;

/** Of an account its principal: some accounts are managed, several of them by one. */
const principalOf = (account: number) => (account % 5 === 4 ? party(100 + (account % 2)) : undefined);

/** Facts of a small market of chance: managed accounts, every cause, contests, ratings, duties, seats, payments; some not yet. */
export function randomFacts(seed: number): ReputationFacts {
  const next = numbersOf(seed);
  const size = 4 + next(14);
  const moment = () => {
    const ago = BigInt(next(500 * 86_400));
    return { timestamp: NOW - ago, blockNumber: next(20) === 0 ? asOf.blockNumber + 1n : 10n };
  };
  const amount = () => BigInt(next(10) === 0 ? next(3) : next(2_000)) * USDC + BigInt(next(1_000_000));
  const settlements = Array.from({ length: next(70) }, (_, index): SettlementFact => {
    const buyer = next(size);
    const seller = (buyer + 1 + next(size - 1)) % size;
    const cause = CAUSES[next(CAUSES.length)] ?? "release";
    const whole = amount();
    const payout = BigInt([0, 2_500, 5_000, 10_000, 10_000, 10_000][next(6)] ?? 0);
    const parts = { release: 10_000n, refund: 0n, reclaim: 0n } as Readonly<Record<string, bigint>>;
    const toSeller = (whole * (parts[cause] ?? payout)) / 10_000n;
    const at = moment();
    return {
      ...{ dealId: word(1 + (index >> 1)), milestone: index & 1, buyer: party(buyer), seller: party(seller) },
      ...{ buyerPrincipal: principalOf(buyer), sellerPrincipal: principalOf(seller) },
      ...{ pact: word(next(3)), category: BigInt(next(3)), marketplace: party(0) },
      ...{ amount: whole, toSeller, toBuyer: whole - toSeller, cause, ...at },
      deadline: at.timestamp + BigInt(next(3)) - 1n,
      deliveredAt: next(2) === 0 ? undefined : at.timestamp - BigInt(next(3)),
      round: cause === "verdict" ? 1 + next(2) : 0,
      contests: Array.from({ length: next(4) === 0 ? 1 + next(2) : 0 }, () => ({
        side: next(2) === 0 ? ("buyer" as const) : ("seller" as const),
        payout: next(5) * 2_500,
      })),
      panel: PANELS[next(PANELS.length)],
      calibration: next(12) === 0 ? true : undefined,
    };
  });
  // Both milestones of a deal have its parties.
  const paired = settlements.map((each, index) => {
    const first = settlements[index - (index & 1)] ?? each;
    const { buyer, seller, buyerPrincipal, sellerPrincipal } = first;
    return { ...each, buyer, seller, buyerPrincipal, sellerPrincipal };
  });
  return {
    settlements: paired,
    clauses: paired.flatMap(({ dealId, milestone }) =>
      Array.from({ length: next(3) }, (_, index) => {
        const units = next(5);
        return {
          dealId,
          milestone,
          kind: KINDS[(index + next(5)) % 5] ?? "",
          units,
          lost: next(units * 10_000 + 1),
        };
      }),
    ),
    ratings: paired
      .filter(({ milestone }) => milestone === 0)
      .flatMap(({ dealId, buyer, seller }) =>
        [buyer, seller]
          .filter(() => next(2) === 0)
          .map((rater) => ({ dealId, rater, score: next(101), ...moment() })),
      ),
    jurors: Array.from({ length: next(20) }, (_, index) => ({
      ...{ dealId: word(index), milestone: next(2), round: 1 + next(2), juror: party(next(size)) },
      ...{ principal: next(2) === 0 ? undefined : party(next(size)) },
      ...{ pool: next(4) === 0 ? undefined : next(4) === 0 ? party(0xf002) : POOL },
      ...{
        payout: next(5) === 0 ? undefined : next(10_001),
        outcome: next(5) === 0 ? undefined : next(10_001),
      },
      ...{ timely: next(4) > 0, absent: next(5) === 0, equivocated: next(25) === 0, ...moment() },
    })),
    seats: Array.from({ length: next(8) }, (_, number) => {
      const owner = next(size);
      return {
        ...{ pool: next(6) === 0 ? party(0xf002) : POOL, number, owner: party(owner) },
        ...{ ownerPrincipal: principalOf(owner), stake: BigInt(next(900)) * USDC },
        ...{
          joinedAt: NOW - BigInt(next(next(2) === 0 ? 60 : 500)) * DAY,
          closedAt: next(5) === 0 ? NOW + BigInt(next(3)) - 1n : undefined,
        },
      };
    }),
    payments: Array.from({ length: next(10) }, () => {
      const [from, to] = [next(size), next(size)];
      return {
        ...{
          from: party(from),
          to: party(to),
          fromPrincipal: principalOf(from),
          toPrincipal: principalOf(to),
        },
        ...{ amount: BigInt(next(3)), ...moment() },
      };
    }),
  };
}
