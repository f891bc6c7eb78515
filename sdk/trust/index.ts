export type { TrustQuestion } from "./about.ts";
export type { TrustAnswer, TrustFigures } from "./answer.ts";
export {
  hashTrustStatement,
  parseTrustStatement,
  type SignedTrustStatement,
  signTrustStatement,
  type TrustStatement,
  trustStatementTypes,
} from "./statement.ts";
export { verifyTrustStatement } from "./verify-statement.ts";
