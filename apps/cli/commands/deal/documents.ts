import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { type DealDocuments, getDocument, listDealDocuments } from "quittance/history";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { strangersLine, table, timeOf } from "../../output/text.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { busy } from "../../session/busy.ts";
import { type ConnectionOptions, withConnection } from "../../session/options.ts";
import { openSession, type Session } from "../../session/session.ts";

const DETAILS = `The chain names a pact, evidence, reasons and what the terms refer to by their hashes alone. The indexer looks for them in the
stores that its operator named, and verifies what it finds: verified says that the bytes have the hash and the form of their kind. It
does not say that the work was good, or that the reasons are right.

--keep writes the text of each verified document to a folder, as <hash>.json. Each is hashed again first. The folder is one for
quittance audit --documents and quittance trust --recompute --documents. What is in the files strangers wrote.`;

interface Options extends ConnectionOptions {
  readonly keep?: string;
}

/** `quittance deal documents`: what a deal names by hash, and whether an indexer could verify it. */
export function documentsCommand(output: Output): Command {
  const command = new Command("documents")
    .description("Lists the documents that a deal names by hash, and whether the indexer verified them.")
    .argument("<deal>", "the deal's id")
    .option("--keep <folder>", "write the verified ones to a folder");
  return guided(withConnection(command), {
    details: DETAILS,
    examples: ['quittance deal documents "$DEAL"', 'quittance deal documents "$DEAL" --json'],
  }).action(async (deal: string, options: Options) => {
    if (!/^0x[0-9a-f]{64}$/i.test(deal)) throw new UsageRefusal("A deal's id is 0x and 64 hex digits.");
    const session = openSession(options, output);
    const asked = session.indexer.ask((history) => listDealDocuments(history, { deal: deal as Hex }));
    const found = await busy(output, "Asking the indexer", asked);
    if (found === undefined) {
      throw new CommandRefusal(
        `The indexer at ${session.indexer.place} knows no deal ${deal}.`,
        ExitCode.failed,
      );
    }
    const kept = options.keep === undefined ? [] : await keepIn(options.keep, session, found);
    output.print({ text: textOf(found, kept.length, options.keep), data: { ...found, kept } });
  });
}

/** Writes the verified documents down. @returns Their hashes. */
async function keepIn(folder: string, session: Session, { documents }: DealDocuments): Promise<Hex[]> {
  const hashes = [...new Set(documents.filter(({ state }) => state === "verified").map(({ hash }) => hash))];
  const kept: Hex[] = [];
  for (const hash of hashes) {
    const answer = await session.indexer.ask((history) => getDocument(history, { hash }));
    const content = answer?.documents.find(({ content: text }) => text !== undefined)?.content;
    if (content === undefined) continue;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${hash}.json`), content);
    } catch (error) {
      const code: unknown = Reflect.get(Object(error), "code");
      throw new UsageRefusal(
        `A document cannot be written to the folder (${String(code)}). Name another one.`,
      );
    }
    kept.push(hash);
  }
  return kept;
}

function textOf(
  { asOf, documents, looking, panel }: DealDocuments,
  kept: number,
  folder: string | undefined,
): string {
  const rows = documents.map(({ kind, milestone, round, state, hash, reason, nextTry }) => [
    kind,
    milestone === undefined ? "–" : `${milestone}${round === undefined ? "" : `, round ${round}`}`,
    state,
    hash,
    reason === undefined
      ? ""
      : `${strangersLine(reason)}${nextTry === undefined ? "" : `; next try ${timeOf(nextTry)}`}`,
  ]);
  return [
    ...table(["document", "milestone", "state", "hash", "why"], rows),
    "",
    ...(panel === undefined ? [] : [`The panel was ${panel}: its draw was computed again.`]),
    ...(looking ? [] : ["The operator of this indexer named no stores, so that it looks for nothing."]),
    ...(folder === undefined ? [] : [`${kept} documents were kept.`]),
    `As of block ${asOf.block}, ${timeOf(asOf.timestamp)}.`,
  ].join("\n");
}
