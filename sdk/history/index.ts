export {
  type AccountAnswer,
  type AccountKey,
  type AccountStanding,
  type AsOfMoment,
  getAccount,
  getPrincipal,
  type LimitLeft,
  type OpenTab,
  type PrincipalAnswer,
} from "./accounts.ts";
export {
  type AgentOrder,
  type AgentProfile,
  getAgentProfile,
  getTotals,
  listAgents,
  type ProfileAnswer,
  type Totals,
} from "./agents.ts";
export { type ApprovalQuestion, readApprovalFacts } from "./approval-facts.ts";
export {
  type ChangeRecord,
  type ChangesPage,
  type ChangesQuestion,
  type ChangesVoided,
  listChanges,
} from "./changes.ts";
export { type Asking, createHistory, type History, type HistoryOptions } from "./client.ts";
export { type DayFilter, type DayMeasures, type DayRecord, listDays } from "./days.ts";
export {
  type DealAnswer,
  type DealFilter,
  type DealHistory,
  getDeal,
  listDeals,
  listMilestones,
  type MilestoneFilter,
  type MilestoneHistory,
} from "./deals.ts";
export {
  type DealDocuments,
  type DocumentAnswer,
  type DocumentNaming,
  type DocumentPlaceInDeal,
  type DocumentRecord,
  getDocument,
  listDealDocuments,
} from "./documents.ts";
export { type EventArgument, type EventFilter, type EventRecord, listEvents } from "./events.ts";
export type { HistoryFetch } from "./exchange.ts";
export { type BallotFilter, listBallots, listVerdicts, type VerdictFilter } from "./judging.ts";
export type { Page, Paging } from "./page.ts";
export type {
  BallotRecord,
  ContestRecord,
  DealRecord,
  DealStatus,
  DeliveryRecord,
  MilestoneRecord,
  MilestoneRecordStatus,
  PanelRecord,
  RatingRecord,
  RulingRecord,
  SettlementRecord,
  VerdictRecord,
} from "./records.ts";
export {
  getSeat,
  listSeats,
  type SeatAnswer,
  type SeatChange,
  type SeatFilter,
  type SeatRecord,
} from "./seats.ts";
export {
  getSettlements,
  getSettlementsCsv,
  type SettlementDay,
  type SettlementLine,
  type SettlementsPage,
} from "./settlements.ts";
export {
  getStatement,
  getStatementCsv,
  type StatementLine,
  type StatementPage,
  type StatementSpan,
} from "./statements.ts";
export type { TimelineEntry } from "./timeline.ts";
export {
  type AgentPage,
  type AgentQuestion,
  type AgentRecord,
  findAgents,
  getTrust,
  getTrustBatch,
  type TrustBatch,
  type TrustView,
} from "./trust.ts";
export type { AsOf, Cause, LastChange } from "./values.ts";
export { type ChangesPatience, watchChanges } from "./watch-changes.ts";
