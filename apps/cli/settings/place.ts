/** Where a URL leads, without user, password, path and query: each of them may be a secret. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return "(no URL)";
  const { protocol, host, pathname, search, username, password } = new URL(url);
  const hasMore = pathname !== "/" || search !== "" || username !== "" || password !== "";
  return `${protocol}//${host}${hasMore ? "/…" : ""}`;
}

const WEB = ["http:", "https:"];
const NODE = [...WEB, "ws:", "wss:"];

/**
 * What is wrong with a URL; undefined when nothing is. It may hold a password: it is not repeated.
 *
 * @param isNode A node's, which may speak over a WebSocket.
 */
export function urlProblem(text: string, isNode: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !(isNode ? NODE : WEB).includes(url.protocol)) {
    return `must be a URL that starts with http:// or https://${isNode ? ", or with ws:// or wss://" : ""}`;
  }
  try {
    decodeURIComponent(url.username + url.password);
    return undefined;
  } catch {
    return "has a % in its user or password that starts no code; write it as %25";
  }
}
