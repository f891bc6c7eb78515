export { checkDocument, type DocumentCheck, documentBounds } from "./check.ts";
export { type CollectInput, collectDocuments, trustedPanel } from "./collect.ts";
export { type CheckedDraw, checkDraw } from "./draw.ts";
export { type DocumentFacts, factsOfDocuments, type KnownDocuments } from "./facts.ts";
export { type FoundDocument, findDocument } from "./find.ts";
export {
  type DocumentPlace,
  type DocumentRequest,
  documentsAt,
  documentsByUri,
  documentsIn,
} from "./places.ts";
export type { JudgedReasons, ReasonedClause } from "./reasons.ts";
export {
  type DocumentKind,
  type DocumentReading,
  type DocumentState,
  documentKinds,
  documentStates,
  type NamedDocument,
} from "./types.ts";
