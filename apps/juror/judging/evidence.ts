import { EvidenceUnavailableError } from "quittance/errors";
import {
  type EvidenceReader,
  type EvidenceRequest,
  evidenceReaders,
  fetchBundle,
  type HttpEvidenceOptions,
  httpEvidence,
  type Unseal,
} from "quittance/evidence";
import { type EvidenceSource, MissingBesideEvidence } from "./ports.ts";

export interface EvidenceOptions {
  /** Stores of one's own and mirrors, which are asked first. */
  readonly stores: readonly EvidenceReader[];
  readonly web: HttpEvidenceOptions;
  /** Bytes of one bundle, whatever its pact allows. */
  readonly mostBytes: number;
  /** Decrypts private evidence; undefined for a juror without a key for it. */
  readonly unseal: Unseal | undefined;
}

/** Evidence from the juror's own stores, and from where the seller says that it is. */
export function openEvidence({ stores, web, mostBytes, unseal }: EvidenceOptions): EvidenceSource {
  const reader = evidenceReaders({ readers: [...stores, httpEvidence(web)] });
  const readBeside = async (name: string, request: EvidenceRequest) => {
    if (request.uri === "") throw new MissingBesideEvidence("not-found", `the input ${name} has no place`);
    try {
      return await reader.read({ ...request, beside: true });
    } catch (error) {
      if (!(error instanceof EvidenceUnavailableError)) throw error;
      throw new MissingBesideEvidence(error.reason, `the input ${name} is not beside the evidence`, error);
    }
  };
  /** From either place, whichever has it: neither side can keep the other's from being read, by silence or by slowness. */
  const readEither = async (name: string, uri: string, request: EvidenceRequest) => {
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, ...(request.signal === undefined ? [] : [request.signal])]);
    const own = reader.read({ ...request, uri, signal });
    try {
      return await Promise.any([own, readBeside(name, { ...request, signal })]);
    } catch {
      return own;
    } finally {
      ended.abort();
    }
  };
  return {
    declines: ({ evidence: rules, task }) => {
      const inputBytes = task.inputs.reduce((sum, { size }) => sum + size, 0);
      if (inputBytes > mostBytes) return `its inputs have ${inputBytes} bytes; this juror takes ${mostBytes}`;
      if (rules.maxBytes > mostBytes)
        return `its evidence may have ${rules.maxBytes} bytes; this juror takes ${mostBytes}`;
      if (rules.private && unseal === undefined)
        return "its evidence is private, and this juror has no key to decrypt with";
      return undefined;
    },
    fetch: async ({ dealId: deal, milestone, evidence, evidenceUri, terms }, pact, signal) => {
      if (evidenceUri === undefined || evidenceUri === "")
        throw new EvidenceUnavailableError("not-found", "the seller names no place for it");
      const rules = pact.evidence;
      const subject = { deal, milestone, pact: terms.pact };
      return fetchBundle({ evidenceUri, evidence, reader, subject, rules, unseal, signal });
    },
    inputs: async ({ evidenceUri = "" }, pact, signal) => {
      const inputs = new Map<string, Uint8Array>();
      for (const { name, size, sha256, uri } of pact.task.inputs) {
        const request = { uri: evidenceUri, sha256, maxBytes: size, signal };
        const read = uri === undefined ? readBeside(name, request) : readEither(name, uri, request);
        inputs.set(name, await read);
      }
      return inputs;
    },
  };
}
