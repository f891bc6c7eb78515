import { lowerCase } from "./address.ts";
import type { Ballot } from "./messages.ts";

/** What a ballot answers. */
type Question = Pick<Ballot, "deal" | "milestone" | "round" | "evidence">;
type Answer = Question & Pick<Ballot, "score">;

/** The first field in which two ballots ask something else; undefined when they are about one question. */
export function differenceInQuestion(a: Question, b: Question): keyof Question | undefined {
  return (["deal", "milestone", "round", "evidence"] as const).find(
    (field) => lowerCase(a[field]) !== lowerCase(b[field]),
  );
}

/** Whether a field of a question is a hash. */
export function isHashField(field: keyof Question): boolean {
  return field === "deal" || field === "evidence";
}

/** Whether two ballots give two scores for one question; of one juror, they are an equivocation. */
export function contradicts(a: Answer, b: Answer): boolean {
  return a.score !== b.score && differenceInQuestion(a, b) === undefined;
}

/** The places of the first ballot that contradicts an earlier one of the list, and of that one. */
export function firstContradiction(
  ballots: readonly Answer[],
): { readonly earlier: number; readonly later: number } | undefined {
  for (const [later, ballot] of ballots.entries()) {
    const earlier = ballots.slice(0, later).findIndex((other) => contradicts(other, ballot));
    if (earlier >= 0) return { earlier, later };
  }
  return undefined;
}
