/** A kind of obligation: the words that show it, and the words its summary opens with. */
export type Kind = { readonly kind: string; readonly lead: string; readonly phrases: readonly string[] };

/** The kinds of obligation the example's buyer asks for. */
export const KINDS: readonly Kind[] = [
  {
    kind: "notice",
    lead: "Keep the notices",
    phrases: [
      "above copyright notice",
      "copyright notice and this permission notice",
      "retain all copyright",
      "retain intact",
      "keep intact all notices",
      "appropriate copyright notice",
      "appear in all copies",
      "in all source code forms",
      "copy of this license",
      "copyright notices",
    ],
  },
  {
    kind: "attribution",
    lead: "Give credit",
    phrases: [
      "acknowledgment",
      "acknowledgement",
      "attribution notices",
      "give credit",
      "identification of the creator",
    ],
  },
  {
    kind: "marked-changes",
    lead: "Mark what was changed",
    phrases: [
      "prominent notices",
      "plainly marked",
      "indicate if you modified",
      "clearly document",
      "notice of any changes",
    ],
  },
  {
    kind: "share-alike",
    lead: "Pass it on under the same terms",
    phrases: [
      "under the terms of this license",
      "under the terms of this agreement",
      "under the terms of sections",
      "only under",
      "must be licensed under",
      "under the same license",
      "licensed as a whole",
      "the same license elements",
      "entirely under this license",
      "under this license with",
    ],
  },
  {
    kind: "source-disclosure",
    lead: "Make the source available",
    phrases: [
      "corresponding source",
      "source code form",
      "machine readable source code",
      "source form",
      "source code must",
    ],
  },
  {
    kind: "patent",
    lead: "Mind the patent terms",
    phrases: ["patent license", "patent claims", "patent litigation", "patent rights", "licensed patents"],
  },
  {
    kind: "naming",
    lead: "Do not use the names",
    phrases: [
      "endorse or promote",
      "trade names",
      "shall not be used in advertising",
      "not be used in advertising",
      "trademark",
      "trademarks",
      "reserved font name",
      "must not be misrepresented",
    ],
  },
  {
    kind: "warranty-disclaimer",
    lead: "Expect no warranty",
    phrases: ["as is", "without warranty", "no warranty", "without any warranty", "disclaims all warranties"],
  },
  {
    kind: "liability",
    lead: "Expect no damages",
    phrases: ["in no event", "be liable", "be held liable", "limitation of liability"],
  },
  {
    kind: "termination",
    lead: "Rights end on breach",
    phrases: [
      "terminate automatically",
      "will terminate",
      "shall terminate",
      "terminates automatically",
      "rights terminate",
    ],
  },
  {
    kind: "duty",
    lead: "Observe the condition",
    phrases: ["must", "shall not", "may not", "required to", "provided that", "you agree to"],
  },
];

/** One expression for all phrases of a kind, the longest first; white space of any kind may stand for a space. */
function phrasePattern({ phrases }: Kind): RegExp {
  const longestFirst = [...phrases].sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((phrase) => phrase.split(" ").join("[\\t\\n\\r ]+"));
  return new RegExp(`(?<![A-Za-z0-9])(?:${alternatives.join("|")})(?![A-Za-z0-9])`, "gi");
}

/** Each kind with the expression that finds its phrases. */
export const PATTERNS = KINDS.map((kind) => ({ kind: kind.kind, pattern: phrasePattern(kind) }));

/** The kinds of obligation that the words of a text show, in the order of `KINDS`. */
export function kindsIn(text: string): string[] {
  return PATTERNS.filter(({ pattern }) => text.search(pattern) >= 0).map(({ kind }) => kind);
}
