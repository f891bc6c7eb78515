import { keccak256 } from "viem";
import type { Pact } from "../pact.ts";
import type { CorpusDocument, Criterion, Fault, Finding, Opinion, RefusalReason } from "../types.ts";
import type { Case } from "./juror.ts";
import { type ReadAnswer, type ReadObligation, readAnswer, readOuter } from "./search-juror-form.ts";

const WHOLE = 10_000n;
const CRITERIA: readonly Criterion[] = ["coverage", "refusals", "quotations", "completeness", "summaries"];

/**
 * Checks evidence by searching: looks every quotation and phrase up in whole texts, and asks whether the claimed place
 * is among the places found. Checks the form by hand, scores in exact fractions, and uses none of the discretion
 * against a misplaced quotation.
 */
export function examineBySearch({ pact: named, corpus, evidence, evidenceHash, milestone }: Case): Opinion {
  const { pact } = named;
  const setup = pact.milestones[milestone];
  if (setup === undefined)
    throw new RangeError(`milestone: ${milestone} is outside 0 to ${pact.milestones.length - 1}`);
  if (pact.corpus.manifestHash !== corpus.manifestHash) {
    throw new Error(
      `corpus: ${corpus.manifestHash} is not what the pact is about; load ${pact.corpus.manifestHash}`,
    );
  }
  const refused = (why: string): Opinion => ({
    score: 0,
    summary: `Nothing to search: ${why}.`,
    criteria: [],
    findings: [
      {
        criterion: "structure",
        fault: "unreadable",
        document: null,
        obligation: null,
        severity: 10_000,
        detail: why,
      },
    ],
  });
  if (evidence.byteLength > pact.evidence.maxBytes)
    return refused(`${evidence.byteLength} bytes are too many`);
  if (BigInt(keccak256(evidence)) !== BigInt(evidenceHash))
    return refused("the bytes are not those delivered");
  const expected = {
    format: pact.evidence.format,
    pact: named.hash,
    corpus: corpus.manifestHash,
    milestone: setup.name,
  };
  const entries = readOuter(evidence, expected);
  if (typeof entries === "string") return refused(entries);

  const answered = new Map<string, ReadAnswer>();
  const findings: Finding[] = [...answersByDocument(entries, corpus.documents, answered)];
  const extra = findings.filter(
    ({ fault }) => fault === "unknown-document" || fault === "repeated-document",
  ).length;
  const units: Record<Criterion, number> = {
    coverage: corpus.documents.length + extra,
    refusals: 0,
    quotations: 0,
    completeness: 0,
    summaries: 0,
  };
  let anyFit = false;
  for (const document of corpus.documents) {
    const searched = new SearchedText(document.text);
    const due = pact.obligations.kinds.filter(({ phrases }) =>
      phrases.some((phrase) => searched.hasPhrase(phrase)),
    );
    const unfit = whyUnfit(document.text, due.length, pact);
    const answer = answered.get(document.id);
    if (unfit !== null || answer?.outcome === "refused") {
      units.refusals++;
      findings.push(...refusalFaults(document.id, unfit, answer, pact));
    }
    const obligations = answer?.outcome === "extracted" ? answer.obligations : [];
    units.quotations += obligations.length;
    units.summaries += obligations.length;
    const faults = quotationFaults(document.id, searched, obligations, pact);
    findings.push(...faults, ...summaryFaults(document.id, obligations, pact));
    if (unfit !== null) continue;
    anyFit = true;
    units.completeness += due.length;
    const spoiled = new Set(faults.filter((f) => f.fault !== "misplaced-quotation").map((f) => f.obligation));
    const shown = new Set(obligations.filter((_, place) => !spoiled.has(place)).map(({ kind }) => kind));
    for (const { kind } of due) {
      if (!shown.has(kind))
        findings.push(found("completeness", "missing-kind", document.id, null, `no ${kind}`));
    }
  }
  const criteria = CRITERIA.map((criterion) => {
    const own = findings.filter((finding) => finding.criterion === criterion);
    return { criterion, units: units[criterion], lost: own.reduce((sum, { severity }) => sum + severity, 0) };
  });
  const score = exactScore(criteria, setup.weights, anyFit);
  const summary = `Searched ${corpus.documents.length} texts for ${units.quotations} quotations: ${findings.length} faults, score ${score}.`;
  return { score, summary, criteria, findings };
}

function found(
  criterion: Finding["criterion"],
  fault: Fault,
  document: string | null,
  obligation: number | null,
  detail: string,
  severity = 10_000,
): Finding {
  return { criterion, fault, document, obligation, severity, detail };
}

/** A text with its white space folded, searchable for quotations and phrases. */
class SearchedText {
  readonly original: string;
  readonly folded: string;
  readonly lower: string;

  constructor(text: string) {
    this.original = text;
    this.folded = fold(text);
    this.lower = lowered(this.folded);
  }

  /** Every place at which a quotation stands as it is. */
  places(quotation: string): ReadonlySet<number> {
    const places = new Set<number>();
    for (let at = this.original.indexOf(quotation); at >= 0; at = this.original.indexOf(quotation, at + 1)) {
      places.add(at);
    }
    return places;
  }

  hasPhrase(phrase: string): boolean {
    for (let at = this.lower.indexOf(phrase); at >= 0; at = this.lower.indexOf(phrase, at + 1)) {
      if (!wordSign(this.lower[at - 1]) && !wordSign(this.lower[at + phrase.length])) return true;
    }
    return false;
  }
}

function* answersByDocument(
  entries: readonly unknown[],
  documents: readonly CorpusDocument[],
  answered: Map<string, ReadAnswer>,
): Generator<Finding> {
  const open = new Map(documents.map((document) => [document.id, document.hash as string]));
  const known = new Set(open.keys());
  for (const entry of entries) {
    const answer = readAnswer(entry);
    if (typeof answer === "string") {
      yield found("structure", "malformed", null, null, answer);
    } else if (!known.has(answer.document)) {
      yield found("coverage", "unknown-document", null, null, "an answer for a document outside the corpus");
    } else if (!open.has(answer.document)) {
      yield found("coverage", "repeated-document", answer.document, null, "answered before");
    } else {
      if (open.get(answer.document) === answer.hash) answered.set(answer.document, answer);
      else yield found("coverage", "wrong-hash", answer.document, null, "the answer is about another text");
      open.delete(answer.document);
    }
  }
  for (const id of open.keys())
    yield found("coverage", "missing-document", id, null, "nowhere in the evidence");
}

function* refusalFaults(
  id: string,
  unfit: RefusalReason | null,
  answer: ReadAnswer | undefined,
  { refusals }: Pact,
): Generator<Finding> {
  if (answer?.outcome !== "refused") {
    yield found("refusals", "missing-refusal", id, null, `${unfit} was not said`);
  } else if (unfit === null) {
    yield found("refusals", "bogus-refusal", id, null, `${answer.reason} is not so`);
  } else if (answer.reason !== unfit) {
    yield found("refusals", "wrong-reason", id, null, `${answer.reason} was said, ${unfit} is due`);
  } else if (!within(answer.explanation, refusals.explanation)) {
    yield found("refusals", "wrong-length", id, null, "the explanation has not the length agreed");
  }
}

function quotationFaults(
  id: string,
  searched: SearchedText,
  obligations: readonly ReadObligation[],
  pact: Pact,
): Finding[] {
  const positions = new Set<string>();
  const perKind = new Map<string, number>();
  const lenient = pact.discretion.misplacedQuotation.least;
  return obligations.flatMap((obligation, place) => {
    const { kind, start, end } = obligation;
    const position = JSON.stringify([kind, start, end]);
    const before = perKind.get(kind) ?? 0;
    const fault = faultOf(obligation, searched, pact, positions.has(position), before);
    positions.add(position);
    perKind.set(kind, before + 1);
    if (fault === null) return [];
    const severity = fault === "misplaced-quotation" ? lenient : 10_000;
    return [found("quotations", fault, id, place, `claimed for ${start} to ${end}`, severity)];
  });
}

function faultOf(
  { kind, start, end, quotation }: ReadObligation,
  searched: SearchedText,
  { obligations: rule }: Pact,
  repeated: boolean,
  before: number,
): Fault | null {
  if (!within(quotation, rule.quotation)) return "wrong-length";
  const exact = searched.places(quotation).has(start) && end === start + quotation.length;
  const folded = fold(quotation);
  if (!exact && !searched.folded.includes(folded)) return "absent-quotation";
  if (repeated) return "repeated-obligation";
  if (before >= rule.mostPerKind) return "surplus-obligation";
  const phrases = rule.kinds.find((one) => one.kind === kind)?.phrases ?? [];
  const text = new SearchedText(quotation);
  if (!phrases.some((phrase) => text.hasPhrase(phrase))) return "wrong-kind";
  if (folded.startsWith(" ") || folded.endsWith(" ")) return "ragged-quotation";
  if (!exact) return "misplaced-quotation";
  const { original } = searched;
  const cut = (at: number): boolean => wordSign(original[at - 1]) && wordSign(original[at]);
  return cut(start) || cut(end) ? "ragged-quotation" : null;
}

function summaryFaults(
  id: string,
  obligations: readonly ReadObligation[],
  { obligations: rule }: Pact,
): Finding[] {
  const leads = new Map(rule.kinds.map(({ kind, lead }) => [kind, `${lead}: `]));
  const faithful = ({ kind, quotation, summary }: ReadObligation): boolean => {
    const lead = leads.get(kind);
    if (lead === undefined || summary.slice(0, lead.length) !== lead) return false;
    const gist = summary.slice(lead.length);
    const tidy = fold(gist) === gist && !gist.startsWith(" ") && !gist.endsWith(" ");
    const quoted = gist.endsWith(" …") ? gist.slice(0, -2) : gist;
    return tidy && within(gist, rule.gist) && fold(quotation).includes(quoted);
  };
  return obligations.flatMap((obligation, place) =>
    faithful(obligation)
      ? []
      : [found("summaries", "unfaithful-summary", id, place, "its gist is not in its quotation")],
  );
}

function whyUnfit(text: string, dueKinds: number, { refusals }: Pact): RefusalReason | null {
  if (text.length < refusals.tooShortBelow) return "too-short";
  const listed = new Set(refusals.language.words);
  const all = lowered(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const share = all.filter((word) => listed.has(word)).length / all.length;
  if (!(share >= refusals.language.leastShare / 10_000)) return "foreign-language";
  return dueKinds === 0 ? "no-obligation" : null;
}

function exactScore(
  criteria: Opinion["criteria"],
  weights: Readonly<Record<Criterion, number>>,
  anyFit: boolean,
): number {
  let numerator = 0n;
  let denominator = 1n;
  for (const { criterion, units, lost } of criteria) {
    const demanded = anyFit && (criterion === "quotations" || criterion === "summaries");
    const of = units === 0 ? 1n : BigInt(units) * WHOLE;
    const kept = units === 0 ? (demanded ? 0n : 1n) : of - BigInt(lost);
    numerator = numerator * of + BigInt(weights[criterion]) * kept * denominator;
    denominator *= of;
  }
  return Number(numerator / denominator);
}

function within(text: string, { least, most }: { least: number; most: number }): boolean {
  return text.length >= least && text.length <= most;
}

function wordSign(sign: string | undefined): boolean {
  return sign !== undefined && /[A-Za-z0-9]/.test(sign);
}

function fold(text: string): string {
  return text.split(/[\t\n\r ]+/).join(" ");
}

function lowered(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
