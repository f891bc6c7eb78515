import { medianOf, type Rates } from "./rates.ts";

/** One figure of the SDK's speed, with what it is measured against. */
export interface SpeedFigure {
  readonly name: string;
  /** Times as many operations a second as the baseline, in the middle of all rounds. */
  readonly value: number;
  readonly unit: "ratio";
  /** The mark to be at or above. */
  readonly reach: number;
  readonly floor: null;
  readonly bytes: null;
  /** Operations in a second of one core's work. */
  readonly perSecond: number;
  /** The baseline's, in the same run. */
  readonly baselinePerSecond: number;
}

interface SpeedGoal {
  readonly what: string;
  readonly against: string;
  readonly reach: number;
}

/** The figures in the order they are printed. */
export const SPEEDS = {
  voucher_sign_ratio: { what: "vouchers signed", against: "viem's signTypedData", reach: 5 },
  voucher_verify_ratio: {
    what: "vouchers checked and kept",
    against: "viem's verifyTypedData",
    reach: 15,
  },
} as const satisfies Readonly<Record<string, SpeedGoal>>;

export type SpeedName = keyof typeof SPEEDS;

/** What a figure is about, for people. */
export function goalOf(name: string): SpeedGoal | undefined {
  return Object.entries<SpeedGoal>(SPEEDS).find(([known]) => known === name)?.[1];
}

/** Figures from the rates of all rounds, in the order of the goals. */
export function speedsOf(measured: Readonly<Record<SpeedName, readonly Rates[]>>): SpeedFigure[] {
  return (Object.keys(SPEEDS) as SpeedName[]).map((name) => {
    const rounds = measured[name];
    const value = medianOf(rounds.map(({ ours, baseline }) => ours / baseline));
    return {
      name,
      value: Number(value.toFixed(2)),
      unit: "ratio",
      reach: SPEEDS[name].reach,
      floor: null,
      bytes: null,
      perSecond: Math.round(medianOf(rounds.map(({ ours }) => ours))),
      baselinePerSecond: Math.round(medianOf(rounds.map(({ baseline }) => baseline))),
    };
  });
}
