import canonicalize from "canonicalize";
import { keccak256 } from "viem";
import { z } from "zod";
import type { Pact } from "../pact.ts";
import type {
  CorpusDocument,
  Criterion,
  CriterionResult,
  Finding,
  Opinion,
  RefusalReason,
} from "../types.ts";
import type { Case } from "./juror.ts";

/**
 * Checks evidence by its offsets: goes to the place each quotation names and compares code unit by code unit, with
 * Zod for the form and one regular expression per kind. Uses all of the discretion against a misplaced quotation.
 */
export function examineByOffset(matter: Case): Opinion {
  const { pact } = matter.pact;
  const milestone = pact.milestones[matter.milestone];
  if (milestone === undefined)
    throw new RangeError(`milestone: the pact has no milestone ${matter.milestone}`);
  const read = readEvidence(matter, milestone.name);
  if (typeof read === "string") {
    const finding: Finding = {
      criterion: "structure",
      fault: "unreadable",
      document: null,
      obligation: null,
      severity: 10_000,
      detail: read,
    };
    return { score: 0, summary: `Evidence cannot be judged: ${read}.`, criteria: [], findings: [finding] };
  }
  const tally = new Tally();
  const answers = takeAnswers(read, matter.corpus.documents, tally);
  const patterns = new Map(pact.obligations.kinds.map(({ kind, phrases }) => [kind, kindPattern(phrases)]));
  for (const document of matter.corpus.documents) {
    checkDocument(document, answers.get(document.id), pact, patterns, tally);
  }
  return tally.conclude(milestone, pact);
}

const obligationSchema = z.strictObject({
  kind: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  quotation: z.string(),
  summary: z.string(),
});
const answerSchema = z.discriminatedUnion("outcome", [
  z.strictObject({
    document: z.string(),
    hash: z.string(),
    outcome: z.literal("extracted"),
    obligations: z.array(obligationSchema).min(1),
  }),
  z.strictObject({
    document: z.string(),
    hash: z.string(),
    outcome: z.literal("refused"),
    reason: z.enum(["too-short", "foreign-language", "no-obligation"]),
    explanation: z.string(),
  }),
]);
const evidenceSchema = z.strictObject({
  format: z.literal("quittance-demo/evidence/1"),
  pact: z.string(),
  corpus: z.string(),
  milestone: z.string(),
  answers: z.array(z.unknown()),
});

type ReadAnswer = z.infer<typeof answerSchema>;
type ReadObligation = z.infer<typeof obligationSchema>;

function readEvidence(
  { pact, corpus, evidence, evidenceHash }: Case,
  milestone: string,
): readonly unknown[] | string {
  if (corpus.manifestHash !== pact.pact.corpus.manifestHash) {
    throw new Error(
      `corpus: ${corpus.manifestHash} is not the pact's ${pact.pact.corpus.manifestHash}; load that one`,
    );
  }
  if (evidence.length > pact.pact.evidence.maxBytes) return "it is larger than the pact allows";
  if (keccak256(evidence) !== evidenceHash) return "its bytes do not have the hash that was delivered";
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(evidence);
    value = JSON.parse(text);
    if (canonicalize(value) !== text) return "it is not in RFC 8785 form";
  } catch {
    return "it is not canonical JSON in UTF-8";
  }
  const parsed = evidenceSchema.safeParse(value);
  if (!parsed.success) return "its outer form is not the pact's";
  if (parsed.data.pact !== pact.hash) return "it answers another pact";
  if (parsed.data.corpus !== corpus.manifestHash) return "it answers another corpus";
  if (parsed.data.milestone !== milestone) return "it answers another milestone";
  return parsed.data.answers;
}

function takeAnswers(entries: readonly unknown[], documents: readonly CorpusDocument[], tally: Tally) {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const seen = new Set<string>();
  const answers = new Map<string, ReadAnswer>();
  tally.count("coverage", documents.length);
  for (const [place, entry] of entries.entries()) {
    const parsed = answerSchema.safeParse(entry);
    if (!parsed.success) {
      tally.note("structure", "malformed", null, null, `answer ${place} is not of the pact's form`);
      continue;
    }
    const document = byId.get(parsed.data.document);
    if (document === undefined || seen.has(document.id)) {
      const fault = document === undefined ? "unknown-document" : "repeated-document";
      tally.count("coverage", 1);
      tally.note("coverage", fault, document?.id ?? null, null, `answer ${place} is one too many`);
      continue;
    }
    seen.add(document.id);
    if (parsed.data.hash === document.hash) answers.set(document.id, parsed.data);
    else tally.note("coverage", "wrong-hash", document.id, null, `answer ${place} names another text`);
  }
  for (const { id } of documents.filter((document) => !seen.has(document.id))) {
    tally.note("coverage", "missing-document", id, null, "no answer");
  }
  return answers;
}

function checkDocument(
  document: CorpusDocument,
  answer: ReadAnswer | undefined,
  pact: Pact,
  patterns: ReadonlyMap<string, RegExp>,
  tally: Tally,
): void {
  const due = [...patterns].filter(([, pattern]) => pattern.test(document.text)).map(([kind]) => kind);
  const reason = refusalDue(document.text, due.length > 0, pact.refusals);
  checkRefusal(document.id, answer, reason, pact.refusals.explanation, tally);
  const folded = collapsed(document.text);
  const shown = new Set<string>();
  if (answer?.outcome === "extracted") {
    const earlier: ReadObligation[] = [];
    for (const [place, obligation] of answer.obligations.entries()) {
      tally.count("quotations", 1);
      tally.count("summaries", 1);
      const fault = quotationFault(document.text, folded, obligation, earlier, pact, patterns);
      const misplaced = fault === "misplaced-quotation";
      const severity = misplaced ? pact.discretion.misplacedQuotation.most : 10_000;
      const detail = `at ${obligation.start} to ${obligation.end}`;
      if (fault !== null) tally.note("quotations", fault, document.id, place, detail, severity);
      if (fault === null || misplaced) shown.add(obligation.kind);
      if (!faithful(obligation, pact)) {
        tally.note(
          "summaries",
          "unfaithful-summary",
          document.id,
          place,
          "not the kind's lead and a gist quoted",
        );
      }
      earlier.push(obligation);
    }
  }
  if (reason !== null) return;
  tally.fit = true;
  tally.count("completeness", due.length);
  for (const kind of due.filter((one) => !shown.has(one))) {
    tally.note("completeness", "missing-kind", document.id, null, kind);
  }
}

function checkRefusal(
  id: string,
  answer: ReadAnswer | undefined,
  due: RefusalReason | null,
  lengths: { least: number; most: number },
  tally: Tally,
): void {
  const refusal = answer?.outcome === "refused" ? answer : null;
  if (due === null && refusal === null) return;
  tally.count("refusals", 1);
  if (refusal === null) tally.note("refusals", "missing-refusal", id, null, `is to be refused: ${due}`);
  else if (due === null) tally.note("refusals", "bogus-refusal", id, null, "has obligations to extract");
  else if (refusal.reason !== due)
    tally.note("refusals", "wrong-reason", id, null, `is to be refused: ${due}`);
  else if (refusal.explanation.length < lengths.least || refusal.explanation.length > lengths.most) {
    tally.note(
      "refusals",
      "wrong-length",
      id,
      null,
      `explanation of ${refusal.explanation.length} code units`,
    );
  }
}

function quotationFault(
  text: string,
  folded: string,
  { kind, start, end, quotation }: ReadObligation,
  earlier: readonly ReadObligation[],
  pact: Pact,
  patterns: ReadonlyMap<string, RegExp>,
): Finding["fault"] | null {
  const { least, most } = pact.obligations.quotation;
  if (quotation.length < least || quotation.length > most) return "wrong-length";
  const exact = standsAt(text, quotation, start, end);
  if (!exact && !folded.includes(collapsed(quotation))) return "absent-quotation";
  const ofKind = earlier.filter((other) => other.kind === kind);
  if (ofKind.some((other) => other.start === start && other.end === end)) return "repeated-obligation";
  if (ofKind.length >= pact.obligations.mostPerKind) return "surplus-obligation";
  if (!patterns.get(kind)?.test(quotation)) return "wrong-kind";
  if (/^[\t\n\r ]|[\t\n\r ]$/.test(quotation)) return "ragged-quotation";
  if (!exact) return "misplaced-quotation";
  return cutsWord(text, start) || cutsWord(text, end) ? "ragged-quotation" : null;
}

function standsAt(text: string, quotation: string, start: number, end: number): boolean {
  if (end - start !== quotation.length || end > text.length) return false;
  for (let index = 0; index < quotation.length; index++) {
    if (text.charCodeAt(start + index) !== quotation.charCodeAt(index)) return false;
  }
  return true;
}

function cutsWord(text: string, at: number): boolean {
  return /^[A-Za-z0-9]{2}$/.test(text.slice(Math.max(0, at - 1), at + 1));
}

function faithful({ kind, quotation, summary }: ReadObligation, pact: Pact): boolean {
  const lead = pact.obligations.kinds.find((one) => one.kind === kind)?.lead;
  if (lead === undefined || !summary.startsWith(`${lead}: `)) return false;
  const gist = summary.slice(lead.length + 2);
  const { least, most } = pact.obligations.gist;
  if (gist.length < least || gist.length > most || /^ | $| {2}|[\t\n\r]/.test(gist)) return false;
  return collapsed(quotation).includes(gist.replace(/ …$/, ""));
}

function refusalDue(text: string, obliges: boolean, rule: Pact["refusals"]): RefusalReason | null {
  if (text.length < rule.tooShortBelow) return "too-short";
  const all = text.match(/[A-Za-z0-9]+/g) ?? [];
  const listed = all.filter((word) => rule.language.words.includes(word.toLowerCase()));
  if (all.length === 0 || listed.length * 10_000 < rule.language.leastShare * all.length)
    return "foreign-language";
  return obliges ? null : "no-obligation";
}

function collapsed(text: string): string {
  return text.replace(/[\t\n\r ]+/g, " ");
}

function kindPattern(phrases: readonly string[]): RegExp {
  const alternatives = phrases.map((phrase) => phrase.replaceAll(" ", "[\\t\\n\\r ]+")).join("|");
  return new RegExp(`(?<![A-Za-z0-9])(?:${alternatives})(?![A-Za-z0-9])`, "i");
}

class Tally {
  fit = false;
  readonly findings: Finding[] = [];
  readonly units = new Map<Criterion, number>();

  count(criterion: Criterion, units: number): void {
    this.units.set(criterion, (this.units.get(criterion) ?? 0) + units);
  }

  note(
    criterion: Finding["criterion"],
    fault: Finding["fault"],
    document: string | null,
    obligation: number | null,
    detail: string,
    severity = 10_000,
  ): void {
    this.findings.push({ criterion, fault, document, obligation, severity, detail });
  }

  conclude({ weights }: Pact["milestones"][number], pact: Pact): Opinion {
    const criteria = (["coverage", "refusals", "quotations", "completeness", "summaries"] as const).map(
      (criterion) => {
        const own = this.findings.filter((finding) => finding.criterion === criterion);
        const units = this.units.get(criterion) ?? 0;
        return { criterion, units, lost: own.reduce((sum, { severity }) => sum + severity, 0) };
      },
    );
    const kept = ({ criterion, units, lost }: CriterionResult): number => {
      if (units > 0) return Math.floor((weights[criterion] * (units * 10_000 - lost)) / (units * 10_000));
      const quotes = criterion === "quotations" || criterion === "summaries";
      return quotes && this.fit ? 0 : weights[criterion];
    };
    const score = criteria.reduce((sum, result) => sum + kept(result), 0);
    const summary = `${this.findings.length} faults by offset over ${pact.corpus.documents} documents; score ${score}.`;
    return { score, summary, criteria, findings: this.findings };
  }
}
