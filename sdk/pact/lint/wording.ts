import { placed } from "../paths.ts";
import type { FoundProblem } from "../problem.ts";
import type { Pact } from "../types.ts";

/** Characters that show nothing, or change the direction of what follows: text that people read otherwise than programs. */
const HIDDEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

/** Sentences that speak to a model or a juror, in the place of asking about the work. */
const ORDERS: readonly RegExp[] = [
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(previous|above|prior|earlier|other|all|instructions?|rules?|clauses?)\b/i,
  /\byou (must|should|shall|will|are)\b/i,
  /\b(always|never) (choose|answer|give|return|score|pick|select|accept|approve)\b/i,
  /\b(system|assistant|developer)\s*(prompt|message|:)/i,
  /\b(jurors?|models?|judges?|assistants?)\b.{0,30}\b(must|should|shall|choose|give|award|return)\b/i,
  /<\|?\/?(im_start|im_end|system|assistant|user|endoftext)\|?>/i,
];

/** Languages that the detector of `language` clauses knows, tinyld 1.3.4. */
const KNOWN_LANGUAGES: readonly string[] =
  "af am ar be ber bg bn cs da de el en eo es et fa fi fr ga gu he hi hu hy id is it ja kk km kn ko la lt lv mk mn my nl no pl pt rn ro ru sk sr sv ta te th tk tl tlh tr tt uk ur vi vo yi zh".split(
    " ",
  );

interface PlacedText {
  readonly path: string;
  readonly text: string;
}

/** Text that hides something, speaks to its judge, or names a language that the detector does not know. */
export function wordingProblems(pact: Pact): FoundProblem[] {
  return [
    ...texts(pact)
      .filter(({ text }) => HIDDEN.test(text))
      .map(hidden),
    ...criterionTexts(pact).flatMap(order),
    ...languages(pact),
  ];
}

function texts(pact: Pact): PlacedText[] {
  return [
    { path: "pact.name", text: pact.name },
    { path: "pact.task.instruction", text: pact.task.instruction },
    ...placed(pact).map(({ clause, at }) => ({ path: `${at}.description`, text: clause.description })),
    ...criterionTexts(pact),
  ];
}

/** What a model is shown; canaries may hold anything. */
function criterionTexts(pact: Pact): PlacedText[] {
  return placed(pact).flatMap(({ clause, at }) =>
    clause.kind === "criterion"
      ? [
          { path: `${at}.measure.question`, text: clause.measure.question },
          ...clause.measure.levels.map(({ description }, index) => ({
            path: `${at}.measure.levels[${index}].description`,
            text: description,
          })),
        ]
      : [],
  );
}

function hidden({ path, text }: PlacedText): FoundProblem {
  const character = HIDDEN.exec(text)?.[0] ?? "";
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0") ?? "";
  const problem = `holds a character that shows nothing or turns text around, U+${code}`;
  return { path, value: text, problem, remedy: "Leave it out.", severity: "error" };
}

function order({ path, text }: PlacedText): FoundProblem[] {
  const said = ORDERS.map((pattern) => pattern.exec(text)?.[0]).find((match) => match !== undefined);
  if (said === undefined) return [];
  return [
    {
      path,
      value: text,
      problem: `reads like an instruction to the one who judges: “${said.slice(0, 80)}”`,
      remedy: "Ask about the work: a question, and levels that describe it.",
      severity: "warning",
    },
  ];
}

function languages(pact: Pact): FoundProblem[] {
  return placed(pact).flatMap(({ clause, at }): FoundProblem[] => {
    if (clause.kind !== "language") return [];
    const { language } = clause.measure;
    const [primary = ""] = language.split("-");
    const path = `${at}.measure.language`;
    if (!KNOWN_LANGUAGES.includes(primary)) {
      const problem = "is no language that the detector knows";
      const remedy = `Name one of ${KNOWN_LANGUAGES.join(", ")}, or leave the clause out.`;
      return [{ path, value: language, problem, remedy, severity: "error" }];
    }
    if (primary === language) return [];
    const problem = "names a script or a region, which the detector does not see";
    return [
      {
        path,
        value: language,
        problem,
        remedy: `Write ${primary}, or add a criterion.`,
        severity: "warning",
      },
    ];
  });
}
