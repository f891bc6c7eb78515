import { requireOptions } from "../json/options.ts";
import { CLAUSE_KINDS } from "../pact/clause-schema.ts";
import { clausesAt } from "../pact/judged.ts";
import { checkPact } from "../pact/read.ts";
import type { Pact } from "../pact/types.ts";
import type { OfferedClause } from "./fields.ts";

const WHOLE = 10_000;

/**
 * The clause kinds of a pact, each with how much of the score all clauses of this kind decide: of a pact with milestones, at the
 * milestone where that is least, so that no clause counts that matters for a small first milestone alone.
 *
 * @throws InvalidFieldError for a malformed pact.
 * @example
 * import { clausesOfPact } from "quittance/market";
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * console.log(clausesOfPact({ pact: assetDeliveryExample().pact })[0]?.kind); // content-hash
 */
export function clausesOfPact(input: { readonly pact: Pact }): OfferedClause[] {
  requireOptions(input, "pact");
  const pact = checkPact(input.pact);
  const milestones = pact.milestones?.map((_, index) => index) ?? [0];
  return CLAUSE_KINDS.filter((kind) => pact.clauses.some((clause) => clause.kind === kind)).map((kind) => ({
    kind,
    weight: Math.min(
      ...milestones.map((milestone) =>
        clausesAt({ pact, milestone })
          .filter(({ clause }) => clause.kind === kind)
          .reduce((sum, { weight }) => sum + weight, 0),
      ),
    ),
  }));
}

/** How much of what is wanted is there, in basis points, rounded down: of each kind as much as it has of the wanted weight. */
export function coveredShare(wanted: readonly OfferedClause[], offered: readonly OfferedClause[]): number {
  if (wanted.length === 0) return WHOLE;
  const shares = wanted.map(({ kind, weight }) => {
    const found = offered.find((each) => each.kind === kind);
    if (found === undefined) return 0;
    return weight === 0 ? WHOLE : Math.floor((WHOLE * Math.min(found.weight, weight)) / weight);
  });
  return Math.floor(shares.reduce((sum, share) => sum + share, 0) / wanted.length);
}
