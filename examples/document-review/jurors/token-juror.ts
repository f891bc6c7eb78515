import { keccak256, toHex } from "viem";
import type { Pact } from "../pact.ts";
import type { Criterion, Fault, Finding, Opinion, RefusalReason } from "../types.ts";
import type { Case } from "./juror.ts";
import { type Json, readCanonical } from "./token-juror-reader.ts";
import { TokenText } from "./token-juror-text.ts";

type Fields = ReadonlyMap<string, Json>;
type Check = (value: Json) => boolean;
type Shape = Readonly<Record<string, Check>>;
type Ledger = Record<Criterion, { units: number; lost: number }>;

const FAR = 1000;
const isText: Check = (value) => typeof value === "string";
const isPlace: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const is =
  (...allowed: readonly Json[]): Check =>
  (value) =>
    allowed.includes(value);
const OBLIGATION: Shape = { kind: isText, start: isPlace, end: isPlace, quotation: isText, summary: isText };
const EXTRACTED: Shape = {
  document: isText,
  hash: isText,
  outcome: is("extracted"),
  obligations: (value) => isList(value) && value.length > 0 && value.every((item) => fits(item, OBLIGATION)),
};
const REFUSED: Shape = {
  document: isText,
  hash: isText,
  outcome: is("refused"),
  reason: is("too-short", "foreign-language", "no-obligation"),
  explanation: isText,
};

/**
 * Checks evidence by its tokens: a reader of its own that knows only canonical JSON, shapes walked member by member,
 * texts taken apart into words and compared as UTF-16 buffers. A misplaced quotation costs more the farther it is from
 * where it says.
 */
export function examineByToken(matter: Case): Opinion {
  const walk = new Walk(matter);
  const answers = walk.open();
  if (answers === null) return walk.opinion();
  const byDocument = walk.sort(answers);
  for (const { id, text } of matter.corpus.documents)
    walk.visit(id, new TokenText(text), text.length, byDocument.get(id));
  return walk.opinion();
}

class Walk {
  readonly #matter: Case;
  readonly #pact: Pact;
  readonly #milestone: Pact["milestones"][number];
  readonly #findings: Finding[] = [];
  readonly #ledger: Ledger = {
    coverage: { units: 0, lost: 0 },
    refusals: { units: 0, lost: 0 },
    quotations: { units: 0, lost: 0 },
    completeness: { units: 0, lost: 0 },
    summaries: { units: 0, lost: 0 },
  };
  #opened = false;
  #anyFit = false;

  constructor(matter: Case) {
    const milestone = matter.pact.pact.milestones.at(matter.milestone);
    if (milestone === undefined || matter.milestone < 0) {
      throw new RangeError(
        `milestone: ${matter.milestone} is none of the pact's ${matter.pact.pact.milestones.length}`,
      );
    }
    if (matter.corpus.manifestHash !== matter.pact.pact.corpus.manifestHash) {
      throw new Error(
        `corpus: ${matter.corpus.manifestHash} is another; load ${matter.pact.pact.corpus.manifestHash}`,
      );
    }
    this.#matter = matter;
    this.#pact = matter.pact.pact;
    this.#milestone = milestone;
  }

  /** The evidence's answers; null, with a finding, when the evidence is not what was delivered or not readable. */
  open(): readonly Json[] | null {
    const { evidence, evidenceHash, pact, corpus } = this.#matter;
    if (evidence.length > this.#pact.evidence.maxBytes) return this.#shut("too large");
    if (toHex(keccak256(evidence, "bytes")) !== evidenceHash) return this.#shut("not the delivered bytes");
    const outer: Shape = {
      format: is(this.#pact.evidence.format),
      pact: is(pact.hash),
      corpus: is(corpus.manifestHash),
      milestone: is(this.#milestone.name),
      answers: isList,
    };
    let value: Json;
    try {
      value = readCanonical(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(evidence));
    } catch (error) {
      return this.#shut(error instanceof SyntaxError ? error.message : "not UTF-8");
    }
    if (!fits(value, outer))
      return this.#shut("not of the form, pact, corpus and milestone it should answer");
    this.#opened = true;
    return listOf(value.get("answers"));
  }

  /** Puts each document's answer under its id and enters what is malformed, unknown, repeated or missing. */
  sort(answers: readonly Json[]): ReadonlyMap<string, Fields> {
    const hashes = new Map<Json, Json>(this.#matter.corpus.documents.map(({ id, hash }) => [id, hash]));
    const good = new Map<string, Fields>();
    const met = new Set<string>();
    this.#ledger.coverage.units += hashes.size;
    for (const answer of answers) {
      if (!fits(answer, EXTRACTED) && !fits(answer, REFUSED)) {
        this.#enter("structure", "malformed", null, null, "an answer that is none");
        continue;
      }
      const id = textOf(answer, "document");
      const known = hashes.has(id);
      if (!known || met.has(id)) {
        this.#ledger.coverage.units++;
        this.#enter(
          "coverage",
          known ? "repeated-document" : "unknown-document",
          known ? id : null,
          null,
          "superfluous",
        );
        continue;
      }
      met.add(id);
      if (hashes.get(id) === answer.get("hash")) good.set(id, answer);
      else this.#enter("coverage", "wrong-hash", id, null, "hash of some other text");
    }
    for (const { id } of this.#matter.corpus.documents) {
      if (!met.has(id)) this.#enter("coverage", "missing-document", id, null, "left out");
    }
    return good;
  }

  visit(id: string, text: TokenText, length: number, answer: Fields | undefined): void {
    const { kinds } = this.#pact.obligations;
    const due = kinds
      .filter(({ phrases }) => phrases.some((phrase) => text.hasPhrase(phrase)))
      .map(({ kind }) => kind);
    const unfit = this.#unfit(text, length, due.length);
    this.#refusal(id, unfit, answer?.get("outcome") === "refused" ? answer : null);
    const shown = this.#obligations(id, text, listOf(answer?.get("obligations")));
    if (unfit !== null) return;
    this.#anyFit = true;
    this.#ledger.completeness.units += due.length;
    for (const kind of due) {
      if (!shown.has(kind)) this.#enter("completeness", "missing-kind", id, null, `nothing on ${kind}`);
    }
  }

  opinion(): Opinion {
    const { weights } = this.#milestone;
    const criteria = (Object.keys(this.#ledger) as Criterion[]).map((criterion) => ({
      criterion,
      ...this.#ledger[criterion],
    }));
    const kept = criteria.map(({ criterion, units, lost }) => {
      if (units > 0) return weights[criterion] * (1 - lost / (units * 10_000));
      return this.#anyFit && (criterion === "quotations" || criterion === "summaries")
        ? 0
        : weights[criterion];
    });
    const score = this.#opened ? Math.floor(kept.reduce((sum, part) => sum + part, 0) + 1e-6) : 0;
    const summary = this.#opened
      ? `Walked ${criteria.reduce((sum, { units }) => sum + units, 0)} units, ${this.#findings.length} at fault; score ${score}.`
      : "Stopped at the door; score 0.";
    return { score, summary, criteria: this.#opened ? criteria : [], findings: this.#findings };
  }

  #unfit(text: TokenText, length: number, dueKinds: number): RefusalReason | null {
    const { tooShortBelow, language } = this.#pact.refusals;
    if (length < tooShortBelow) return "too-short";
    const listed = text.words.reduce((sum, { word }) => sum + (language.words.includes(word) ? 1 : 0), 0);
    if (listed === 0 || (10_000 * listed) / text.words.length < language.leastShare)
      return "foreign-language";
    return dueKinds > 0 ? null : "no-obligation";
  }

  #refusal(id: string, unfit: RefusalReason | null, refusal: Fields | null): void {
    if (unfit === null && refusal === null) return;
    this.#ledger.refusals.units++;
    const explained =
      refusal !== null && inRange(textOf(refusal, "explanation"), this.#pact.refusals.explanation);
    if (refusal === null) this.#enter("refusals", "missing-refusal", id, null, `owed: ${unfit}`);
    else if (unfit === null) this.#enter("refusals", "bogus-refusal", id, null, "nothing to refuse");
    else if (refusal.get("reason") !== unfit)
      this.#enter("refusals", "wrong-reason", id, null, `owed: ${unfit}`);
    else if (!explained) this.#enter("refusals", "wrong-length", id, null, "explanation");
  }

  #obligations(id: string, text: TokenText, obligations: readonly Json[]): ReadonlySet<string> {
    const shown = new Set<string>();
    const placesOfKind = new Map<string, string[]>();
    for (const [nth, obligation] of obligations.entries()) {
      if (!fits(obligation, OBLIGATION)) continue;
      const kind = textOf(obligation, "kind");
      const earlier = placesOfKind.get(kind) ?? [];
      placesOfKind.set(kind, earlier);
      this.#ledger.quotations.units++;
      this.#ledger.summaries.units++;
      const [fault, severity] = this.#quotation(obligation, text, earlier);
      if (fault !== null) this.#enter("quotations", fault, id, nth, `from ${placeOf(obligation)}`, severity);
      if (fault === null || fault === "misplaced-quotation") shown.add(kind);
      if (!this.#summarised(obligation))
        this.#enter("summaries", "unfaithful-summary", id, nth, "lead or gist");
      earlier.push(placeOf(obligation));
    }
    return shown;
  }

  #quotation(
    obligation: Fields,
    text: TokenText,
    earlier: readonly string[],
  ): readonly [Fault | null, number] {
    const { quotation: lengths, mostPerKind, kinds } = this.#pact.obligations;
    const quotation = textOf(obligation, "quotation");
    const [start, end] = [Number(obligation.get("start")), Number(obligation.get("end"))];
    if (!inRange(quotation, lengths)) return ["wrong-length", 10_000];
    const exact = text.standsAt(quotation, start, end);
    const nearest = exact ? start : text.nearest(quotation, start);
    if (nearest === null) return ["absent-quotation", 10_000];
    if (earlier.includes(placeOf(obligation))) return ["repeated-obligation", 10_000];
    if (earlier.length >= mostPerKind) return ["surplus-obligation", 10_000];
    const quoted = new TokenText(quotation);
    const own = kinds.find(({ kind }) => kind === obligation.get("kind"));
    if (!own?.phrases.some((phrase) => quoted.hasPhrase(phrase))) return ["wrong-kind", 10_000];
    if (/^[\t\n\r ]|[\t\n\r ]$/.test(quotation)) return ["ragged-quotation", 10_000];
    if (exact)
      return text.cutsWordAt(start) || text.cutsWordAt(end) ? ["ragged-quotation", 10_000] : [null, 0];
    const { least, most } = this.#pact.discretion.misplacedQuotation;
    const distance = Math.min(Math.abs(nearest - start), FAR) / FAR;
    return ["misplaced-quotation", Math.round(least + (most - least) * distance)];
  }

  #summarised(obligation: Fields): boolean {
    const { kinds, gist: lengths } = this.#pact.obligations;
    const lead = kinds.find(({ kind }) => kind === obligation.get("kind"))?.lead;
    const summary = textOf(obligation, "summary");
    const gist = summary.slice((lead ?? "").length + 2);
    if (lead === undefined || summary !== `${lead}: ${gist}` || !inRange(gist, lengths)) return false;
    const parts = gist.split(" ");
    if (parts.some((part) => part === "" || /[\t\n\r]/.test(part))) return false;
    const body = parts.at(-1) === "…" ? parts.slice(0, -1) : parts;
    return new TokenText(textOf(obligation, "quotation")).nearest(body.join(" "), 0) !== null;
  }

  #enter(
    criterion: Finding["criterion"],
    fault: Fault,
    document: string | null,
    obligation: number | null,
    detail: string,
    severity = 10_000,
  ): void {
    this.#findings.push({ criterion, fault, document, obligation, severity, detail });
    if (criterion !== "structure") this.#ledger[criterion].lost += severity;
  }

  #shut(detail: string): null {
    this.#enter("structure", "unreadable", null, null, detail);
    return null;
  }
}

function fits(value: Json, shape: Shape): value is Fields {
  if (!(value instanceof Map)) return false;
  const names = Object.keys(shape);
  return (
    value.size === names.length && names.every((name) => value.has(name) && shape[name]?.(value.get(name)))
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

function textOf(fields: Fields, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}

function placeOf(obligation: Fields): string {
  return `${obligation.get("start")} to ${obligation.get("end")}`;
}

function inRange(text: string, { least, most }: { least: number; most: number }): boolean {
  return text.length >= least && text.length <= most;
}
