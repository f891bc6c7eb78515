export type { PactProblem } from "../problem.ts";
export { lintPact } from "./lint.ts";
export type { PactTerms } from "./terms.ts";
