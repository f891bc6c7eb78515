import spdx from "spdx-license-list/full.js";
import { keccak256, stringToBytes } from "viem";
import { canonical } from "./canonical.ts";
import type { Corpus, CorpusManifest } from "./types.ts";

/** Licences a reader can take duties from: short and long, wrapped and unwrapped, with and without non-ASCII signs. */
export const FIT_IDS = [
  "AGPL-3.0-only",
  "Apache-2.0",
  "Artistic-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSD-4-Clause",
  "BSL-1.0",
  "CC-BY-4.0",
  "CC-BY-SA-4.0",
  "CDDL-1.0",
  "curl",
  "EPL-2.0",
  "EUPL-1.2",
  "GPL-2.0-only",
  "GPL-3.0-only",
  "ISC",
  "LGPL-2.1-only",
  "LPPL-1.3c",
  "MIT",
  "MPL-2.0",
  "MS-PL",
  "MulanPSL-2.0",
  "ODbL-1.0",
  "OFL-1.1",
  "OpenSSL",
  "OSL-3.0",
  "PostgreSQL",
  "Unicode-DFS-2016",
  "UPL-1.0",
  "Zlib",
] as const;

/** Texts nothing can honestly be extracted from: a few words, a plain dedication, or not in English. */
export const UNFIT_IDS = [
  "ANTLR-PD",
  "blessing",
  "CC-BY-3.0-DE",
  "diffmark",
  "etalab-2.0",
  "FSFUL",
  "LiLiQ-P-1.1",
  "WTFPL",
] as const;

/**
 * Builds a corpus from texts, in the given order.
 * @param source where the texts come from, for the reader of the manifest.
 */
export function corpusOf(
  source: string,
  texts: readonly { readonly id: string; readonly name: string; readonly text: string }[],
): Corpus {
  const documents = texts.map(({ id, name, text }) => ({
    id,
    name,
    text,
    hash: keccak256(stringToBytes(text)),
  }));
  const manifest: CorpusManifest = {
    format: "quittance-demo/corpus/1",
    source,
    documents: documents.map(({ id, name, text, hash }) => ({ id, name, length: text.length, hash })),
  };
  return { documents, manifest, manifestHash: canonical(manifest).hash };
}

/**
 * Loads the licence texts of the worked example from `spdx-license-list`, ordered by id.
 * @throws Error when the installed package lacks one of them.
 */
export function loadCorpus(): Corpus {
  const ids = [...FIT_IDS, ...UNFIT_IDS].sort();
  return corpusOf(
    "npm:spdx-license-list/full",
    ids.map((id) => {
      const entry = spdx[id];
      if (entry === undefined) {
        throw new Error(
          `corpus: spdx-license-list has no text "${id}"; install the version the lock file names`,
        );
      }
      return { id, name: entry.name, text: entry.licenseText };
    }),
  );
}
