import { canonicalJson } from "quittance";
import spdx from "spdx-license-list/full.js";
import { stringToBytes } from "viem";
import { type RefusalReason, whyUnfit } from "./fitness.ts";
import { kindsIn } from "./lexicon.ts";

/** One text of the corpus. */
export interface CorpusDocument {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** The input of the pact that holds it, and where it starts there, in UTF-16 code units. */
  readonly volume: string;
  readonly start: number;
  /** Kinds of obligation that its words show. */
  readonly kinds: readonly string[];
  /** Why it is to be refused; undefined when there is something to extract. */
  readonly unfit: RefusalReason | undefined;
}

/** The texts to work on, and the files that a pact names as its inputs. */
export interface Corpus {
  readonly documents: readonly CorpusDocument[];
  /** `catalogue.json`, and the volumes that hold the texts, by name. */
  readonly inputs: ReadonlyMap<string, Uint8Array>;
}

/** Names the texts, and what is to be found in them. */
export const CATALOGUE = "catalogue.json";

/** A pact has at most 256 inputs, and there are more texts: each volume holds several. */
const VOLUMES = 64;
const BETWEEN = "\n\n";

/** What the catalogue calls an obligation of a kind in a text. */
export function dutyOf(id: string, kind: string): string {
  return `${id} ${kind}`;
}

/** Builds a corpus from texts, which are dealt out to the volumes one by one, so that those that are alike lie apart. */
export function corpusOf(
  texts: readonly { readonly id: string; readonly name: string; readonly text: string }[],
): Corpus {
  const volumes = new Map<string, string>();
  const documents = texts.map(({ id, name, text }, index): CorpusDocument => {
    const volume = `volume-${String((index % VOLUMES) + 1).padStart(2, "0")}.txt`;
    const before = volumes.get(volume);
    const start = before === undefined ? 0 : before.length + BETWEEN.length;
    volumes.set(volume, before === undefined ? text : `${before}${BETWEEN}${text}`);
    const kinds = kindsIn(text);
    return { id, name, text, volume, start, kinds, unfit: whyUnfit(text, kinds.length > 0) };
  });
  const fit = documents.filter(({ unfit }) => unfit === undefined);
  const catalogue = {
    documents: documents.map(({ id, name, volume, start, text }) => ({
      ...{ id, name, volume, start },
      end: start + text.length,
    })),
    duties: fit.flatMap(({ id, kinds }) => kinds.map((kind) => dutyOf(id, kind))),
  };
  const files = [[CATALOGUE, canonicalJson(catalogue)] as const, ...volumes];
  return { documents, inputs: new Map(files.map(([name, content]) => [name, stringToBytes(content)])) };
}

/** Loads the licence texts of `spdx-license-list`, more than 700 of them, ordered by id. */
export function loadCorpus(): Corpus {
  const ids = Object.keys(spdx).sort();
  return corpusOf(
    ids.flatMap((id) => {
      const entry = spdx[id];
      return entry === undefined ? [] : [{ id, name: entry.name, text: entry.licenseText }];
    }),
  );
}
