/** Longest pattern that is looked at. */
const LONGEST = 1_000;

/** What a quantifier is put on: one character or class, or a group. */
interface Atom {
  readonly text: string;
  /** Whether something in it repeats without limit, or widely. */
  readonly repeats: boolean;
  /** Whether alternatives in it may begin alike. */
  readonly isAmbiguous: boolean;
}

/** A group that is being read. */
interface Group {
  repeats: boolean;
  isAmbiguous: boolean;
  starts: string[];
  atStart: boolean;
  last: Atom | undefined;
  /** The text of the atom before the last, when that was repeated without limit. */
  repeatedBefore: string | undefined;
}

const TOKEN =
  /\\k<[^>]*>|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]+>))?|\)|\||(?:[*+?]|\{\d+(?:,\d*)?\})\??|./gsu;

/**
 * What makes a regular expression take time beyond measure on a text that was chosen for it, such as `(a+)+`; undefined when nothing
 * of the kind is seen. It errs on the careful side.
 */
export function dangerOf(pattern: string): string | undefined {
  if (pattern.length > LONGEST) return `is longer than ${LONGEST} characters`;
  const groups: Group[] = [newGroup()];
  const opened: string[] = [];
  for (const [token] of pattern.matchAll(TOKEN)) {
    const group = groups.at(-1) ?? newGroup();
    if (/^\\[1-9k]/.test(token)) return "refers back to a group, which takes time beyond measure";
    if (token.startsWith("(")) {
      opened.push(token);
      groups.push(newGroup());
    } else if (token === ")") {
      groups.pop();
      opened.pop();
      const outer = groups.at(-1);
      if (outer === undefined) return undefined;
      add(outer, {
        text: "()",
        repeats: group.repeats,
        isAmbiguous: group.isAmbiguous || overlap(group.starts),
      });
    } else if (token === "|") {
      group.atStart = true;
      group.last = undefined;
      group.repeatedBefore = undefined;
    } else if (/^([*+?]|\{\d+(,\d*)?\})\??$/.test(token) && group.last !== undefined) {
      const danger = quantify(group, group.last, token);
      if (danger !== undefined) return danger;
    } else {
      add(group, { text: token, repeats: false, isAmbiguous: false });
    }
  }
  return undefined;
}

function newGroup(): Group {
  return {
    repeats: false,
    isAmbiguous: false,
    starts: [],
    atStart: true,
    last: undefined,
    repeatedBefore: undefined,
  };
}

function add(group: Group, atom: Atom): void {
  if (atom.text === "^" || atom.text === "$") return;
  // What stands between keeps two repetitions apart.
  if (group.last !== undefined) group.repeatedBefore = undefined;
  if (group.atStart) group.starts.push(atom.text);
  group.atStart = false;
  group.repeats ||= atom.repeats;
  group.isAmbiguous ||= atom.isAmbiguous;
  group.last = atom;
}

/** Reads a quantifier of an atom. */
function quantify(group: Group, atom: Atom, token: string): string | undefined {
  const most = mostOf(token);
  const isWide = most > 20;
  group.last = undefined;
  if (most <= 1) return undefined;
  if (isWide && atom.repeats) return "repeats what repeats, which takes time beyond measure";
  if (isWide && atom.isAmbiguous)
    return "repeats alternatives that begin alike, which takes time beyond measure";
  if (!isWide) {
    group.repeatedBefore = undefined;
    return undefined;
  }
  if (group.repeatedBefore !== undefined && mayOverlap(group.repeatedBefore, atom.text)) {
    return "repeats the same twice in a row, which takes time beyond measure";
  }
  group.repeats = true;
  group.repeatedBefore = atom.text;
  return undefined;
}

function mostOf(token: string): number {
  const braces = /^\{(\d+)(,(\d*))?\}/.exec(token);
  if (braces === null) return token.startsWith("?") ? 1 : Number.POSITIVE_INFINITY;
  if (braces[2] === undefined) return Number(braces[1]);
  return braces[3] === "" ? Number.POSITIVE_INFINITY : Number(braces[3]);
}

/** Whether two of the alternatives may begin with the same character. */
function overlap(starts: readonly string[]): boolean {
  return starts.some((one, index) => starts.slice(index + 1).some((other) => mayOverlap(one, other)));
}

const isOneCharacter = (text: string): boolean => /^[^\\[(.]$/su.test(text) || /^\\[^a-zA-Z0-9]$/.test(text);

/** Two different single characters do not; of anything else it is assumed when they are alike, or either may be anything. */
function mayOverlap(one: string, other: string): boolean {
  if (one === other) return true;
  if (isOneCharacter(one) && isOneCharacter(other)) return false;
  const classes = [one, other].map((text) => (isOneCharacter(text) ? `[${text}]` : text));
  return sharesCharacter(classes[0] ?? "", classes[1] ?? "");
}

/** Whether some character of the Basic Latin block, or one far beyond, fits both. */
function sharesCharacter(one: string, other: string): boolean {
  const [first, second] = [single(one), single(other)];
  if (first === undefined || second === undefined) return true;
  const samples = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).concat(
    "\u4e2d",
    "\u{1f600}",
  );
  return samples.some((sample) => first.test(sample) && second.test(sample));
}

function single(text: string): RegExp | undefined {
  if (text === "()") return undefined;
  try {
    return new RegExp(`^(?:${text})$`, "su");
  } catch {
    return undefined;
  }
}
