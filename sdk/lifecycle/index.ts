export { adviseTerms, type PoolSize, type Warning } from "./advice.ts";
export { type CorruptionCost, corruptionCost } from "./corruption.ts";
export { type DealExit, type ExitPath, latestExits, type MilestoneExit } from "./exits.ts";
export type { Step, Way } from "./gas-use.ts";
export { getPhase } from "./get-phase.ts";
export { type Phase, type PhaseAction, type PhaseName, phaseOf } from "./phase.ts";
export { type DealQuote, type QuotedStep, type QuotedWay, quoteDeal } from "./quote.ts";
export { adviseScore } from "./unit-advice.ts";
export type { WorstCase } from "./worst-case.ts";
