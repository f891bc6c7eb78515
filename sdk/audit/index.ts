export { type AuditInput, auditDeal } from "./audit.ts";
export { fetchDealRecord, type RecordQuestion } from "./chain/fetch-record.ts";
export type { AccountRecord, DealRecord, PoolRecord } from "./chain/record.ts";
export type { AuditDocument } from "./checks/documents.ts";
export { type AuditEvidence, evidenceFrom, evidenceIn, type UnavailableEvidence } from "./checks/evidence.ts";
export type { Measured, MeasureJudge, MeasureQuestion } from "./checks/measures.ts";
export { renderAuditReport } from "./html/render.ts";
export type { AuditItem, AuditPart, AuditSource, AuditStatus } from "./items.ts";
export type { MoneyRow, MoneySummary } from "./money.ts";
export type { AuditReport } from "./report.ts";
export {
  type FactBlockHash,
  type FactQuestion,
  type FetchedFacts,
  fetchReputationFacts,
} from "./reputation/fetch-facts.ts";
export { type RecomputeInput, recomputeReputation } from "./reputation/recompute.ts";
export type { TimelineEntry } from "./timeline.ts";
