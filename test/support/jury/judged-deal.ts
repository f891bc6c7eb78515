import type { AuditDocument } from "../../../sdk/audit/index.ts";
import { createBundle, encodeManifest } from "../../../sdk/evidence/index.ts";
import {
  canonicalJson,
  deliver,
  encodeBallots,
  encodeTerms,
  hashPact,
  hashReasons,
  quittanceAbi,
  signBallot,
  type TermsDraft,
} from "../../../sdk/index.ts";
import type { Pact } from "../../../sdk/pact/index.ts";
import { openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";

/** A deal on a pact, whose jurors all gave one score to what was delivered. */
export async function judgedDeal(
  stack: Stack,
  input: {
    readonly pact: Pact;
    /** The pact's inputs, by their names. */
    readonly inputs: ReadonlyMap<string, Uint8Array>;
    readonly files: ReadonlyMap<string, Uint8Array>;
    /** In basis points: one of all jurors, or one of each that votes. */
    readonly score: number | readonly number[];
  },
  changes: Partial<TermsDraft> = {},
): Promise<{
  readonly dealId: `0x${string}`;
  readonly documents: readonly AuditDocument[];
  readonly evidence: readonly AuditDocument[];
}> {
  const { address, domain, walletClient, seller, jurors } = stack;
  const { pact, inputs, files, score } = input;
  const milestone = 0;
  const { terms, dealId: deal } = await openExampleDeal(stack, { pact: hashPact(pact), ...changes });
  const bundle = await createBundle({ deal, milestone, pact: terms.pact, files });
  const delivery = { deal, milestone, evidence: bundle.hash, evidenceUri: "https://seller.example/0" };
  await deliver(walletClient, { address, terms, delivery, account: seller });
  const judged = {
    domain,
    deal,
    milestone,
    evidence: bundle.hash,
    reasons: hashReasons("as I see it"),
  };
  const scores = typeof score === "number" ? jurors.map(() => score) : score;
  const voting = jurors.slice(0, scores.length);
  const ballots = await Promise.all(
    voting.map((account, index) => signBallot({ ...judged, score: scores[index] ?? 0, account })),
  );
  const entries = ballots.map(({ score: own, reasons, signature }, position) => ({
    ...{ position, score: own, reasons, signature },
  }));
  await walletClient.writeContract({
    ...{ address, abi: quittanceAbi, functionName: "submitVerdict" },
    args: [encodeTerms(terms), milestone, bundle.hash, encodeBallots(entries)],
  });
  return {
    dealId: deal,
    documents: [
      { name: "pact.json", bytes: new TextEncoder().encode(canonicalJson(pact)) },
      ...[...inputs].map(([name, bytes]) => ({ name: `inputs/${name}`, bytes })),
    ],
    evidence: [
      { name: "manifest.json", bytes: encodeManifest(bundle.manifest) },
      ...[...bundle.files].map(([name, bytes]) => ({ name, bytes })),
    ],
  };
}
