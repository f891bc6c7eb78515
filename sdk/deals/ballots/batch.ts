import { type Hex, hashTypedData, type TypedDataDefinition, zeroHash } from "viem";
import { type Signer, signerAddress } from "../../client/signer.ts";
import { signDefinition } from "../../client/signing.ts";
import { InvalidFieldError, inEntry } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { firstContradiction } from "../../protocol/ballot-question.ts";
import { batchDefinition } from "../../protocol/batch-definition.ts";
import { batchTree, fillBatch, MAX_BATCH_SIZE } from "../../protocol/batch-tree.ts";
import { checkMessage } from "../../protocol/check-message.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import type { Ballot } from "../../protocol/messages.ts";
import { typedDataTypes } from "../../protocol/typed-data.ts";
import { BALLOT, type BallotDraft, buildBallot, type SignedBallot } from "./ballot.ts";
import { hashBallotStruct } from "./batch-hash.ts";

/** What lies at the places of a batch that no ballot takes: it is about no deal. */
export const NO_BALLOT: Ballot = {
  deal: zeroHash,
  milestone: 0,
  round: 0,
  evidence: zeroHash,
  score: 0,
  reasons: zeroHash,
};

/**
 * EIP-712 digest of a batch of ballots, which one signature covers.
 *
 * @throws InvalidFieldError as `buildBallot` does, when there is no ballot, or more than 256, and when two give different
 * scores for one question, which is an equivocation.
 * @example
 * import { hashBallotBatch, hashEvidence, hashReasons, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, evidence: hashEvidence("text"), score: 8_200, reasons: hashReasons("complete") };
 * const ballots = [
 *   { ...judged, milestone: 0 },
 *   { ...judged, milestone: 1 },
 * ];
 * console.log(hashBallotBatch({ domain, ballots }));
 */
export function hashBallotBatch(input: {
  readonly domain: QuittanceDomain;
  readonly ballots: readonly BallotDraft[];
}): Hex {
  requireOptions(input, "domain ballots");
  return hashTypedData(definitionOf(input.domain, ballotsIn(input.ballots)));
}

/**
 * Builds ballots and signs them all at once: what is signed shows every ballot, in a tree. Each comes with its proof that it is
 * in the batch, so that it can be used alone, wherever a ballot can.
 *
 * @throws InvalidFieldError as `hashBallotBatch` does, before the account is asked.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallotBatch, verifyBallot } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, evidence: hashEvidence("text"), score: 8_200, reasons: hashReasons("complete") };
 * const ballots = [
 *   { ...judged, milestone: 0 },
 *   { ...judged, milestone: 1 },
 * ];
 * for (const ballot of await signBallotBatch({ domain, account, ballots })) {
 *   console.log(await verifyBallot({ domain, ballot })); // true
 * }
 */
export async function signBallotBatch(input: {
  readonly domain: QuittanceDomain;
  readonly account: Signer;
  readonly ballots: readonly BallotDraft[];
}): Promise<SignedBallot[]> {
  requireOptions(input, "domain account ballots");
  const { domain, account } = input;
  const ballots = ballotsIn(input.ballots);
  const signature = await signDefinition(account, definitionOf(domain, ballots));
  const tree = batchTree(fillBatch(ballots, NO_BALLOT).map(hashBallotStruct));
  return ballots.map((ballot, index) => ({
    ...ballot,
    juror: signerAddress(account),
    signature,
    batch: tree.proofOf(index),
  }));
}

function definitionOf(domain: QuittanceDomain, ballots: readonly Ballot[]): TypedDataDefinition {
  return batchDefinition({ domain, type: "BallotBatch", messages: ballots, filler: NO_BALLOT });
}

function ballotsIn(drafts: readonly BallotDraft[]) {
  if (Array.isArray(drafts) && drafts.length > 0 && drafts.length <= MAX_BATCH_SIZE) {
    const ballots = drafts.map((draft, index) => {
      requireOptions(draft, BALLOT, `ballots[${index}]`);
      const ballot = inEntry("ballot", `ballots[${index}]`, () => buildBallot(draft));
      checkMessage(`ballots[${index}]`, typedDataTypes.Ballot, ballot);
      return ballot;
    });
    requireOneScore(ballots);
    return ballots;
  }
  throw new InvalidFieldError({
    field: "ballots",
    value: drafts,
    problem: `must be at least one ballot, and ${MAX_BATCH_SIZE} at most`,
    remedy:
      "Give what buildBallot takes, once for each question judged; sign more than that in several batches.",
    docsPage: "submit-verdict",
  });
}

/** Refuses a second score for a question: the juror would sign the proof that takes its stake. */
function requireOneScore(ballots: readonly Ballot[]): void {
  const found = firstContradiction(ballots);
  if (found === undefined) return;
  const { earlier, later } = found;
  throw new InvalidFieldError({
    field: `ballots[${later}].score`,
    value: ballots[later]?.score,
    problem:
      `must be ${ballots[earlier]?.score}, as ballots[${earlier}] has it: both are about the same deal, ` +
      "milestone, round and evidence, and two scores are an equivocation",
    remedy:
      "Keep the ballot that you mean, and leave the other out. Never sign a second score for a question.",
    docsPage: "submit-verdict",
  });
}
