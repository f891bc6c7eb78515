import type { Clean } from "./clean.ts";

type Write = (line: unknown, keys?: unknown) => void;
interface PonderLog {
  child?: (bindings: unknown) => PonderLog;
  [level: string]: unknown;
}

const LEVELS = ["error", "warn", "info", "debug", "trace"];
/** Errors that are causes of others. */
const DEEPEST = 8;

/**
 * Takes secrets out of everything that Ponder logs: errors of its HTTP client name a node's whole URL. Call it from the configuration,
 * before a node is asked. @returns whether that was possible.
 */
export function cleanPonderLog(clean: Clean): boolean {
  const common: unknown = Reflect.get(globalThis, "PONDER_COMMON");
  const log: unknown = Reflect.get(Object(common), "logger");
  if (!(log instanceof Object)) return false;
  cleanLog(log as PonderLog, clean);
  return true;
}

function cleanLog(log: PonderLog, clean: Clean): PonderLog {
  for (const level of LEVELS) {
    const write = log[level];
    if (typeof write !== "function") continue;
    const own = write.bind(log) as Write;
    log[level] = (line: unknown, keys?: unknown) => own(cleaned(line, clean, DEEPEST), keys);
  }
  const child = log.child?.bind(log);
  if (child !== undefined) log.child = (bindings) => cleanLog(child(bindings), clean);
  return log;
}

/** The same line, its texts without secrets. Errors are copied: who catches them needs them whole. */
function cleaned(value: unknown, clean: Clean, depth: number): unknown {
  if (typeof value === "string") return clean(value);
  if (depth === 0 || !(value instanceof Object) || typeof value === "function") return value;
  if (Array.isArray(value)) return value.map((each) => cleaned(each, clean, depth - 1));
  if (value instanceof Error) return cleanedError(value, clean, depth);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, cleaned(each, clean, depth - 1)]),
  );
}

function cleanedError(error: Error, clean: Clean, depth: number): Error {
  const copy: Error = Object.create(Object.getPrototypeOf(error));
  for (const name of Reflect.ownKeys(error)) {
    const part: unknown = Reflect.get(error, name);
    Object.defineProperty(copy, name, {
      ...{ value: cleaned(part, clean, depth - 1), writable: true, configurable: true },
      enumerable: Object.prototype.propertyIsEnumerable.call(error, name),
    });
  }
  return copy;
}
