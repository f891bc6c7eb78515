export { adviseTerms, type PoolSize, type Warning } from "./advice.ts";
export { type CorruptionCost, corruptionCost } from "./corruption.ts";
export { type DealExit, type ExitPath, latestExits, type MilestoneExit } from "./exits.ts";
export { getPhase } from "./get-phase.ts";
export { type Phase, type PhaseAction, type PhaseName, phaseOf } from "./phase.ts";
export { adviseScore } from "./unit-advice.ts";
