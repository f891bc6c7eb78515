import { isCompound, replaceSequences } from "./identifier.ts";
import type { Site } from "./sites.ts";
import { holdsAt, type Place, sequenceOf, type Table } from "./table.ts";

/** How much of the text around a name a rule may ask about. */
const CONTEXT = 120;

/** The table, made ready: gives each name its new one. */
export interface Renamer {
  /** The name that takes the place of `name`; the same when nothing is wrong with it. */
  readonly name: (name: string, place: Place) => string;
  /** The same for each part of a path. */
  readonly path: (path: string, place: Place) => string;
  /** A text with the names at its sites replaced. */
  readonly text: (text: string, sites: readonly Site[], file: string) => readonly Change[];
}

/** A name, or a term of art in a sentence, that has to be replaced. */
export interface Change {
  readonly kind: Site["kind"];
  readonly start: number;
  readonly old: string;
  readonly new: string;
}

export function renamerOf(table: Table): Renamer {
  const sequences = table.words.map((rule) => ({ rule, sequence: sequenceOf(rule) }));
  const names = groupedByOld(table.names);
  // An EIP-712 type in the form that is hashed: what was signed under it must not change.
  const typeStrings = new RegExp(`\\b(?:${table.typedData.join("|")})\\((?:[\\w[\\]]+ \\w+,?)+\\)`, "g");
  const kept = Map.groupBy(table.kept, ({ name }) => name);
  const terms = table.terms.map((rule) => ({ rule, pattern: patternOf(rule.old) }));

  const name = (given: string, place: Place, joint?: string): string => {
    if (kept.get(given)?.some((exception) => holdsAt(exception, place))) return given;
    const exact = names.get(given)?.find((rule) => holdsAt(rule, place));
    if (exact !== undefined) return exact.new;
    const lower = given.toLowerCase();
    const holding = sequences.filter(
      ({ rule, sequence }) => lower.includes(sequence.old[0] ?? "") && holdsAt(rule, place),
    );
    if (holding.length === 0) return given;
    return replaceSequences(
      given,
      holding.map(({ sequence }) => sequence),
      joint,
    );
  };

  const fileName = (given: string, place: Place): string => {
    const rule = table.files.find(({ old, ...scope }) => old === given && holdsAt(scope, place));
    if (rule !== undefined) return rule.new;
    const [, stem = given, ending = ""] = /^([^.]+)((?:\..*)?)$/.exec(given) ?? [];
    return `${name(stem, place, stem === stem.toLowerCase() ? "-" : undefined)}${ending}`;
  };

  const path: Renamer["path"] = (given, place) =>
    given
      .split("/")
      .map((part) =>
        /^[.*]*$/.test(part) ? part : fileName(part, { file: place.file, before: "/", after: "/" }),
      )
      .join("/");

  const sentence = (text: string, start: number, place: Place): Change[] => {
    const found: Change[] = [];
    for (const { rule, pattern } of terms.filter((term) => holdsAt(term.rule, place))) {
      for (const match of text.matchAll(pattern)) {
        const replaced = { old: match[0], new: inPlaceOf(match, rule.new) };
        const change: Change = { kind: "sentence", start: start + match.index, ...replaced };
        // The longer terms come first in the table and hold shorter ones.
        if (!found.some((other) => overlap(other, change))) found.push(change);
      }
    }
    return found;
  };

  const at = (site: Site, place: Place): string => {
    if (site.kind === "path") return isOurs(site.text) ? path(site.text, place) : site.text;
    if (site.kind === "compound" && !isCompound(site.text)) return site.text;
    return name(site.text, place);
  };

  return {
    name,
    path,
    text: (text, sites, file) => {
      const signed = [...text.matchAll(typeStrings)].map(({ index, 0: type }) => ({
        start: index,
        old: type,
      }));
      const changes = sites.flatMap((site): Change[] => {
        const end = site.start + site.text.length;
        const before = text.slice(Math.max(0, site.start - CONTEXT), site.start);
        const after = text.slice(end, end + CONTEXT);
        const place = { file, before, after };
        if (site.kind === "sentence") return sentence(site.text, site.start, place);
        const replaced = at(site, place);
        const { kind, start, text: old } = site;
        return replaced === old ? [] : [{ kind, start, old, new: replaced }];
      });
      return changes.filter((change) => !signed.some((type) => overlap(type, change)));
    },
  };
}

function groupedByOld<Rule extends { readonly old: string }>(rules: readonly Rule[]) {
  return Map.groupBy(rules, ({ old }) => old);
}

type Span = Pick<Change, "start" | "old">;

function overlap(a: Span, b: Span): boolean {
  return a.start < b.start + b.old.length && b.start < a.start + a.old.length;
}

/** The words of a term, and the article before it; between two words a line may end, in a comment, too. */
function patternOf(term: string): RegExp {
  const gap = "(\\s+(?:\\/{2,3}|\\*)?\\s*)";
  const start = term.startsWith("'") ? "(?<=\\w)" : "(?<![\\w.])";
  return new RegExp(`${start}(?:(an?)(\\s+\\[?))?${term.split(" ").join(gap)}\\b`, "gi");
}

/** What takes a term's place: with the article and the capital that it needs, and with its lines broken where they were. */
function inPlaceOf(
  [found, article, afterArticle = "", ...gaps]: RegExpExecArray,
  replacement: string,
): string {
  const [first = "", ...others] = replacement.split(" ");
  const words = others.map((word, index) => `${gaps[index] ?? " "}${word}`);
  const start = article === undefined ? "" : `${/^[aeiou]/i.test(first) ? "an" : "a"}${afterArticle}`;
  const isCapital = found.charAt(0) !== found.charAt(0).toLowerCase();
  const whole = `${start}${first}${words.join("")}`;
  return isCapital ? `${whole.charAt(0).toUpperCase()}${whole.slice(1)}` : whole;
}

const OURS =
  /^(?:\.|contracts\/|sdk\/|test\/|scripts\/|indexer\/|docs\/|deployments\/|examples\/|apps\/|[^/]+$)/;

/** A path of this tree, not of a package or of the web. */
function isOurs(path: string): boolean {
  return OURS.test(path) || /^[\w-]+(?:\/[\w-]+)*\.(?:ts|sol|md|tree|mjs)$/.test(path) || !path.includes(".");
}

/** A text with the changes made. Throws when two of them overlap. */
export function applyChanges(text: string, changes: readonly Change[]): string {
  let result = "";
  let at = 0;
  for (const change of [...changes].sort((a, b) => a.start - b.start)) {
    if (change.start < at) throw new Error(`two changes meet at ${change.start}: ${change.old}`);
    result += text.slice(at, change.start) + change.new;
    at = change.start + change.old.length;
  }
  return result + text.slice(at);
}
