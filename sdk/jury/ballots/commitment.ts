import type { Hex } from "viem";
import { signatureKind } from "../../client/signatures.ts";
import { type ReadingClient, type Signer, signerAddress } from "../../client/signer.ts";
import { SIGNED_BALLOT, type SignedBallot } from "../../deals/ballots/ballot.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { lazily } from "../../errors/lazily.ts";
import { hashCanonical } from "../../json/canonical.ts";
import { address, bytes32, record, type Schema, signature } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { isSameAddress, lowerCase } from "../../protocol/address.ts";
import { compactSignature } from "../../protocol/compact-signature.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { requireMessage } from "../../protocol/hash-typed.ts";
import type { Ballot, BallotCommitmentMessage } from "../../protocol/messages.ts";
import { withoutWrapper } from "../../protocol/wrapped-signature.ts";
import { questionIn, questionShape } from "./question.ts";

/**
 * A juror's signed statement that it has a ballot for a question, with the hash of that signed ballot. The score cannot be
 * learned from it: the hash covers the ballot's signature, which the juror alone can make.
 */
export interface SignedBallotCommitment extends BallotCommitmentMessage {
  readonly signature: Hex;
}

/** The fields of a commitment to a ballot. */
export const BALLOT_COMMITMENT = "deal milestone round evidence juror ballot signature";

const commitmentKind = /* @__PURE__ */ signatureKind("BallotCommitment");

const commitmentSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedBallotCommitment> =>
    record({ ...questionShape(), juror: address(), ballot: bytes32(), signature: signature() }),
);

/**
 * The hash of a signed ballot, which a commitment to it holds: keccak256 of its canonical JSON, with the signature in its 64-byte
 * form and all hex in lower case, so that one ballot has one hash.
 *
 * @throws InvalidFieldError for a ballot that was signed in a batch: the first of them that is shown gives away the signature of
 * all, and with it their scores.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot } from "quittance";
 * import { hashSignedBallot } from "quittance/jury";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 8_000, reasons: hashReasons("good") };
 * console.log(hashSignedBallot(await signBallot({ domain, account, ...judged })).length); // 66
 */
export function hashSignedBallot(ballot: SignedBallot): Hex {
  requireOptions(ballot, SIGNED_BALLOT, "ballot");
  const { deal, milestone, round, evidence, score, reasons, juror, signature: made, batch } = ballot;
  const decided: Ballot = { deal, milestone, round, evidence, score, reasons };
  requireMessage("Ballot", decided);
  if (batch !== undefined) {
    throw new InvalidFieldError({
      field: "ballot.batch",
      value: batch,
      problem: "must be left out, as no ballot of a batch stays sealed once another one is shown",
      remedy: "Sign the ballot alone, with signBallot, before you commit to it.",
    });
  }
  return hashCanonical({
    deal: lowerCase(deal),
    milestone,
    round,
    evidence: lowerCase(evidence),
    score,
    reasons: lowerCase(reasons),
    juror: lowerCase(juror),
    signature: lowerCase(compactSignature(withoutWrapper(made))),
  });
}

/**
 * Commits a juror to a ballot that it signed: others see that it has one, and later that it is this one.
 *
 * @throws InvalidFieldError when the ballot is another juror's, or was signed in a batch.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot } from "quittance";
 * import { commitToBallot, hashSignedBallot } from "quittance/jury";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 8_000, reasons: hashReasons("good") };
 * const ballot = await signBallot({ domain, account, ...judged });
 * const commitment = await commitToBallot({ domain, account, ballot });
 * console.log(commitment.ballot === hashSignedBallot(ballot), "score" in commitment); // true false
 */
export async function commitToBallot(input: {
  readonly domain: QuittanceDomain;
  readonly account: Signer;
  readonly ballot: SignedBallot;
}): Promise<SignedBallotCommitment> {
  requireOptions(input, "domain account ballot");
  const { domain, account, ballot } = input;
  const juror = signerAddress(account);
  const hash = hashSignedBallot(ballot);
  if (!isSameAddress(juror, ballot.juror)) {
    throw new InvalidFieldError({
      field: "ballot.juror",
      value: ballot.juror,
      address: true,
      problem: `must be the account that signs, ${juror}`,
      remedy: "Commit to your own ballot.",
    });
  }
  const message = { ...questionIn(ballot), juror, ballot: hash };
  return { ...message, signature: await commitmentKind.sign({ ...message, domain, account }) };
}

/**
 * Whether a commitment is signed by the juror that it names.
 *
 * @param input.client Asks a contract wallet (ERC-1271); without it only ECDSA counts.
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot } from "quittance";
 * import { commitToBallot, verifyBallotCommitment } from "quittance/jury";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 8_000, reasons: hashReasons("good") };
 * const ballot = await signBallot({ domain, account, ...judged });
 * const commitment = await commitToBallot({ domain, account, ballot });
 * console.log(await verifyBallotCommitment({ domain, commitment })); // true
 */
export async function verifyBallotCommitment(input: {
  readonly domain: QuittanceDomain;
  readonly commitment: SignedBallotCommitment;
  readonly client?: ReadingClient | undefined;
}): Promise<boolean> {
  requireOptions(input, "domain commitment client");
  const { domain, commitment, client } = input;
  requireOptions(commitment, BALLOT_COMMITMENT, "commitment");
  const { signature: made, ...message } = commitment;
  return commitmentKind.verify({
    ...message,
    domain,
    signer: message.juror,
    signature: made,
    ...(client === undefined ? {} : { client }),
  });
}

/**
 * A commitment from another agent: an object, or its JSON text. Its signature is `verifyBallotCommitment`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot, toJson } from "quittance";
 * import { commitToBallot, parseBallotCommitment } from "quittance/jury";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), score: 8_000, reasons: hashReasons("good") };
 * const ballot = await signBallot({ domain, account, ...judged });
 * const sent = toJson(await commitToBallot({ domain, account, ballot }));
 * console.log(parseBallotCommitment(sent).juror === account.address); // true
 */
export function parseBallotCommitment(input: unknown): SignedBallotCommitment {
  return parseWith("commitment", commitmentSchema(), input);
}
