import type { TrustAnswer } from "../trust/answer.ts";

/**
 * An answer as `GET /trust/<address>` gives it, in short, to try statements and credentials with.
 *
 * @example
 * import { exampleTrustAnswer } from "quittance/testing";
 *
 * console.log(exampleTrustAnswer().tier); // proven
 */
export function exampleTrustAnswer(): TrustAnswer {
  return {
    subject: "0x00000000000000000000000000000000000000b1",
    principal: "0x00000000000000000000000000000000000000b0",
    asOf: { block: 31_000_000, hash: `0x${"1b".repeat(32)}`, timestamp: 1_790_000_000 },
    view: "global",
    score: 4_210,
    tier: "proven",
    confidence: 6_000,
    trust: "150000000",
    pools: ["0x00000000000000000000000000000000000000f1"],
    parameters: `0x${"2c".repeat(32)}`,
  };
}
