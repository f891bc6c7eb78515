export type Level = "debug" | "info" | "warn" | "error";

/** Writes one line: how grave it is, what it is about in a word that machines look for, a sentence, and what else there is. */
export type Say = (
  level: Level,
  kind: string,
  message: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

/** Ponder's log, of which the process has one: text for people, or JSON with `--log-format json`. */
type PonderLog = Readonly<Record<Level, (line: Readonly<Record<string, unknown>>) => void>>;

/** A line of the indexer's own among Ponder's, in the same form. Outside Ponder it is JSON on the standard error output. */
export const say: Say = (level, kind, message, fields = {}) => {
  const line = { msg: message, kind, ...fields };
  const log = ponderLog();
  if (log !== undefined) log[level](line);
  else console.error(JSON.stringify({ level, time: Date.now(), ...line }));
};

function ponderLog(): PonderLog | undefined {
  const common: unknown = Reflect.get(globalThis, "PONDER_COMMON");
  const log: unknown = Reflect.get(Object(common), "logger");
  return log instanceof Object && "warn" in log ? (log as PonderLog) : undefined;
}
