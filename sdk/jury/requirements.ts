import type { Address } from "viem";
import { keyOf } from "./fields.ts";
import type { JurorProfile, SignedJurorProfile } from "./profile.ts";

/** What a pact asks of a juror. */
export interface JurorRequirements {
  /** Clause kinds, ascending. */
  readonly measures: readonly string[];
  /** Languages (BCP 47), ascending. */
  readonly languages: readonly string[];
}

/** What is read of a clause of a pact. */
interface ReadClause {
  readonly kind: string;
  readonly measure?: unknown;
}

/**
 * What a pact asks of its jurors: the kinds of its clauses; and where a clause is judged by a criterion in free text, the languages
 * that its language clauses name. Both sides compute it from the pact, so that no side adds what leaves jurors out.
 *
 * @example
 * import { requirementsOf } from "quittance/jury";
 *
 * const clauses = [{ kind: "structure" }, { kind: "coverage" }, { kind: "coverage" }];
 * console.log(requirementsOf({ clauses }).measures.join(" ")); // coverage structure
 */
export function requirementsOf(pact: { readonly clauses: readonly ReadClause[] }): JurorRequirements {
  const { clauses } = pact;
  const isJudged = clauses.some(({ kind }) => kind === "criterion");
  const languages = clauses
    .filter(({ kind }) => isJudged && kind === "language")
    .map(({ measure }) => String(Reflect.get(Object(measure), "language")));
  return { measures: distinct(clauses.map(({ kind }) => kind)), languages: distinct(languages) };
}

const distinct = (values: readonly string[]) => [...new Set(values)].sort();

/**
 * Whether a profile says that its juror can check a pact: it names each clause kind, and for each language one that is the same or a
 * variety of it (`pt-BR` for `pt`; RFC 4647, basic filtering).
 *
 * @example
 * import { canCheck } from "quittance/jury";
 *
 * const profile = { measures: ["coverage", "criterion"], languages: ["pt-BR"] };
 * console.log(canCheck({ profile, measures: ["coverage"], languages: ["pt"] })); // true
 */
export function canCheck(
  input: {
    readonly profile: Pick<JurorProfile, "measures" | "languages">;
  } & JurorRequirements,
): boolean {
  const { profile, measures, languages } = input;
  const tags = profile.languages.map((tag) => tag.toLowerCase());
  const speaks = (language: string) =>
    tags.some((tag) => tag === language.toLowerCase() || tag.startsWith(`${language.toLowerCase()}-`));
  return measures.every((measure) => profile.measures.includes(measure)) && languages.every(speaks);
}

/** Keys of the jurors who say that they can check a pact, in lower case. */
export function ableKeys(
  profiles: readonly SignedJurorProfile[],
  requirements: JurorRequirements,
): ReadonlySet<string> {
  const { measures, languages } = requirements;
  return new Set(
    profiles
      .filter(({ profile }) => canCheck({ profile, measures, languages }))
      .map(({ profile }) => keyOf(profile.juror)),
  );
}

/** Addresses that do not judge a deal: the parties, who they act for, the contracts, and what the terms will name. */
export function excludedFrom(subject: {
  readonly buyer: Address;
  readonly seller: Address;
  readonly buyerPrincipal: Address;
  readonly sellerPrincipal: Address;
  readonly excluded: readonly Address[];
  readonly pool: Address;
  readonly contract: Address;
}): readonly Address[] {
  const { buyer, seller, buyerPrincipal, sellerPrincipal, excluded, pool, contract } = subject;
  return [buyer, seller, buyerPrincipal, sellerPrincipal, ...excluded, pool, contract];
}
