export { computeKpis, type Kpis, type Spread } from "./kpis/compute-kpis.ts";
export type { AgentMoney } from "./kpis/settled.ts";
export { recordSteps, type StepRecorder } from "./record/record-steps.ts";
export { dealSteps } from "./steps/of-deal.ts";
export { negotiationSteps } from "./steps/of-negotiation.ts";
export type { Step, StepEvent, StepOf } from "./steps/step.ts";
