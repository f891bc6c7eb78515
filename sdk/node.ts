// The entry `quittance/node`: what needs files or sockets, and so does not run in a browser.
export { readDeployment, writeDeployment } from "./client/deployment/file.ts";
export { type FolderEvidenceOptions, folderEvidenceStore } from "./evidence/node/folder-store.ts";
export { type GuardedFetch, guardedFetch } from "./evidence/node/guarded-fetch.ts";
export type { KeptEvidence, LegalHold } from "./evidence/node/index-records.ts";
export { readEvidenceKey, type StoredEvidenceKey, writeEvidenceKey } from "./evidence/node/key-file.ts";
export {
  type EvidenceToKeep,
  type RetentionIndex,
  retentionIndex,
} from "./evidence/node/retention-index.ts";
export { type EvidenceSweep, type KeptReason, sweepEvidence } from "./evidence/node/sweep.ts";
export type { HostAddress, Resolve } from "./identity/public-address.ts";
export {
  type BallotGuard,
  type DecidedBallot,
  type GuardedDraft,
  type GuardedQuestion,
  openBallotGuard,
} from "./jury/guard/ballot-guard.ts";
export { folderApprovals } from "./negotiation/approval/node/folder-approvals.ts";
export { folderNegotiations } from "./negotiation/node/folder-negotiations.ts";
export { publicLookup } from "./negotiation/node/public-lookup.ts";
export { fileScreen } from "./screening/node/file-screen.ts";
export {
  openScreening,
  type ScreeningSettings,
  type ScreeningTelling,
  screeningSettings,
} from "./screening/node/open-screening.ts";
