import { contractError } from "./contract-error.ts";

export class NoEquivocationError extends /* @__PURE__ */ contractError("Quittance_NoEquivocation", {
  inputs: "uint256 score",
  docsPage: "record-equivocation",
  says: ({ score }) => `Both ballots give ${score}: that is no equivocation.`,
  remedy:
    "Give two ballots of one juror on one question with different scores; findEquivocations finds them.",
}) {}
