import type { ActingClient } from "../../client/action-types.ts";
import { parseJson } from "../../json/parse.ts";
import { parseTranscript } from "../../jury/transcript.ts";
import { verifyDraw } from "../../jury/verify.ts";
import type { Pact } from "../../pact/types.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { DealRecord } from "../chain/record.ts";
import type { Findings } from "../items.ts";
import { type DocumentShelf, documentSource, textIn } from "./documents.ts";
import { judgeCarried } from "./offered-draw.ts";
import type { GivenOffer } from "./offers.ts";

/** Where the panel of round 1 comes from: a joint draw that the terms refer to, or an agreement. */
export async function checkPanel(input: {
  readonly shelf: DocumentShelf;
  readonly record: DealRecord;
  readonly terms: Terms;
  /** The offers that led to the terms: those that were given. */
  readonly offers: readonly GivenOffer[];
  /** Asks the chain about the snapshot's block and its seats; without it only hashes and signatures are checked. */
  readonly client: ActingClient | undefined;
  readonly pact: Pact | undefined;
  readonly findings: Findings;
}): Promise<void> {
  const { shelf, record, terms, offers, client, pact, findings } = input;
  const { reference, disputes } = terms;
  const head = { part: "panel" as const, subject: "The panel of round 1 is the one that both sides drew" };
  if (reference === undefined) {
    findings.skip(head, "the terms refer to no draw: the parties agreed on the panel");
    return;
  }
  const document = shelf.take(reference);
  if (document === undefined) {
    findings.skip(head, "the document that the terms refer to was not given");
    return;
  }
  const against = [documentSource(document, reference)];
  const value = jsonIn(textIn(document));
  if (Reflect.get(Object(value), "format") !== "quittance/draw/1") {
    findings.skip(
      { ...head, against },
      "the terms refer to another document: the parties agreed on the panel",
    );
    return;
  }
  try {
    const transcript = parseTranscript(value);
    const domain = quittanceDomain({ chainId: record.chainId, address: record.contract });
    const { kind, unchecked } = await verifyDraw({
      ...{ transcript, terms, domain },
      ...(client === undefined ? {} : { client }),
      ...(pact === undefined ? {} : { pact }),
      ...(disputes === undefined ? {} : { pool: disputes.pool }),
    });
    findings.check({ ...head, subject: `${head.subject} (${kind})`, against }, undefined);
    if (unchecked.length > 0) {
      const subject = "The draw started from what the chain said then";
      findings.skip({ ...head, subject, against }, `not asked of the chain: ${unchecked.join(", ")}`);
    }
    const carried = "The commitments of the draw are those that the offers carried";
    findings.conclude({ ...head, subject: carried, against }, judgeCarried(transcript, offers));
  } catch (error) {
    findings.check(
      { ...head, against },
      error instanceof Error ? firstLine(error.message) : "it cannot be read",
    );
  }
}

const firstLine = (text: string) => text.split("\n")[0] ?? "";

function jsonIn(text: string | undefined): unknown {
  try {
    return parseJson(text ?? "");
  } catch {
    return undefined;
  }
}
