import { canonicalJson } from "../json/canonical.ts";

/** A place at which two values differ. */
export interface Difference {
  /** From the value down: `measure.least`, or `measure.cases[quote].reasons`. */
  readonly path: string;
  /** Undefined where it was added. */
  readonly before: unknown;
  /** Undefined where it was removed. */
  readonly after: unknown;
}

/** Names by which entries of lists are told apart. */
const NAMES = ["id", "name", "input"] as const;

/** The places at which two JSON values differ, down to what is no object. Entries of lists are paired by their names. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after))
    return [];
  const [first, second] = [membersOf(before), membersOf(after)];
  if (first === undefined || second === undefined || first.isList !== second.isList) {
    return before === after ? [] : [{ path, before, after }];
  }
  const names = new Set([...first.members.keys(), ...second.members.keys()]);
  return [...names].flatMap((name) =>
    differences(first.members.get(name), second.members.get(name), below(path, name, first.isList)),
  );
}

function below(path: string, name: string, isList: boolean): string {
  if (isList) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

interface Members {
  readonly isList: boolean;
  readonly members: ReadonlyMap<string, unknown>;
}

function membersOf(value: unknown): Members | undefined {
  if (Array.isArray(value)) {
    const names = value.map(nameOf);
    const isNamed = names.every((name) => name !== undefined) && new Set(names).size === names.length;
    const members = new Map(
      value.map((entry: unknown, index) => [isNamed ? (names[index] ?? "") : String(index), entry]),
    );
    return { isList: true, members };
  }
  if (typeof value !== "object" || value === null) return undefined;
  return { isList: false, members: new Map(Object.entries(value)) };
}

/** What an entry is called: itself, where it is text. */
function nameOf(entry: unknown): string | undefined {
  if (typeof entry === "string") return entry;
  if (typeof entry !== "object" || entry === null) return undefined;
  const [file, test] = [Reflect.get(entry, "file"), Reflect.get(entry, "name")];
  if (typeof file === "string" && typeof test === "string") return `${file}: ${test}`;
  return NAMES.map((name): unknown => Reflect.get(entry, name)).find((name) => typeof name === "string");
}
