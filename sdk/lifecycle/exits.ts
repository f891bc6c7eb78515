import { checkTerms } from "../deals/terms/check.ts";
import { requireOptions } from "../json/options.ts";
import type { Terms } from "../protocol/terms.ts";
import {
  endOfContesting,
  endOfJudging,
  endOfPending,
  endOfRound2,
  endOfRuling,
  hasArbiter,
} from "./windows.ts";

/** One way in which a milestone can end without the help of any other party. */
export interface ExitPath {
  /** What happened: nothing; an uncontested verdict; a delivery without a verdict; a contest; another before the arbiter. */
  readonly path: "reclaim" | "verdict" | "silence" | "round2" | "ruling";
  /** Who can end it. */
  readonly by: "anyone" | "buyer";
  /** By which operation. */
  readonly action: "reclaim" | "submitVerdict" | "settle";
  /** Unix seconds; the operation works at this moment at the latest, however late everything before it came. */
  readonly at: number;
  /** How `at` is computed from the terms. */
  readonly formula: string;
}

/** When one milestone can be ended at the latest; unix seconds. */
export interface MilestoneExit {
  readonly milestone: number;
  /** From then on the buyer is certain to have what is its. */
  readonly buyer: number;
  /** From then on the seller is. */
  readonly seller: number;
  readonly paths: readonly ExitPath[];
}

/** When a deal can be ended at the latest; unix seconds. */
export interface DealExit {
  readonly buyer: number;
  readonly seller: number;
  readonly milestones: readonly MilestoneExit[];
}

/**
 * From the terms alone, before anyone signs: the latest moment at which each party is certain to have its money on every
 * path, with everybody else absent: other party, jurors, pool, arbiter. Each window is taken to its last second, and every
 * round to be silent. Release, refund, agree and cancel only ever end a milestone sooner.
 *
 * @throws InvalidFieldError for terms the contract would refuse.
 * @example
 * import { latestExits } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const { buyer, milestones } = latestExits({ terms });
 * console.log(milestones[0]?.paths.map(({ path }) => path)); // [ 'reclaim', 'verdict', 'silence' ]
 * console.log(buyer === (terms.milestones[2]?.deadline ?? 0) + terms.verdictWindow); // true
 * await stack.stop();
 */
export function latestExits(input: { readonly terms: Terms }): DealExit {
  requireOptions(input, "terms");
  const terms = checkTerms(input.terms);
  const milestones = terms.milestones.map(({ deadline }, milestone): MilestoneExit => {
    const paths = pathsOf(terms, deadline);
    const latest = (isMeant: (path: ExitPath) => boolean) =>
      Math.max(...paths.filter(isMeant).map(({ at }) => at));
    const buyer = latest(() => true);
    return { milestone, buyer, seller: latest(({ by }) => by === "anyone"), paths };
  });
  const last = (side: "buyer" | "seller") => Math.max(...milestones.map((exit) => exit[side]));
  return { buyer: last("buyer"), seller: last("seller"), milestones };
}

function pathsOf(terms: Terms, deadline: number): ExitPath[] {
  const isContestable = terms.contestWindow !== 0;
  const settled = { by: "anyone", action: isContestable ? "settle" : "submitVerdict" } as const;
  const suffix = isContestable ? " + contestWindow" : "";
  const silentAt = endOfJudging(terms, deadline);
  const paths: ExitPath[] = [
    {
      path: "reclaim",
      by: "buyer",
      action: "reclaim",
      at: endOfPending(deadline),
      formula: "deadline + 1",
    },
    { path: "verdict", ...settled, at: endOfContesting(terms, deadline), formula: `deadline${suffix}` },
    {
      path: "silence",
      by: "anyone",
      action: "settle",
      at: endOfContesting(terms, silentAt),
      formula: `deadline + verdictWindow${suffix}`,
    },
  ];
  if (!isContestable) return paths;
  const round2 = endOfRound2(terms, endOfContesting(terms, silentAt));
  const toRound2 = "deadline + verdictWindow + contestWindow + verdictWindow";
  if (!hasArbiter(terms)) {
    return [...paths, { path: "round2", by: "anyone", action: "settle", at: round2, formula: toRound2 }];
  }
  const uncontested = endOfContesting(terms, round2);
  return [
    ...paths,
    {
      path: "round2",
      by: "anyone",
      action: "settle",
      at: uncontested,
      formula: `${toRound2} + contestWindow`,
    },
    {
      path: "ruling",
      by: "anyone",
      action: "settle",
      at: endOfRuling(terms, uncontested),
      formula: `${toRound2} + contestWindow + rulingWindow`,
    },
  ];
}
