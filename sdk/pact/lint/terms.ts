import type { Hex } from "viem";
import { canonicalJson } from "../../json/canonical.ts";
import { hashPact } from "../hash.ts";
import type { FoundProblem } from "../problem.ts";
import type { Pact } from "../types.ts";

/** What a pact's terms say, as far as the pact says it, too. `Terms` of a deal fit. */
export interface PactTerms {
  readonly pact?: Hex | undefined;
  readonly passingScore: number;
  readonly payoutStep: number;
  readonly milestones: readonly unknown[];
}

/** Where terms say otherwise than the pact that they name. */
export function termsProblems(pact: Pact, terms: PactTerms): FoundProblem[] {
  const { passingScore, payoutStep } = pact.payout;
  const milestones = pact.milestones?.length;
  return [
    ...differs("passingScore", passingScore, terms.passingScore),
    ...differs("payoutStep", payoutStep, terms.payoutStep),
    ...(milestones === undefined || milestones === terms.milestones.length
      ? []
      : [
          {
            path: "pact.milestones",
            value: milestones,
            problem: `must be as many as the terms have, ${terms.milestones.length}`,
            remedy: "List one for each milestone of the terms, or leave milestones out.",
            severity: "error",
          } as const,
        ]),
    ...(terms.pact === undefined || terms.pact.toLowerCase() === hashPact(pact)
      ? []
      : [other(pact, terms.pact)]),
  ];
}

function differs(name: "passingScore" | "payoutStep", value: number, agreed: number): FoundProblem[] {
  if (value === agreed) return [];
  return [
    {
      path: `pact.payout.${name}`,
      value,
      problem: `must be what the terms say, ${agreed}: the contract pays by the terms`,
      remedy: "Change the pact, or the terms.",
      severity: "error",
    },
  ];
}

function other(pact: Pact, named: Hex): FoundProblem {
  return {
    path: "pact",
    value: hashPact(pact),
    problem: `must have the hash that the terms name, ${named}`,
    remedy: `Name it in the terms: its canonical text has ${canonicalJson(pact).length} characters.`,
    severity: "error",
  };
}
