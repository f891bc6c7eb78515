import type { QuittanceDomain, SignedDelivery, Terms } from "quittance";
import { checkDelivered, type EvidenceReader, fetchBundle } from "quittance/evidence";
import { type BallotQuestion, canJudge, READ_KINDS } from "quittance/jury";
import { judge, type WrittenReasons } from "quittance/jury/measures";
import { type Pact, readPact } from "quittance/pact";
import type { Account, Chain, Transport, WalletClient } from "viem";

/** What a juror decides about. */
export interface Matter {
  readonly domain: QuittanceDomain;
  readonly client: WalletClient<Transport, Chain, Account>;
  readonly terms: Terms;
  /** The text that came with the case. */
  readonly pact: string;
  readonly delivery: SignedDelivery;
  readonly question: BallotQuestion;
  readonly reader: EvidenceReader;
}

/** A score from 0 to 10000, and the reasons that are published with it. */
export interface Decision extends Omit<WrittenReasons, "reasons"> {
  readonly score: number;
}

/** A juror's way to a score. */
export type Decide = (matter: Matter) => Promise<Decision>;

/**
 * Judges by the clauses of the pact. The text must be the one that the terms name by its hash, the seller must have signed the
 * delivery, and each byte of evidence and inputs is hashed again. Nothing in the evidence is obeyed.
 *
 * @throws Error when the pact has a clause that this juror cannot check, or lacks what it needs. It then signs nothing. The daemon
 * of `apps/juror` tries again until half of its time is over, and scores evidence 0 that is not there by then. It also measures in
 * a process with limits of time and memory, by `readClauses: readRunner()` of `quittance/jury/sandbox`.
 */
export const decideByPact: Decide = async ({
  domain,
  client,
  terms,
  delivery,
  question,
  reader,
  ...sent
}) => {
  const pact = readPact(sent.pact, { hash: terms.pact });
  const { milestone, evidence } = question;
  const { able, missing } = canJudge({ pact, milestone, capabilities: { measures: READ_KINDS } });
  if (!able) throw new Error(`a juror cannot check ${missing.map(({ clause }) => clause).join(", ")}`);
  const { evidenceUri } = delivery;
  const subject = { deal: question.deal, milestone, pact: terms.pact };
  const bundle = await fetchBundle({ evidenceUri, evidence, reader, subject, rules: pact.evidence });
  const { manifest, files } = bundle;
  const { seller } = terms;
  await checkDelivered({ domain, manifest, delivery, seller, pact: terms.pact, client });
  const judged = await judge({
    ...{ pact, pactHash: terms.pact, milestone, files, question },
    inputs: await inputsBeside(evidenceUri, pact, reader),
    mediaTypes: new Map(manifest.files.map(({ path, mediaType }) => [path, mediaType])),
  });
  if (judged.judged) return judged;
  throw new Error(`a juror abstains: ${judged.missing.map(({ reason }) => reason).join(" ")}`);
};

/** The inputs of a pact. The seller puts them where its evidence lies; the pact names each by its SHA-256. */
async function inputsBeside(uri: string, pact: Pact, reader: EvidenceReader) {
  const inputs = new Map<string, Uint8Array>();
  for (const { name, size, sha256 } of pact.task.inputs) {
    inputs.set(name, await reader.read({ uri, beside: true, sha256, maxBytes: size }));
  }
  return inputs;
}
