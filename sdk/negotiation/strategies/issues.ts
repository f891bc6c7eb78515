import { amountsOf, type Terms } from "../../protocol/terms.ts";
import { scaleMilestones } from "./milestones.ts";

/** One thing that terms are negotiated about: a whole number in them. */
interface IssueOfTerms {
  readonly read: (terms: Terms) => bigint;
  readonly write: (terms: Terms, value: bigint) => Terms;
}

type NumberField = "silencePayout" | "contestWindow" | "verdictWindow" | "passingScore" | "marketplaceFee";

const numberField = (field: NumberField): IssueOfTerms => ({
  read: (terms) => BigInt(terms[field]),
  write: (terms, value) => ({ ...terms, [field]: Number(value) }),
});

const lastDeadlineOf = ({ milestones }: Terms) => milestones.at(-1)?.deadline ?? 0;

/** What can be negotiated about, by name. */
export const ISSUES = {
  /** What all milestones pay together; each keeps its part of it. */
  price: {
    read: amountsOf,
    write: (terms, total) => ({ ...terms, milestones: scaleMilestones(terms.milestones, total) }),
  },
  /** The last deadline; the others move by as many seconds. */
  deadline: {
    read: (terms) => BigInt(lastDeadlineOf(terms)),
    write: (terms, last) => {
      const later = Number(last) - lastDeadlineOf(terms);
      const milestones = terms.milestones.map(({ amount, deadline }) => ({
        amount,
        deadline: deadline + later,
      }));
      return { ...terms, milestones };
    },
  },
  verificationFee: {
    read: ({ verificationFee }) => verificationFee,
    write: (terms, verificationFee) => ({ ...terms, verificationFee }),
  },
  marketplaceFee: numberField("marketplaceFee"),
  silencePayout: numberField("silencePayout"),
  contestWindow: numberField("contestWindow"),
  verdictWindow: numberField("verdictWindow"),
  passingScore: numberField("passingScore"),
} as const satisfies Readonly<Record<string, IssueOfTerms>>;

/** A thing that terms are negotiated about. */
export type IssueName = keyof typeof ISSUES;

export const issueNames = Object.keys(ISSUES) as readonly IssueName[];

/** Terms with other values of some issues. */
export function withIssues(terms: Terms, values: ReadonlyMap<IssueName, bigint>): Terms {
  return [...values].reduce((changed, [name, value]) => ISSUES[name].write(changed, value), terms);
}
