import type { Hex } from "viem";
import { signatureKind } from "../../client/signatures.ts";
import { type Signer, signerAddress } from "../../client/signer.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { checkMessage } from "../../protocol/check-message.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { typedDataTypes } from "../../protocol/typed-data.ts";
import { type BallotDraft, buildBallot, type SignedBallot } from "./ballot.ts";
import { hashBallotStruct } from "./batch-hash.ts";

const batchKind = /* @__PURE__ */ signatureKind("BallotBatch");

/**
 * EIP-712 digest of a batch of ballots, which one signature covers.
 *
 * @throws InvalidFieldError as `buildBallot` does, and when there is no ballot.
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
  return batchKind.hash({ domain: input.domain, ballots: ballotsIn(input.ballots) });
}

/**
 * Builds ballots and signs them all at once. Each comes with the batch it is in, so that it can be checked by itself.
 *
 * @throws InvalidFieldError as `buildBallot` does, before the account is asked.
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
  const { domain, account } = input;
  const ballots = ballotsIn(input.ballots);
  const signature = await batchKind.sign({ domain, account, ballots });
  const batch = ballots.map(hashBallotStruct);
  return ballots.map((ballot) => ({ ...ballot, juror: signerAddress(account), signature, batch }));
}

function ballotsIn(drafts: readonly BallotDraft[]) {
  if (Array.isArray(drafts) && drafts.length > 0) {
    return drafts.map((draft, index) => {
      const ballot = buildBallot(draft);
      checkMessage(`ballots[${index}]`, typedDataTypes.Ballot, ballot);
      return ballot;
    });
  }
  throw new InvalidFieldError({
    field: "ballots",
    value: drafts,
    problem: "must be at least one ballot",
    remedy: "Give what buildBallot takes, once for each question judged.",
    docsPage: "record-equivocation",
  });
}
