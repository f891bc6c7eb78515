import { docsUrlOf, printable, withoutSecrets } from "quittance/errors";

export type Level = "debug" | "info" | "warn" | "error";

/** Writes one line. Values are texts, numbers and booleans; no signature, key or address of a node is one of them. */
export type Log = (
  level: Level,
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

const LONGEST = 300;
/** A hash of a deal, of evidence or of a transaction is shown; anything else that looks like a key is not. */
const HASH = /^0x[0-9a-f]{64}$/;
const HASHES: readonly string[] = ["deal", "evidence", "pact", "hash"];
const URL_PATTERN = /\b(?:https?|wss?|postgres(?:ql)?):\/\/\S+/gi;
const DOCS = docsUrlOf("docs/");

/** A message as it may be shown: without keys, and without URLs other than those of the documentation. */
export function withoutUrls(message: string): string {
  return withoutSecrets(message.replace(URL_PATTERN, (url) => (url.startsWith(DOCS) ? url : "(a URL)")));
}

/** A log that goes to `write`, one line at a time: JSON, or text for people. */
export function openLog(write: (line: string) => void, json: boolean, now: () => number = Date.now): Log {
  const shown = (name: string, value: string | number | boolean) => {
    if (typeof value !== "string") return value;
    if (HASHES.includes(name) && HASH.test(value)) return value;
    return printable(withoutUrls(value)).slice(0, LONGEST);
  };
  return (level, event, fields = {}) => {
    const entries = Object.entries(fields).map(([name, value]) => [name, shown(name, value)] as const);
    const time = new Date(now()).toISOString();
    if (json) return write(JSON.stringify({ time, level, event, ...Object.fromEntries(entries) }));
    const text = entries.map(([name, value]) => `${name}=${value}`).join(" ");
    write(`${time} ${level.padEnd(5)} ${event}${text === "" ? "" : `  ${text}`}`);
  };
}

export const silentLog: Log = () => undefined;
