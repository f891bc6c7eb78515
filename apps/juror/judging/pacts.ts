import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { EvidenceUnavailableError } from "quittance/errors";
import { type EvidenceReader, type HttpEvidenceOptions, httpEvidence } from "quittance/evidence";
import { type Pact, readPact } from "quittance/pact";
import { type Hex, keccak256 } from "viem";
import type { PactSource } from "./ports.ts";

export interface PactsOptions {
  /** Where pacts that were found, or posted, are kept. */
  readonly folder: string;
  /** URLs below which a pact lies under its hash: `https://pacts.example/` has `https://pacts.example/0x….json`. */
  readonly urls: readonly string[];
  readonly web: HttpEvidenceOptions;
}

/** Pacts that are kept, and those that are found elsewhere. */
export interface Pacts extends PactSource {
  /** Keeps the text of a pact. False when it does not have the hash. */
  keep(hash: Hex, text: Uint8Array): Promise<boolean>;
}

/** Bytes of a pact's text. */
export const MOST_PACT_BYTES = 1_048_576;
/** Pacts that stay in memory. */
const MOST_KNOWN = 64;

/** Looks for pacts in a folder, then on the web, and keeps what it found. */
export function openPacts({ folder, urls, web }: PactsOptions): Pacts {
  const known = new Map<string, Pact>();
  const reader: EvidenceReader = httpEvidence(web);
  const pathOf = (hash: string) => join(folder, `${hash}.json`);
  const keep = async (hash: string, text: Uint8Array) => {
    if (text.length > MOST_PACT_BYTES || keccak256(text) !== hash) return false;
    await mkdir(folder, { recursive: true });
    const draft = join(folder, `.${hash}.${process.pid}.${Math.random().toString(36).slice(2)}`);
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, pathOf(hash));
    return true;
  };
  const textOf = async (hash: string, signal: AbortSignal): Promise<Uint8Array | undefined> => {
    const kept = await readFile(pathOf(hash)).catch(() => undefined);
    if (kept !== undefined && keccak256(kept) === hash) return kept;
    for (const url of urls) {
      try {
        const uri = new URL(`${hash}.json`, url.endsWith("/") ? url : `${url}/`).href;
        const text = await reader.read({ uri, maxBytes: MOST_PACT_BYTES, signal });
        if (await keep(hash, text)) return text;
      } catch (error) {
        if (!(error instanceof EvidenceUnavailableError)) throw error;
      }
    }
    return undefined;
  };
  return {
    keep: (hash, text) => keep(hash.toLowerCase(), text),
    find: async (given, signal) => {
      const hash = given.toLowerCase();
      const found = known.get(hash);
      if (found !== undefined) return found;
      const text = await textOf(hash, signal);
      if (text === undefined) return undefined;
      const pact = readPact(new TextDecoder("utf-8", { fatal: true }).decode(text), { hash: given });
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(hash, pact);
      return pact;
    },
  };
}
