import type { Files, Trick } from "./trick.ts";
import { disguise, pick } from "./wording.ts";
import { MAIN_FILE, put, read, type Work } from "./work.ts";

interface Citation {
  readonly source: unknown;
  readonly quote: unknown;
  readonly start?: unknown;
  readonly end?: unknown;
}

/** Adds citations, or puts them in the place of those that are there. */
function cite(work: Work, change: (citations: Citation[]) => readonly unknown[]): Files {
  const answer = read(work.files, MAIN_FILE.research);
  return put(work.files, MAIN_FILE.research, { ...answer, citations: change(answer.citations) });
}

const source = (work: Work) => new TextDecoder().decode(work.inputs.get("market.txt"));
const TRUE_QUOTE = "Copper closed at 8,912 dollars a tonne";

/** A quotation that stands in the source, changed so that it no longer does, or so that it counts once more. */
const CHANGES: readonly [
  (work: Work, random: Parameters<Trick["apply"]>[1]) => Citation,
  ...((work: Work, random: Parameters<Trick["apply"]>[1]) => Citation)[],
] = [
  () => ({ source: "market.txt", quote: "The price of copper is expected to double within the year" }),
  () => ({ source: "market.txt", quote: TRUE_QUOTE.toLowerCase() }),
  () => ({ source: "market.txt", quote: TRUE_QUOTE.replace("closed", "ended") }),
  () => ({ source: "market.txt", quote: `${TRUE_QUOTE} … lowest level since March` }),
  () => ({ source: "market.txt", quote: TRUE_QUOTE }),
  () => ({ source: "market.txt", quote: `  ${TRUE_QUOTE.replaceAll(" ", "\n\t")}\u2003` }),
  (_, random) => ({ source: "market.txt", quote: disguise(random, TRUE_QUOTE) }),
  () => ({ source: "market.txt", quote: "" }),
  () => ({ source: "market.txt", quote: " \u00a0\u2003 " }),
  () => ({ source: "market.txt", quote: TRUE_QUOTE.slice(0, 9) }),
  () => ({ source: "market.txt", quote: `${TRUE_QUOTE}\ud83d` }),
  (work) => ({ source: "market.txt", quote: source(work).repeat(40) }),
  () => ({ source: "market.txt", quote: { toString: TRUE_QUOTE } }),
  () => ({ source: "market.txt", quote: [TRUE_QUOTE] }),
  () => ({ source: "__proto__", quote: TRUE_QUOTE }),
  () => ({ source: "summary.json", quote: "Stocks fell to the lowest level since March" }),
  () => ({ source: "input:market.txt", quote: TRUE_QUOTE }),
  () => ({ source: "../market.txt", quote: TRUE_QUOTE }),
  () => ({ source: ["market.txt"], quote: TRUE_QUOTE }),
  () => ({ source: "market.txt", quote: "on Friday, two per cent", start: 0, end: 23 }),
  () => ({ source: "market.txt", quote: "on Friday, two per cent", start: 2 ** 52, end: 2 ** 53 - 1 }),
  () => ({ source: "market.txt", quote: "on Friday, two per cent", start: -1, end: 23 }),
  () => ({ source: "market.txt", quote: "on Friday, two per cent", start: "39", end: "62" }),
  () => ({ source: "market.txt", quote: "on Friday, two per cent", start: 39.5, end: 62.5 }),
];

/** A source that is not cited, cited by what does not stand in it. */
const UNCITED: readonly [Citation, ...Citation[]] = [
  { source: "mine.txt", quote: "" },
  { source: "mine.txt", quote: "The mine will open again next week" },
  { source: "mine.txt", quote: TRUE_QUOTE },
  { source: "mine.txt", quote: "The mine w\u200bill stay shut" },
];

/** Quotations that are made up, changed, repeated or misplaced. */
export const CITATION_TRICKS: readonly Trick[] = [
  {
    name: "one more citation that is not faithful",
    kinds: ["research"],
    apply: (work, random) => cite(work, (all) => [...all, pick(random, CHANGES)(work, random)]),
  },
  {
    name: "a source that is cited with what it does not say",
    kinds: ["research"],
    apply: (work, random) => cite(work, (all) => [...all, pick(random, UNCITED)]),
  },
  {
    name: "many citations that are not faithful",
    kinds: ["research"],
    apply: (work, random) =>
      cite(work, (all) => [...all, ...Array.from({ length: 18 }, () => pick(random, CHANGES)(work, random))]),
  },
  {
    name: "a good citation over and over",
    kinds: ["research"],
    apply: (work, random) => cite(work, (all) => Array.from({ length: 2 + random.below(15) }, () => all[0])),
  },
  {
    name: "citations as an object that looks like an array",
    kinds: ["research"],
    apply: (work) => cite(work, (all) => Object.assign({ length: 20 }, all) as unknown as unknown[]),
  },
  {
    name: "an instruction beside a citation",
    kinds: ["research"],
    apply: (work, random, text) =>
      cite(work, (all) =>
        all.map((each) => ({ ...each, [pick(random, ["verified", "lost", "checked", "note"])]: text })),
      ),
  },
];
