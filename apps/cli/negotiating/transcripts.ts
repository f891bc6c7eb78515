import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Negotiator, transcriptText } from "quittance/negotiation";
import type { Hex } from "viem";
import type { Output } from "../output/output.ts";
import { strangersLine } from "../output/text.ts";
import { UsageRefusal } from "../refusal.ts";

/** Writes transcripts of negotiations that are over into a folder, each into a file with the negotiation's name. */
export interface TranscriptFolder {
  /** Writes one; a later call writes it again, with what was said since. */
  write(negotiator: Negotiator, negotiation: Hex): void;
  /** Resolves when all are written. */
  settled(): Promise<void>;
}

/** Makes the folder, or finds it. */
export function openTranscriptFolder(folder: string, output: Output): TranscriptFolder {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageRefusal(
      `The folder of --transcripts cannot be made (${codeOf(error)}). Name another one.`,
    );
  }
  // One after another: what is written last is the whole.
  let writing = Promise.resolve();
  return {
    write: (negotiator, negotiation) => {
      writing = writing
        .then(async () => {
          const text = transcriptText(await negotiator.transcript(negotiation));
          writeFileSync(join(folder, `${negotiation}.json`), `${text}\n`);
        })
        .catch((error: unknown) =>
          output.note(`The transcript of ${negotiation} is not written: ${codeOf(error)}`),
        );
    },
    settled: () => writing,
  };
}

const codeOf = (error: unknown): string =>
  strangersLine(String(Reflect.get(Object(error), "code") ?? (error as Error).message));
