import { contractError } from "./contract-error.ts";

export class MalformedGroupError extends /* @__PURE__ */ contractError("Quittance_MalformedGroup", {
  docsPage: "submit-verdicts",
  says: ({ length, expected }) => `A group of verdicts has ${length} bytes where ${expected} are needed.`,
  remedy: "Encode the group with encodeVerdictGroup, or let submitVerdicts do it.",
}) {}

export class SubmitAloneError extends /* @__PURE__ */ contractError("Quittance_SubmitAlone", {
  docsPage: "submit-verdicts",
  says: ({ dealId, milestone }) =>
    `The verdict on milestone ${milestone} of ${dealId} is none that a batch of verdicts can carry.`,
  remedy: "Submit the same ballots with submitVerdict, along with the seller's signed delivery.",
}) {}
