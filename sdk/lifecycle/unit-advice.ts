import { requireOptions } from "../json/options.ts";
import { formatUsdc } from "../protocol/explaining/formats.ts";
import type { Terms } from "../protocol/terms.ts";
import type { Warning } from "./advice.ts";

/** A cent. Less than that is seldom meant: 25n is 0.000025 USDC. */
const DUST = 10_000n;
/** Basis points up to this look like percent. Below the lower end they are a limit of "anything at all". */
const PERCENT = { least: 5, most: 100 };

/** Amounts and shares that look as if their unit was mistaken. */
export function adviseUnits(terms: Terms): Warning[] {
  const { milestones, verificationFee, disputes, passingScore, silencePayout, payoutStep } = terms;
  const amounts: readonly (readonly [field: string, amount: bigint])[] = [
    ...milestones.map(({ amount }, index) => [`terms.milestones[${index}].amount`, amount] as const),
    ["terms.verificationFee", verificationFee],
    ["terms.disputes.bond", disputes?.bond ?? 0n],
  ];
  const points = [
    ["terms.passingScore", passingScore],
    ["terms.payoutStep", payoutStep],
    ["terms.silencePayout", silencePayout],
  ] as const;
  return [
    ...amounts
      .filter(([, amount]) => amount !== 0n && amount < DUST)
      .map(([field, amount]) => ({
        ...{ code: "dust" as const, field },
        message: `${amount} base units are ${formatUsdc(amount)} USDC, less than a cent.`,
        remedy: `Amounts are base units with six decimals: usdc("${amount}") gives ${amount * 1_000_000n}n.`,
      })),
    ...points
      .filter(([, value]) => isPercent(value))
      .map(([field, value]) => percentWarning(field, value, "the whole")),
  ];
}

const isPercent = (points: number) => points >= PERCENT.least && points <= PERCENT.most;

const percentWarning = (field: string, points: number, all: string): Warning => ({
  ...{ code: "percent", field },
  message: `${points} basis points are ${points / 100} %.`,
  remedy: `Give basis points, of which 10000 are ${all}: ${points} % are ${points * 100}.`,
});

/**
 * What is unwise about a ballot before it is signed: a score that looks like percent, when it is in basis points.
 *
 * @param input.score Basis points, 0 to 10000.
 * @example
 * import { adviseScore } from "quittance";
 *
 * console.log(adviseScore({ score: 80 })[0]?.message); // that 80 basis points are 0.8 %
 * console.log(adviseScore({ score: 8_000 })); // []
 */
export function adviseScore(input: { readonly score: number }): Warning[] {
  requireOptions(input, "score");
  const { score } = input;
  if (!isPercent(score)) return [];
  return [percentWarning("score", score, "a full score")];
}
