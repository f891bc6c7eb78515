import { contractError } from "./contract-error.ts";

export class NoRoundError extends /* @__PURE__ */ contractError("Quittance_NoRound", {
  inputs: "bytes32 dealId, uint256 milestone",
  says: ({ milestone }) => `Milestone ${milestone} has no second round that runs.`,
  remedy: "Contest the provisional payout first; a round is over once its milestone settled without it.",
}) {}

export class RoundEndedError extends /* @__PURE__ */ contractError("Quittance_RoundEnded", {
  inputs: "bytes32 dealId, uint256 milestone, uint256 end, uint256 timestamp",
  says: ({ milestone, end, timestamp }) =>
    `The second round of milestone ${milestone} ran until ${end}; it is ${timestamp}.`,
  remedy: "The provisional payout stays: contest it before the arbiter, if the terms name one, or settle.",
}) {}

export class PanelAlreadyDrawnError extends /* @__PURE__ */ contractError("Quittance_PanelAlreadyDrawn", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "draw-panel",
  says: ({ milestone }) => `The panel of milestone ${milestone}'s second round is drawn.`,
  remedy: "Read it from the PanelDrawn event.",
}) {}

export class PanelNotDrawnError extends /* @__PURE__ */ contractError("Quittance_PanelNotDrawn", {
  inputs: "bytes32 dealId, uint256 milestone",
  docsPage: "record-ballots",
  says: ({ milestone }) => `The panel of milestone ${milestone}'s second round is not drawn yet.`,
  remedy: "Draw it with drawPanel.",
}) {}

export class PoolSilentError extends /* @__PURE__ */ contractError("Quittance_PoolSilent", {
  inputs: "address pool",
  docsPage: "draw-panel",
  says: ({ pool }) => `The juror pool ${pool} gave no panel.`,
  remedy:
    "Try again once the block of the draw's seed is mined (getSeedBlock), while the round runs; with too few eligible jurors there is none, and the round is silent.",
}) {}

export class PanelRefusedError extends /* @__PURE__ */ contractError("Quittance_PanelRefused", {
  inputs: "address pool",
  docsPage: "draw-panel",
  says: ({ pool }) => `What the juror pool ${pool} answered is no panel for this deal.`,
  remedy: "This pool does not keep its rules: the round stays silent. Name another pool in the next terms.",
}) {}

export class PanelMismatchError extends /* @__PURE__ */ contractError("Quittance_PanelMismatch", {
  inputs: "bytes32 drawn, bytes32 given",
  says: ({ drawn, given }) => `The panel given has hash ${given}; the one drawn has ${drawn}.`,
  remedy: "Pass the panel as the PanelDrawn event has it, in that order.",
}) {}

export class NoNewBallotsError extends /* @__PURE__ */ contractError("Quittance_NoNewBallots", {
  inputs: "bytes32 dealId, uint256 milestone",
  says: ({ milestone }) => `All these ballots for milestone ${milestone} are on record already.`,
  remedy: "Nothing to do: the first ballot of a juror counts.",
}) {}
