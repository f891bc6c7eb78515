import { contractError } from "./contract-error.ts";

export class NoEquivocationError extends /* @__PURE__ */ contractError("Quittance_NoEquivocation", {
  docsPage: "record-equivocation",
  says: ({ score }) => `Both ballots give ${score}: that is no equivocation.`,
  remedy:
    "Give two ballots of one juror on one question with different scores; findEquivocations finds them.",
}) {}

export class BallotNotInBatchError extends /* @__PURE__ */ contractError("Quittance_BallotNotInBatch", {
  docsPage: "record-equivocation",
  says: ({ ballot }) => `The batch does not hold the ballot ${ballot}.`,
  remedy: "Pass a ballot with the batch it was signed in, as signBallotBatch gave it.",
}) {}
