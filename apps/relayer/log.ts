import { docsUrlOf, printable, withoutSecrets } from "quittance/errors";

export type Level = "debug" | "info" | "warn" | "error";

/** Writes one line of JSON. Values are texts, numbers and booleans; no signature, key or address of a node is one of them. */
export type Log = (
  level: Level,
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

const LONGEST = 300;
/** A hash of a transaction or of an intent is shown; anything else that looks like a key is not. */
const HASH = /^0x[0-9a-f]{64}$/;
const URL_PATTERN = /\b(?:https?|wss?|postgres(?:ql)?):\/\/\S+/gi;
const DOCS = docsUrlOf("docs/");

/** A message as it may be shown: without keys, and without URLs other than those of the documentation. */
export function withoutUrls(message: string): string {
  return withoutSecrets(message.replace(URL_PATTERN, (url) => (url.startsWith(DOCS) ? url : "(a URL)")));
}

/** A log that goes to `write`, one line at a time. */
export function openLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const shown = (name: string, value: string | number | boolean) => {
    if (typeof value !== "string") return value;
    if ((name === "hash" || name === "id") && HASH.test(value)) return value;
    return printable(withoutUrls(value)).slice(0, LONGEST);
  };
  return (level, event, fields = {}) => {
    const entries = Object.entries(fields).map(([name, value]) => [name, shown(name, value)]);
    write(
      JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...Object.fromEntries(entries) }),
    );
  };
}

export const silentLog: Log = () => undefined;
