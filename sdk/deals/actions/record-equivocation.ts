import type { Address, Hex } from "viem";
import { equivocationRecordedEvent, recordEquivocationFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { SignedBallot } from "../ballots/ballot.ts";
import { requireJuror } from "../ballots/choose.ts";
import { encodeProof, requireOneJuror } from "../ballots/proof.ts";
import { packedOf } from "../terms/milestone-of.ts";

export interface RecordEquivocationParameters {
  readonly terms: Terms;
  /** Two ballots of one juror of the terms' panel on one question, as `findEquivocations` gives them. */
  readonly first: SignedBallot;
  readonly second: SignedBallot;
  /** Not read: both ballots name it. */
  readonly juror?: Address;
}

/** An equivocation that is on record. */
export interface RecordedEquivocation {
  readonly dealId: Hex;
  readonly juror: Address;
  readonly milestone: number;
  readonly evidence: Hex;
  readonly firstScore: number;
  readonly secondScore: number;
}

/**
 * Puts on record that a juror named in the terms signed two scores for one question. Anyone may send it, at any time.
 *
 * @throws NoEquivocationError, InvalidBallotSignatureError
 * @example
 * import { findEquivocations, hashEvidence, hashReasons, recordEquivocation, signBallot } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const { address, domain, jurors, walletClient, ...stack } = await startStack();
 * const opened = await openExampleDeal({ address, domain, jurors, walletClient, ...stack });
 * const question = { domain, deal: opened.dealId, milestone: 0, evidence: hashEvidence("text") };
 * const [account] = jurors;
 * if (account === undefined) throw new Error("the stack has three jurors");
 * const says = (score: number) =>
 *   signBallot({ ...question, score, reasons: hashReasons("bribed"), account });
 * for (const { first, second } of findEquivocations([await says(0), await says(10_000)])) {
 *   const proof = { terms: opened.terms, first, second };
 *   const { secondScore } = await recordEquivocation(walletClient, { address, ...proof });
 *   console.log(secondScore); // 10000
 * }
 * await stack.stop();
 */
export const recordEquivocation = /* @__PURE__ */ defineAction<
  RecordEquivocationParameters,
  RecordedEquivocation
>({
  name: "recordEquivocation",
  fields: "terms first second juror",
  call: ({ terms, first, second }) => {
    const { milestone, evidence } = requireOneJuror(first, second, 1);
    const position = requireJuror(terms.panel, first, "first");
    const packed = packedOf({ terms, milestone }, () => false);
    const proofs = [encodeProof(first), encodeProof(second)] as const;
    return contractCall(recordEquivocationFunction, [packed, milestone, position, evidence, ...proofs]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, equivocationRecordedEvent).args }),
});
