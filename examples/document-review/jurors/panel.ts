import { canonical } from "../canonical.ts";
import type { Judgement, Reasons } from "../types.ts";
import type { Case, Examine } from "./juror.ts";
import { examineByOffset } from "./offset-juror.ts";
import { examineBySearch } from "./search-juror.ts";
import { examineByToken } from "./token-juror.ts";

/** A juror of the worked example: its name, how it works (for people), and its judgement of a case. */
export type Juror = {
  readonly name: string;
  readonly method: string;
  readonly judge: (matter: Case) => Judgement;
};

const MOST_FINDINGS = 500;

/** The three jurors; they share nothing but the pact and the types. */
export const jurors: readonly [Juror, Juror, Juror] = [
  seated("offset", "goes to each offset and compares sign by sign", examineByOffset),
  seated("search", "looks each quotation up in the whole text", examineBySearch),
  seated("token", "takes texts and evidence apart into tokens", examineByToken),
];

/** The program of the juror in a seat; from the fourth seat on, the three programs are used again. */
export function jurorAt(seat: number): Juror {
  return jurors[seat % jurors.length] ?? jurors[0];
}

function seated(name: string, method: string, examine: Examine): Juror {
  return {
    name,
    method,
    judge: (matter) => {
      const { findings, ...opinion } = examine(matter);
      const reasons: Reasons = {
        format: "quittance-demo/reasons/1",
        juror: name,
        milestone: matter.pact.pact.milestones[matter.milestone]?.name ?? "",
        evidence: matter.evidenceHash,
        ...opinion,
        findings: findings.slice(0, MOST_FINDINGS),
        omitted: Math.max(0, findings.length - MOST_FINDINGS),
      };
      const { json, hash } = canonical(reasons);
      return { score: opinion.score, reasons, reasonsJson: json, reasonsHash: hash };
    },
  };
}
