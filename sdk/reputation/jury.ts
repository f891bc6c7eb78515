import type { Address } from "viem";
import { apportion } from "./apportion.ts";
import type { Book } from "./book.ts";
import { decay, decayUnit } from "./decay.ts";
import type { ComponentScore } from "./parts.ts";
import { lower } from "./principals.ts";
import type { Duty } from "./read-facts.ts";
import { WHOLE } from "./whole.ts";

/** How near a ballot came to the outcome: basis points. Without an outcome there was nothing to miss. */
export function agreementOf({ payout, outcome }: Pick<Duty, "payout" | "outcome">): bigint {
  if (payout === undefined) return 0n;
  return outcome === undefined ? WHOLE : WHOLE - BigInt(Math.abs(payout - outcome));
}

/** Whether a juror had something to do: it voted, or should have. */
export const isDuty = ({ payout, absent }: Pick<Duty, "payout" | "absent">) => payout !== undefined || absent;

/** Whether a duty is one of round 1, or of a drawn round of one of the pools. */
export const isOfPools = ({ round, pool }: Pick<Duty, "round" | "pool">, pools: ReadonlySet<Address>) =>
  round === 1 || (pool !== undefined && pools.has(lower(pool)));

/**
 * Points for the duties of a juror's seats: timely ballots by their nearness to the outcome, over all duties and `halfDuties` more. Only
 * round 2 of the named pools counts, as parties name the jurors of round 1 themselves. One equivocation takes all.
 */
export function scoreJury({ duties, pools, parameters, facts }: Book, principal: Address): ComponentScore {
  const all = (duties.get(principal) ?? []).filter((duty) => isOfPools(duty, pools));
  if (all.some(({ equivocated }) => equivocated)) return { points: 0n, parts: [] };
  const counted = all.filter((duty) => duty.round === 2 && isDuty(duty));
  const weights = counted.map(({ timestamp }) =>
    decay(facts.asOf.timestamp - timestamp, parameters.halfLife),
  );
  const good = counted.map((duty, index) =>
    duty.timely ? ((weights[index] ?? 0n) * agreementOf(duty)) / WHOLE : 0n,
  );
  const sumOf = (list: readonly bigint[]) => list.reduce((total, each) => total + each, 0n);
  const against = sumOf(weights) + parameters.halfDuties * decayUnit;
  const points = (parameters.juryPoints * sumOf(good)) / against;
  const given = apportion(points, good);
  return {
    points,
    parts: counted.map(({ dealId, milestone, round }, index) => ({
      ...{ component: "jury" as const, points: Number(given[index] ?? 0n), weight: good[index] ?? 0n },
      ...{ dealId, milestone, round },
    })),
  };
}
