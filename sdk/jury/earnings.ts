import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { drawersPart } from "../protocol/bond.ts";
import { sharesFee, type Terms } from "../protocol/terms.ts";

/** What one ballot earns a juror. USDC base units, credited to its ledger balance. */
export interface ExpectedEarnings {
  /** When every juror of the panel shares. */
  readonly least: bigint;
  /** When a bare quorum shares. */
  readonly most: bigint;
}

/**
 * What a juror earns by one ballot that counts. A ballot that does not count earns nothing.
 *
 * Round 1 pays the verification fee of the milestone in equal parts to the jurors whose ballots are on record; where the terms name a
 * `panelAccount`, the contract pays that one, and jurors are paid by it as they agreed: both ends are 0. Round 2 pays what the draw leaves of the
 * bond, in equal parts to those who voted on time within one payout step of the outcome. What division leaves over is not counted.
 *
 * @param input.terms Of the deal.
 * @param input.drawn Jurors that were drawn; needed for round 2 only. Before a draw: 2n + 1 at most, n being the panel of the terms.
 * @throws InvalidFieldError for another round, a panel that no draw has, and terms without a round 2.
 * @example
 * import { expectedEarningsOf } from "quittance/jury";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { verificationFee: 900_000n, contestWindow: 3_600 });
 * console.log(expectedEarningsOf({ terms, round: 1 })); // { least: 300000n, most: 450000n }
 * console.log(expectedEarningsOf({ terms, round: 2, drawn: 7 })); // { least: 1000000n, most: 1750000n }
 * await stack.stop();
 */
export function expectedEarningsOf(input: {
  readonly terms: Pick<Terms, "panel" | "verificationFee" | "panelAccount" | "disputes">;
  readonly round: 1 | 2;
  readonly drawn?: number | undefined;
}): ExpectedEarnings {
  requireOptions(input, "terms round drawn");
  const { terms, round, drawn } = input;
  const jurors = terms.panel.length;
  if (round === 1) return shares(sharesFee(terms) ? terms.verificationFee : 0n, jurors);
  if (round !== 2) refuse("round", round, "must be 1 or 2", "The arbiter's round has no ballots.");
  if (terms.disputes === undefined)
    refuse("terms.disputes", undefined, "is missing: these terms have no round 2", "Ask for round 1.");
  if (drawn === undefined || !isDrawn(drawn, jurors)) {
    const problem = `must be an odd number from ${jurors} to ${2 * jurors + 1}`;
    refuse("drawn", drawn, problem, "Pass the length of the panel that PanelDrawn names.");
  }
  const { bond } = terms.disputes;
  return shares(bond - drawersPart({ jurors, bond }), drawn);
}

const isDrawn = (drawn: number, jurors: number): boolean =>
  Number.isInteger(drawn) && drawn % 2 === 1 && drawn >= jurors && drawn <= 2 * jurors + 1;

function shares(amount: bigint, jurors: number): ExpectedEarnings {
  const quorum = (jurors + 1) / 2;
  return { least: amount / BigInt(jurors), most: amount / BigInt(quorum) };
}

function refuse(field: string, value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field, value, problem, remedy });
}
