import {
  canonicalJson,
  dealIdOf,
  type QuittanceDomain,
  type SignedDelivery,
  signDelivery,
  type Terms,
} from "quittance";
import { createBundle, type EvidenceBundle, type EvidenceStore, publishBundle } from "quittance/evidence";
import type { Pact } from "quittance/pact";
import type { Account, Chain, Transport, WalletClient } from "viem";
import type { Corpus } from "../corpus.ts";
import { REVIEW } from "../pact.ts";
import type { PassName } from "./passes.ts";
import { reviewCorpus } from "./review.ts";

/** What a seller delivered: the bundle, and the signed claim that it is the work. */
export interface Delivered {
  readonly delivery: SignedDelivery;
  readonly bundle: EvidenceBundle;
}

/**
 * Does the work of a milestone, puts it into a store, and signs that this is its delivery. The inputs of the pact lie beside the
 * evidence, for the panel to read: they have no address of their own.
 *
 * @throws Error when the pact has no milestone of that name.
 */
export async function deliverReview(
  client: WalletClient<Transport, Chain, Account>,
  work: {
    readonly domain: QuittanceDomain;
    readonly terms: Terms;
    readonly pact: Pact;
    readonly corpus: Corpus;
    readonly store: EvidenceStore;
    readonly pass: PassName;
  },
): Promise<Delivered> {
  const { domain, terms, pact, corpus, store, pass } = work;
  const milestone = pact.milestones?.findIndex(({ name }) => name === pass) ?? -1;
  if (milestone < 0) throw new Error(`the pact has no milestone "${pass}"`);
  const deal = dealIdOf({ domain, terms });
  const review = new TextEncoder().encode(canonicalJson(reviewCorpus(pass, corpus)));
  const files = new Map([[REVIEW, review]]);
  const bundle = await createBundle({ deal, milestone, pact: terms.pact, files, rules: pact.evidence });
  for (const input of corpus.inputs.values()) await store.put(input);
  const { uri: evidenceUri } = await publishBundle({ bundle, store });
  const claim = { deal, milestone, evidence: bundle.hash, evidenceUri };
  return { delivery: await signDelivery({ domain, account: client, ...claim }), bundle };
}
