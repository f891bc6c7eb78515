import { checkTerms } from "../deals/terms/check.ts";
import type { PoolFacts } from "../disputes/pool/get-pool.ts";
import { requireOptions } from "../json/options.ts";
import { minimumBond } from "../protocol/bond.ts";
import { sharesFee, type Terms } from "../protocol/terms.ts";
import { corruptionCost } from "./corruption.ts";
import { adviseUnits } from "./unit-advice.ts";
import { hasArbiter } from "./windows.ts";

/** What is unwise about terms: `code` for programs, the rest for people. */
export interface Warning {
  readonly code:
    | "dust"
    | "percent"
    | "silence-uncontested"
    | "short-window"
    | "single-juror"
    | "fee-shared-at-once"
    | "fine-payout-steps"
    | "cheap-panel"
    | "few-seats"
    | "no-arbiter"
    | "bond-above-milestone"
    | "bond-below-minimum";
  /** Path of the field, such as `terms.contestWindow`. */
  readonly field: string;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What advice needs to know of the pool that the terms name. */
export type PoolSize = Pick<PoolFacts, "seatStake" | "seatFee" | "seats" | "maturity" | "unbonding">;

const DAY = 86_400;

/**
 * What is unwise about terms that the contract would take; an empty list when nothing is. With the pool's facts, what it
 * costs to get the majority of the drawn panel by taking seats is weighed against the largest milestone. Every seat that the pool
 * has is taken for an open and honest one, so it may cost less.
 *
 * @param input.pool Of the pool that the terms name (`getPool`).
 * @param input.eligible How many jurors of it could be drawn (`getEligibleJurors`).
 * @throws InvalidFieldError for terms the contract would refuse.
 * @example
 * import { adviseTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { silencePayout: 5_000, contestWindow: 0, payoutStep: 2_000 });
 * console.log(adviseTerms({ terms }).map(({ code }) => code)); // [ 'silence-uncontested' ]
 * await stack.stop();
 */
export function adviseTerms(input: {
  readonly terms: Terms;
  readonly pool?: PoolSize | undefined;
  readonly eligible?: number | undefined;
}): Warning[] {
  requireOptions(input, "terms pool eligible");
  const terms = checkTerms(input.terms);
  return [
    ...adviseUnits(terms),
    ...adviseSilence(terms),
    ...adviseWindows(terms),
    ...advisePanel(terms),
    ...adviseSharing(terms),
    ...adviseSteps(terms),
    ...adviseDisputes(terms, input.pool),
    ...adviseSeats(terms, input.eligible),
  ];
}

function adviseSilence({ silencePayout, contestWindow }: Terms): Warning[] {
  if (silencePayout === 0 || contestWindow !== 0) return [];
  return [
    {
      code: "silence-uncontested",
      field: "terms.silencePayout",
      message: `A seller that delivers anything gets ${silencePayout} basis points if the jury is silent, and the buyer cannot contest it.`,
      remedy: "Give a contestWindow, or set silencePayout to 0.",
    },
  ];
}

function adviseWindows({ verdictWindow, contestWindow, disputes }: Terms): Warning[] {
  const windows = [
    ["terms.verdictWindow", verdictWindow],
    ["terms.contestWindow", contestWindow],
    ["terms.disputes.rulingWindow", disputes?.rulingWindow ?? 0],
  ] as const;
  return windows
    .filter(([, window]) => window !== 0 && window < DAY)
    .map(([field, window]) => ({
      code: "short-window",
      field,
      message: `A window of ${window} seconds can pass unused while the chain, a relay or its party is down.`,
      remedy: "Give at least a day (86400).",
    }));
}

function advisePanel({ panel }: Terms): Warning[] {
  if (panel.length > 1) return [];
  return [
    {
      code: "single-juror",
      field: "terms.panel",
      message: "One juror decides alone: bribed, it decides wrongly; absent, not at all.",
      remedy: "Name three jurors or more.",
    },
  ];
}

function adviseSharing(terms: Terms): Warning[] {
  if (!sharesFee(terms) || terms.contestWindow !== 0 || terms.panel.length === 1) return [];
  return [
    {
      code: "fee-shared-at-once",
      field: "terms.contestWindow",
      message:
        "The verdict settles at once, so its submitter can leave jurors out, and they never get a part of the fee.",
      remedy: "Give a contestWindow, in which their ballots can go on record, or name a panelAccount.",
    },
  ];
}

/** Scores of honest jurors differ by about as much. */
const HONEST_SPREAD = 600;

function adviseSteps({ panel, payoutStep }: Terms): Warning[] {
  if (payoutStep === 0 || payoutStep >= 2 * HONEST_SPREAD || panel.length === 1) return [];
  return [
    {
      code: "fine-payout-steps",
      field: "terms.payoutStep",
      message: `With steps of ${payoutStep} basis points and one silent juror, a panel of ${panel.length} whose honest scores differ by 3 % often reaches no verdict; what it leaves is an interval.`,
      remedy: "Use steps of 1250 basis points or more, or a payoutStep of 0: all or nothing.",
    },
  ];
}

function adviseDisputes(terms: Terms, pool: PoolSize | undefined): Warning[] {
  const { disputes, milestones, panel } = terms;
  if (disputes === undefined) return [];
  const { bond } = disputes;
  const warnings: Warning[] = [];
  if (!hasArbiter(terms)) {
    warnings.push({
      code: "no-arbiter",
      field: "terms.disputes.arbiter",
      message: "The drawn panel's verdict is final, and its silence leaves the provisional payout.",
      remedy: "Name an arbiter that both trust: a person, a multisig or a court's bridge.",
    });
  }
  const tooSmall = milestones.findIndex(({ amount }) => bond > amount);
  if (tooSmall >= 0) {
    warnings.push({
      code: "bond-above-milestone",
      field: "terms.disputes.bond",
      message: `A contest of milestone ${tooSmall} costs ${bond}, more than its amount, ${milestones[tooSmall]?.amount}.`,
      remedy: "Lower the bond, name a smaller panel, or make the milestone larger.",
    });
  }
  return pool === undefined ? warnings : [...warnings, ...advisePool(terms, bond, panel.length, pool)];
}

function adviseSeats({ disputes, panel }: Terms, eligible: number | undefined): Warning[] {
  if (disputes === undefined || eligible === undefined || eligible >= panel.length) return [];
  return [
    {
      code: "few-seats",
      field: "terms.contestWindow",
      message: `${eligible} jurors of the pool could be drawn and a contest needs ${panel.length}: round 2 would be silent.`,
      remedy: "Leave out the contestWindow, name another pool or an arbiter, or wait until seats are mature.",
    },
  ];
}

function advisePool(terms: Terms, bond: bigint, jurors: number, pool: PoolSize): Warning[] {
  const warnings: Warning[] = [];
  const least = minimumBond({ jurors, seatFee: pool.seatFee });
  if (bond < least) {
    warnings.push({
      code: "bond-below-minimum",
      field: "terms.disputes.bond",
      message: `The bond is ${bond}; with this pool's seat fee the contract asks for at least ${least}.`,
      remedy: "Raise the bond.",
    });
  }
  const largest = terms.milestones.reduce((most, { amount }) => (amount > most ? amount : most), 0n);
  const { seatStake, maturity, unbonding } = pool;
  const cost = corruptionCost({ jurors, honestSeats: Number(pool.seats), seatStake, maturity, unbonding });
  if (cost.interest < largest) {
    warnings.push({
      code: "cheap-panel",
      field: "terms.panel",
      message:
        `A party that takes ${cost.seats} seats (${cost.capital}, which return) has the majority of nine drawn panels of ten ` +
        `for about ${cost.interest} of interest; the largest milestone is ${largest}.`,
      remedy: "Name an arbiter, use a pool with more or larger seats, or split the milestone.",
    });
  }
  return warnings;
}
