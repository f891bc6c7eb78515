/** Where a URL leads, without user, password, path and query: each of them may be a secret. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return "(no URL)";
  const { protocol, host, pathname, search, username, password } = new URL(url);
  const hasMore = pathname !== "/" || search !== "" || username !== "" || password !== "";
  return `${protocol}//${host}${hasMore ? "/…" : ""}`;
}

/** What is wrong with a URL of a node or an indexer; undefined when nothing is. It may hold a password: it is not repeated. */
export function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    return "must be a URL that starts with http:// or https://";
  }
  try {
    decodeURIComponent(url.username + url.password);
    return undefined;
  } catch {
    return "has a % in its user or password that starts no code; write it as %25";
  }
}
