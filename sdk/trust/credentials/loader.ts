import { type DocumentLoader, defaultDocumentLoader } from "@digitalbazaar/vc";
import { TRUST_CONTEXT_PATH, trustContext } from "./context.ts";

/**
 * Loads the contexts that are embedded, and what is given; everything else is refused. Nothing is fetched: a context from the network
 * could give signed terms another meaning.
 */
export function offlineLoader(documents: ReadonlyMap<string, unknown> = new Map()): DocumentLoader {
  return async (url) => {
    const document = isTrustContext(url) ? trustContext : documents.get(url);
    if (document !== undefined) return { contextUrl: null, documentUrl: url, document };
    return defaultDocumentLoader(url);
  };
}

/** Whether a URL is that of the context of trust credentials at some service. Wherever that is, it stands for the embedded one. */
export function isTrustContext(url: unknown): boolean {
  return typeof url === "string" && /^https?:\/\/[^?#]+$/.test(url) && url.endsWith(TRUST_CONTEXT_PATH);
}
