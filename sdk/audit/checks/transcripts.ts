import type { Hex } from "viem";
import type { ReadingClient } from "../../client/signer.ts";
import { SignatureMismatchError } from "../../errors/agents.ts";
import { BaseError } from "../../errors/base.ts";
import { TranscriptWrongError } from "../../errors/negotiation.ts";
import { compareTranscripts, type MissingMessage } from "../../negotiation/transcript/compare.ts";
import {
  type NegotiationTranscript,
  parseTranscript,
  transcriptText,
} from "../../negotiation/transcript/transcript.ts";
import { verifyTranscript } from "../../negotiation/transcript/verify.ts";
import { isManagedForm } from "../../protocol/account-address.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import type { DealRecord } from "../chain/record.ts";
import { type Findings, firstProblem, type Outcome, outcomeOf } from "../items.ts";
import { type AuditDocument, type DocumentShelf, documentSource, textIn } from "./documents.ts";

const FORMAT = "quittance/negotiation-transcript/1";

/** A transcript among the documents. */
interface GivenTranscript {
  readonly document: AuditDocument;
  readonly transcript: NegotiationTranscript;
}

/**
 * Checks the transcripts of negotiations that are among the documents: that each is whole and signed, that it leads to the deal, and where
 * both sides gave theirs, whether they have the same messages.
 */
export async function checkTranscripts(input: {
  readonly shelf: DocumentShelf;
  readonly record: DealRecord;
  /** The audited deal, of which `record` may be one that it replaced. */
  readonly audited: DealRecord;
  readonly client: ReadingClient | undefined;
  readonly findings: Findings;
}): Promise<void> {
  const { shelf, record, audited, client, findings } = input;
  const leading: GivenTranscript[] = [];
  for (const given of shelf.documents.flatMap((document) => transcriptIn(document) ?? [])) {
    const { document, transcript } = given;
    const { outcome, deals } = await judgeTranscript(given, record, client);
    // One that leads to another deal of the same line belongs to that deal, and one that leads to none to the audited one.
    const line = [audited, ...audited.ancestors].map(({ dealId }) => dealId);
    const isOfLine = deals.some((deal) => line.includes(deal));
    if (!deals.includes(record.dealId) && (isOfLine || record !== audited)) continue;
    shelf.name(document);
    leading.push({ document, transcript });
    findings.conclude(
      {
        part: "offers",
        subject: `The negotiation in ${document.name} is whole and signed, and leads to this deal`,
        against: [documentSource(document)],
      },
      outcome,
    );
  }
  comparePairs(leading, findings);
}

function transcriptIn(document: AuditDocument): GivenTranscript | undefined {
  const text = textIn(document);
  if (text === undefined || !text.includes(FORMAT)) return undefined;
  try {
    return { document, transcript: parseTranscript(text) };
  } catch {
    return undefined;
  }
}

async function judgeTranscript(
  { document, transcript }: GivenTranscript,
  record: DealRecord,
  client: ReadingClient | undefined,
): Promise<{ readonly outcome: Outcome; readonly deals: readonly Hex[] }> {
  const { chainId, contract } = transcript;
  const isSpelled = (textIn(document) ?? "").replace(/\n$/, "") === transcriptText(transcript);
  const problem = firstProblem(
    chainId !== record.chainId && "it is for another chain",
    !isSameAddress(contract, record.contract) && "it is for another contract",
    !isSpelled && "its text is not as it was written: a character differs that means nothing",
  );
  if (problem !== undefined) return { outcome: outcomeOf(problem), deals: [] };
  const domain = quittanceDomain({ chainId, address: record.contract });
  const asking = client === undefined ? {} : { client };
  try {
    const { deals } = await verifyTranscript({ domain, transcript, token: record.token, ...asking });
    const isLeading = deals.includes(record.dealId);
    return {
      outcome: outcomeOf(isLeading ? undefined : "both sides have not signed these terms in it"),
      deals,
    };
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    return { outcome: unverified(error, record, client), deals: [] };
  }
}

/** A wallet with code, or a managed account, can have signed what no key of its address did: only a node knows. */
function unverified(error: BaseError, record: DealRecord, client: ReadingClient | undefined): Outcome {
  const cause = error instanceof TranscriptWrongError ? error.cause : error;
  if (cause instanceof SignatureMismatchError) {
    const { signer } = cause;
    const isWallet = record.withCode.some((account) => isSameAddress(account, signer));
    if (isWallet && client === undefined)
      return { status: "not checked", why: `${signer} is a contract, and no node was named to ask it` };
    if (isManagedForm(signer) && client === undefined)
      return {
        status: "not checked",
        why: `${signer} is a managed account, and no node was named to ask about its keys`,
      };
  }
  return outcomeOf(error.shortMessage);
}

/** Says how the transcripts of two holders differ. A message that one of them lacks is no proof against either. */
function comparePairs(given: readonly GivenTranscript[], findings: Findings): void {
  for (const [index, one] of given.entries()) {
    for (const other of given.slice(index + 1)) {
      if (one.transcript.negotiation !== other.transcript.negotiation) continue;
      const head = {
        part: "offers" as const,
        subject: `${one.document.name} and ${other.document.name} have the same messages`,
        against: [documentSource(one.document), documentSource(other.document)],
      };
      const { isSame, onlyInOne, onlyInOther } = compareTranscripts({
        one: one.transcript,
        other: other.transcript,
      });
      if (isSame) findings.check(head, undefined);
      else findings.skip(head, [...lacking(other, onlyInOne), ...lacking(one, onlyInOther)].join("; "));
    }
  }
}

const lacking = ({ document }: GivenTranscript, missing: readonly MissingMessage[]): string[] =>
  missing.map(({ name, message }) => `${document.name} lacks the ${message.kind} ${name}`);
