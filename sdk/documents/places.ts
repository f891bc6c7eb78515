import { type Hex, keccak256, stringToBytes } from "viem";
import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { InvalidFieldError } from "../errors/field.ts";
import type { EvidenceReader } from "../evidence/store.ts";
import { requireList, requireOptions } from "../json/options.ts";
import type { NamedDocument } from "./types.ts";

/** What is asked of a place. */
export interface DocumentRequest extends NamedDocument {
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** A place where documents may lie. Nothing that it gives is believed before it was hashed. */
export interface DocumentPlace {
  /** Bytes that should be the document. Throws EvidenceUnavailableError with the reason when there are none. */
  readonly read: (request: DocumentRequest) => Promise<Uint8Array>;
}

/** JSON in which a service answers with a text, and what surrounds it. */
const WRAPPING = 2;
const ENVELOPE_BYTES = 65_536;

/** A part of a URL that may have a document, and where its text is in JSON that is around it. */
interface Attempt {
  readonly part: string;
  readonly unwrap?: (said: unknown) => unknown;
}

/**
 * Documents of a store at a URL. It is asked for `<hash>.json`, for evidence under the last part of the URI that its delivery names,
 * for reasons as a ballot board has them (`reasons/<hash>`), and for what an indexer of Quittance has (`documents/<hash>`).
 *
 * @param input.url http or https; what stands behind its last `/` belongs to it.
 * @param input.reader What reads a URL, such as `httpEvidence`.
 * @throws InvalidFieldError when the URL is none.
 * @example
 * import { documentsAt } from "quittance/documents";
 * import { httpEvidence } from "quittance/evidence";
 *
 * const place = documentsAt({ url: "https://documents.example", reader: httpEvidence() });
 * console.log(typeof place.read); // function
 */
export function documentsAt(input: { readonly url: string; readonly reader: EvidenceReader }): DocumentPlace {
  requireOptions(input, "url reader");
  const base = requireStore(input.url);
  const { reader } = input;
  return {
    read: async ({ kind, hash, uris = [], maxBytes, signal }) => {
      const name = hash.toLowerCase();
      const failures: EvidenceUnavailableError[] = [];
      const attempts: readonly Attempt[] = [
        ...(kind === "evidence" ? uris.flatMap((uri) => lastPartOf(uri) ?? []) : []).map((part) => ({
          part,
        })),
        { part: `${name}.json` },
        ...(kind === "reasons" ? [{ part: `reasons/${name}`, unwrap: reasonsOf }] : []),
        { part: `documents/${name}`, unwrap: (said: unknown) => contentOf(said, kind) },
      ];
      for (const { part, unwrap } of attempts) {
        const most = unwrap === undefined ? maxBytes : WRAPPING * maxBytes + ENVELOPE_BYTES;
        try {
          const bytes = await reader.read({ uri: new URL(part, base).href, maxBytes: most, signal });
          const found = unwrap === undefined ? bytes : unwrapped(bytes, unwrap);
          if (found !== undefined && keccak256(found) === name) return found;
          failures.push(new EvidenceUnavailableError(found === undefined ? "not-found" : "mismatch"));
          // What has another hash may be encrypted evidence, of which the caller tells more.
          if (found !== undefined && kind === "evidence") return found;
        } catch (error) {
          if (!(error instanceof EvidenceUnavailableError)) throw error;
          // A host that does not answer is not asked in another way.
          if (error.reason === "unreachable" || error.reason === "aborted") throw error;
          failures.push(error);
        }
      }
      throw mostTelling(failures);
    },
  };
}

/** What says most of a document that no place had, first. */
const TELLING = ["mismatch", "too-large", "unreachable", "refused"] as const;

/** Of several failures the one that says most. */
export function mostTelling(failures: readonly EvidenceUnavailableError[]): EvidenceUnavailableError {
  const reason = TELLING.find((each) => failures.some((failure) => failure.reason === each));
  return (
    failures.find((failure) => failure.reason === reason) ??
    failures[0] ??
    new EvidenceUnavailableError("not-found")
  );
}

function requireStore(url: string): URL {
  const base = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !["http:", "https:"].includes(base.protocol)) {
    throw new InvalidFieldError({
      field: "url",
      value: url,
      // It may hold a key.
      secret: true,
      problem: "must be a URL that starts with http:// or https://",
      remedy: "Give the URL below which the store has its documents.",
    });
  }
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  base.hash = "";
  return base;
}

/** The last part of a URI, which is a name in a store; a stranger wrote it, and it must stay below the store. */
function lastPartOf(uri: string): string | undefined {
  if (/^data:/i.test(uri)) return undefined;
  const last = /([^/:]*)$/.exec(uri.replace(/[?#].*$/, ""))?.[1] ?? "";
  return last === "" || last === "." || last === ".." ? undefined : encodeURIComponent(last);
}

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
};

function unwrapped(bytes: Uint8Array, textOf: (said: unknown) => unknown): Uint8Array | undefined {
  const text = textOf(parsed(bytes));
  return typeof text === "string" ? stringToBytes(text) : undefined;
}

const reasonsOf = (said: unknown): unknown => Reflect.get(Object(said), "reasons");

function contentOf(said: unknown, kind: string): unknown {
  const documents: unknown = Reflect.get(Object(said), "documents");
  if (!Array.isArray(documents)) return undefined;
  const known = documents.find((each: unknown) => Reflect.get(Object(each), "kind") === kind) ?? documents[0];
  return Reflect.get(Object(known), "content");
}

/**
 * Documents where deliveries say that their evidence lies: for evidence alone, by the URIs that the chain names, one after the other.
 *
 * @param input.reader What may read the URIs of strangers, such as `httpEvidence` with `guardedFetch`.
 * @example
 * import { documentsByUri } from "quittance/documents";
 * import { httpEvidence } from "quittance/evidence";
 *
 * const place = documentsByUri({ reader: httpEvidence() });
 * const named = { kind: "evidence", hash: `0x${"11".repeat(32)}`, uris: ["data:text/plain,42"] } as const;
 * console.log((await place.read({ ...named, maxBytes: 10 })).length); // 2
 */
export function documentsByUri(input: { readonly reader: EvidenceReader }): DocumentPlace {
  requireOptions(input, "reader");
  const { reader } = input;
  return {
    read: async ({ kind, hash, uris = [], maxBytes, signal }) => {
      const failures: EvidenceUnavailableError[] = [];
      for (const uri of kind === "evidence" ? uris : []) {
        try {
          const bytes = await reader.read({ uri, maxBytes, signal });
          if (keccak256(bytes) === hash.toLowerCase() || uris.length === 1) return bytes;
          failures.push(new EvidenceUnavailableError("mismatch"));
        } catch (error) {
          // A URI of a stranger may be none that a reader takes.
          if (error instanceof InvalidFieldError) continue;
          if (!(error instanceof EvidenceUnavailableError)) throw error;
          failures.push(error);
        }
      }
      throw mostTelling(failures);
    },
  };
}

/**
 * Documents out of files, whatever they are called: they are found by their hashes.
 *
 * @example
 * import { hashEvidence } from "quittance";
 * import { documentsIn } from "quittance/documents";
 *
 * const bytes = new TextEncoder().encode("42");
 * const place = documentsIn({ files: [{ bytes }] });
 * const hash = hashEvidence(bytes);
 * console.log((await place.read({ kind: "rating", hash, maxBytes: 10 })).length); // 2
 */
export function documentsIn(input: {
  readonly files: readonly { readonly bytes: Uint8Array }[];
}): DocumentPlace {
  requireOptions(input, "files");
  requireList("files", input.files);
  const byHash = new Map(input.files.map(({ bytes }) => [keccak256(bytes), bytes]));
  return {
    read: async ({ hash, maxBytes }) => {
      const bytes = byHash.get(hash.toLowerCase() as Hex);
      if (bytes === undefined) throw new EvidenceUnavailableError("not-found");
      if (bytes.length > maxBytes) throw new EvidenceUnavailableError("too-large");
      return bytes;
    },
  };
}
