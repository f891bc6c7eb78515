import { type Address, type Hex, keccak256, stringToBytes, zeroHash } from "viem";
import * as z from "zod/mini";
import { signatureKind } from "../../client/signatures.ts";
import { isSignedBy } from "../../client/signed-by.ts";
import { type ReadingClient, type Signer, signerAddress } from "../../client/signer.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { lazily } from "../../errors/lazily.ts";
import { hashCanonical } from "../../json/canonical.ts";
import { address, bytes32, list, record, type Schema, signature, uint } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { type BatchProof, MAX_BATCH_HEIGHT } from "../../protocol/batch-tree.ts";
import { bounds } from "../../protocol/bounds.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { requireMessage } from "../../protocol/hash-typed.ts";
import type { Ballot } from "../../protocol/messages.ts";
import { requireScore } from "../../protocol/payout.ts";
import { hashBatchWith } from "./batch-hash.ts";
import { requireBatch } from "./require-batch.ts";

/** A ballot with the juror that signed it, as a juror sends it to the submitter of the verdict. */
export interface SignedBallot extends Ballot {
  readonly juror: Address;
  readonly signature: Hex;
  /**
   * Left out when the signature is of this ballot alone. Else where the ballot lies in the batch that was signed; it counts as
   * one signed alone does.
   */
  readonly batch?: BatchProof | undefined;
}

/** What a juror decides; the round is 1 unless said otherwise. */
export type BallotDraft = Omit<Ballot, "round"> & { readonly round?: number };

/** The fields of a ballot. */
export const BALLOT = "deal milestone round evidence score reasons";
/** The fields of a signed ballot. */
export const SIGNED_BALLOT = "deal milestone round evidence score reasons juror signature batch";

const ballotKind = /* @__PURE__ */ signatureKind("Ballot");

const ballotSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedBallot> =>
    record({
      deal: bytes32(),
      milestone: uint(8, { maximum: bounds.maxMilestones - 1 }),
      round: uint(8, { minimum: 1 }),
      evidence: bytes32(),
      score: uint(16, { maximum: bounds.full }),
      reasons: bytes32(),
      juror: address(),
      signature: signature(),
      batch: z.optional(
        record({
          index: uint(8),
          siblings: list(bytes32(), { entries: "hashes", minimum: 1, maximum: MAX_BATCH_HEIGHT }),
        }),
      ),
    }),
);

/**
 * A ballot, checked before anybody signs it.
 *
 * @throws InvalidFieldError when the score is out of range or the evidence hash is zero.
 * @example
 * import { buildBallot, hashEvidence, hashReasons } from "quittance";
 *
 * const ballot = buildBallot({
 *   deal: `0x${"11".repeat(32)}`,
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   score: 8_200,
 *   reasons: hashReasons({ summary: "complete, two quotations off by one" }),
 * });
 * console.log(ballot.round); // 1
 */
export function buildBallot(draft: BallotDraft): Ballot {
  requireOptions(draft, BALLOT, "ballot");
  const { deal, milestone, round = 1, evidence, score, reasons } = draft;
  requireScore("ballot.score", score);
  if (evidence === zeroHash) {
    throw new InvalidFieldError({
      field: "ballot.evidence",
      value: evidence,
      hash: true,
      problem: "cannot be zero",
      remedy: "Hash the evidence judged with hashEvidence.",
      docsPage: "submit-verdict",
    });
  }
  return { deal, milestone, round, evidence, score, reasons };
}

/**
 * EIP-712 digest of a ballot: what its juror signs.
 *
 * @example
 * import { buildBallot, hashBallot, hashEvidence, hashReasons, quittanceDomain } from "quittance";
 *
 * const address = "0x00000000000000000000000000000000000000aa";
 * const ballot = buildBallot({
 *   deal: `0x${"11".repeat(32)}`,
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   score: 8_200,
 *   reasons: hashReasons("complete"),
 * });
 * console.log(hashBallot({ domain: quittanceDomain({ chainId: 8453, address }), ...ballot }));
 */
export const hashBallot: typeof ballotKind.hash = (input) => ballotKind.hash(input);

/**
 * Builds and signs a ballot.
 *
 * @throws InvalidFieldError as `buildBallot` does, before the account is asked.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const address = "0x00000000000000000000000000000000000000aa";
 * const ballot = await signBallot({
 *   domain: quittanceDomain({ chainId: 8453, address }),
 *   account: privateKeyToAccount(generatePrivateKey()),
 *   deal: `0x${"11".repeat(32)}`,
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   score: 8_200,
 *   reasons: hashReasons({ summary: "complete, two quotations off by one" }),
 * });
 * console.log(ballot.juror, ballot.signature);
 */
export async function signBallot(
  input: BallotDraft & { readonly domain: QuittanceDomain; readonly account: Signer },
): Promise<SignedBallot> {
  requireOptions(input, "deal milestone evidence score reasons round domain account");
  const { domain, account, ...draft } = input;
  const ballot = buildBallot(draft);
  const made = await ballotKind.sign({ ...ballot, domain, account });
  return { ...ballot, juror: signerAddress(account), signature: made };
}

/**
 * Whether a ballot is signed by the juror it names, by itself or in the batch it comes with.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot, verifyBallot } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 0, reasons: hashReasons("empty") };
 * const ballot = await signBallot({ domain, account, ...judged });
 * console.log(await verifyBallot({ domain, ballot })); // true
 */
export async function verifyBallot(input: {
  readonly domain: QuittanceDomain;
  readonly ballot: SignedBallot;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  requireOptions(input, "domain ballot client");
  const { domain, ballot, client } = input;
  requireOptions(ballot, SIGNED_BALLOT, "ballot");
  const { deal, milestone, round, evidence, score, reasons, juror: signer, signature: made } = ballot;
  const asked = { signer, signature: made, ...(client === undefined ? {} : { client }) };
  const decided = { deal, milestone, round, evidence, score, reasons };
  const batch = requireBatch("ballot.batch", ballot.batch);
  if (batch === undefined) return ballotKind.verify({ ...decided, domain, ...asked });
  requireMessage("Ballot", decided);
  return isSignedBy({ ...asked, digest: hashBatchWith({ domain, ballot: decided, batch }) });
}

/**
 * A signed ballot from another agent: an object, or its JSON text. Its signature is `verifyBallot`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { hashEvidence, hashReasons, parseBallot, quittanceDomain, signBallot, toJson } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 0, reasons: hashReasons("empty") };
 * const text = toJson(await signBallot({ domain, account, ...judged }));
 * console.log(parseBallot(text).juror);
 */
export function parseBallot(input: unknown): SignedBallot {
  return parseWith("ballot", ballotSchema(), input);
}

/**
 * Hash of a juror's written reasons: text as its UTF-8 bytes, anything else as canonical JSON.
 *
 * @example
 * import { hashReasons } from "quittance";
 *
 * console.log(hashReasons({ score: 8_200, findings: ["quotation 3 is not in the source"] }));
 */
export function hashReasons(reasons: unknown): Hex {
  return typeof reasons === "string" ? keccak256(stringToBytes(reasons)) : hashCanonical(reasons);
}
