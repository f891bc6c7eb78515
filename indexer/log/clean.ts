import { docsUrlOf } from "quittance/errors";

const DOCS = docsUrlOf("docs/");
const URLS = /\b(?:https?|wss?|postgres(?:ql)?):\/\/[^\s"'<>\\]+/gi;
/** Shorter parts of URLs are words of everyday. */
const SHORTEST = 6;
const HIDDEN = "(not shown)";

/** Takes secrets out of texts. */
export type Clean = (text: string) => string;

/**
 * What takes out of texts the secret parts of these URLs, wherever they stand, and what follows the host in any URL. A URL of a
 * database is left out whole.
 * @param urls Of nodes and databases; they may hold keys and passwords.
 */
export function cleanerOf(urls: readonly string[]): Clean {
  const secrets = [...new Set(urls.flatMap(secretsIn))].sort((a, b) => b.length - a.length);
  return (text) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text.replace(URLS, shownUrl));
}

/** Node and port, without what may be a key. */
function shownUrl(url: string): string {
  if (url.startsWith(DOCS)) return url;
  if (/^postgres/i.test(url) || !URL.canParse(url)) return HIDDEN;
  const { origin, pathname, search } = new URL(url);
  return pathname === "/" && search === "" ? origin : `${origin}/…`;
}

function secretsIn(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { password, pathname, searchParams, protocol } = new URL(text);
  const inPath = protocol.startsWith("postgres") ? [] : pathname.split("/");
  const parts = [password, ...inPath, ...searchParams.values()];
  return parts.flatMap((part) => [part, decoded(part)]).filter(({ length }) => length >= SHORTEST);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
