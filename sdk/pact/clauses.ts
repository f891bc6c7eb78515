import type { Hex } from "viem";
import type { ClauseBase, ClauseItems } from "./clause-base.ts";
import type { TestSuiteClause } from "./clause-executed.ts";
import type { CriterionClause } from "./clause-judged.ts";

/**
 * What a clause measures. Jurors list in their profiles those that they can check. All but `criterion` are measurable: two jurors
 * that follow the doc comment of the clause's type have the same result for the same bytes.
 *
 * Words that those comments use:
 *
 * - *Text of a file*: its bytes as UTF-8, less a byte order mark at the start. A file that is not well-formed UTF-8 has no text.
 * - *JSON of a file*: its text as `parseJson` reads it, which refuses names that stand twice in an object and numbers that
 *   JavaScript does not hold. A file whose path (or input whose name) ends in `.jsonl` is the array of what its lines hold, where
 *   lines end with a line feed and those of white space alone are passed over. Where any of it is refused, there is no JSON.
 * - *Pointer*: RFC 6901, over own members of objects and indices of arrays (`0`, or digits without a leading zero). It may lead
 *   nowhere.
 * - *White space*: the characters of Unicode's property White_Space, `\p{White_Space}`. *Collapsed* text has each longest run of
 *   white space replaced by one space (U+0020), and none at its ends. Nothing else of text is changed before it is compared:
 *   neither case nor normalisation form, nor characters that show nothing.
 * - *Characters* are Unicode code points.
 * - *Key*: a JSON string as it is, or a JSON number that is a whole number within 2^53 as its decimal digits. Other values are no
 *   keys.
 * - *Decimal*: text of at most 100 characters that matches `-?\d+(\.\d+)?([eE][+-]?\d{1,3})?`, of exactly that value; or a JSON
 *   number, of the value of the shortest text that JavaScript writes for it (`String`). Arithmetic with decimals is exact.
 * - *Absent*: the subject's file is not in the bundle, has no text or JSON where that is read, its pointer leads nowhere, or leads
 *   to another type than the clause reads. Every unit that the pact names is lost then, and there is at least one: a result for
 *   an absent subject is never of 0 units.
 * - *Lost* without a number is lost whole: 10000 basis points of that unit.
 * - A clause whose *input* is not at hand with the right SHA-256, or lacks what the clause reads of it, has no result: the juror
 *   does not judge the milestone, as that is not the seller's doing.
 */
export type ClauseKind = PactClause["kind"];

/** How a clause is checked: by reading, by running code in a sandbox, or by a model. */
export type ClauseMethod = PactClause["method"];

/** A clause of a pact, discriminated by its kind. */
export type PactClause =
  | CitationClause
  | RefusalClause
  | LatencyClause
  | StructureClause
  | CoverageClause
  | NumericClause
  | TestSuiteClause
  | ContentHashClause
  | LanguageClause
  | LengthClause
  | CriterionClause;

/**
 * Quotations stand in the sources they name.
 *
 * The subject is a JSON array. Each entry is a unit: an object with `source` (name of an input), `quote` (string), and perhaps
 * `start` and `end`; other members are ignored. There are max(entries, `least`) units. An entry is lost when any of this holds:
 *
 * 1. It stands at index `most` or later.
 * 2. It is no object, `source` is not one of `sources`, or `quote` is no string.
 * 3. The collapsed quote has fewer than `shortestQuote` or more than `longestQuote` characters.
 * 4. The collapsed quote does not occur in the collapsed text of that input.
 * 5. `offsets` is `required`, or is `checked` and the entry has `start` or `end`; and `start` and `end` are not both whole
 *    numbers with 0 ≤ start < end ≤ length of the input's text, counted in UTF-16 code units, or the collapsed part of the text
 *    from `start` to before `end` is not the collapsed quote.
 * 6. An earlier entry of the array (lost or not) has the same source and the same collapsed quote.
 *
 * Each entry fewer than `least` is a lost unit. With `leastPerSource`, each of `sources` is one more unit, lost when fewer of its
 * citations than that are not lost: a made-up citation does not cover its source. Absent: `least` units, and those of the sources,
 * all lost.
 */
export interface CitationClause extends ClauseBase {
  readonly kind: "citation-faithfulness";
  readonly method: "measured";
  readonly measure: {
    /** Names of inputs that may be cited, 1 to 256, each once. */
    readonly sources: readonly string[];
    /** Fewest citations, 1 to 10000. */
    readonly least: number;
    /** Most citations, `least` to 10000. */
    readonly most: number;
    /** Characters, 1 to 10000. */
    readonly shortestQuote: number;
    /** Characters, `shortestQuote` to 100000. */
    readonly longestQuote: number;
    readonly offsets: "ignored" | "checked" | "required";
    /** Fewest citations of each source, 1 to 10000; left out: sources are no units. */
    readonly leastPerSource?: number | undefined;
  };
}

/**
 * Cases are answered or refused as they should be.
 *
 * The subject is a JSON array of responses: objects with `case` (id), `outcome` (`answer` or `refusal`), and `answer` or `reason`
 * (strings). There is one unit per case of the pact, in no order. A case is lost unless exactly one object of the array has its
 * id as `case`, and:
 *
 * - where `expected` is `answer`: its `outcome` is `answer`, and its `answer` is a string that is not empty when collapsed;
 * - where `expected` is `refusal`: its `outcome` is `refusal`, it has no member `answer`, and its `reason` is one of `reasons`
 *   or, where the case lists none, a string that is not empty when collapsed.
 *
 * Responses to other cases, and entries that are no objects, are ignored. Absent: as many units as cases, all lost.
 */
export interface RefusalClause extends ClauseBase {
  readonly kind: "refusal";
  readonly method: "measured";
  readonly measure: {
    /** 1 to 1000, each with an id of its own. */
    readonly cases: readonly RefusalCase[];
  };
}

/** One question that is to be answered, or to be refused. */
export interface RefusalCase {
  /** 1 to 100 characters. */
  readonly id: string;
  /** What was put to the seller's agent, at most 4000 characters; left out when it is in an input. Jurors do not read it. */
  readonly prompt?: string | undefined;
  readonly expected: "answer" | "refusal";
  /** Reasons that are right, 1 to 32; with `refusal` alone. Left out: any. */
  readonly reasons?: readonly string[] | undefined;
}

/**
 * Calls are fast enough.
 *
 * The subject is a JSON array of calls. The time of a call is its member `milliseconds`, when that is a JSON number from 0 to
 * 2^53, rounded up to a whole number. It is endless for every other entry, for an entry whose `failed` is `true`, for an entry at
 * index `mostCalls` or later, and for each call fewer than `leastCalls`. With n = max(entries, `leastCalls`) times in rising order, the measured time is the one at rank
 * ceil(`percentile` × n / 10000), counted from 1 (nearest rank).
 *
 * There is one unit. It loses nothing when the measured time is at most `most`. Else it is lost; except that with `zeroAt`, a
 * measured time t below it loses ceil(10000 × (t − `most`) / (`zeroAt` − `most`)) basis points. Absent: one unit, lost.
 */
export interface LatencyClause extends ClauseBase {
  readonly kind: "latency";
  readonly method: "measured";
  readonly measure: {
    /** Basis points, 1 to 10000: 9500 is the 95th percentile. */
    readonly percentile: number;
    /** Milliseconds, 0 to 2^32. */
    readonly most: number;
    /** Milliseconds, above `most`, to 2^32; left out: every time above `most` loses the unit. */
    readonly zeroAt?: number | undefined;
    /** 1 to 1000000. */
    readonly leastCalls: number;
    /** `leastCalls` to 1000000: quick calls beyond it make no slow one rarer. Left out: as many as there are. */
    readonly mostCalls?: number | undefined;
  };
}

/**
 * JSON has the right form.
 *
 * `schema` is a JSON Schema of draft 2020-12. `format` and `content…` are annotations and assert nothing; patterns are regular
 * expressions of ECMAScript with the flag `u`; `$ref` and `$dynamicRef` lead to places within the schema alone.
 *
 * Without `items` the subject's JSON is one unit, lost unless it is valid. With `items` the subject is an array: there are
 * max(entries, `items.least`) units, and an entry is lost when it stands at index `items.most` or later, `items.at` leads nowhere
 * in it, or what it leads to is not valid; each entry fewer than `items.least` is lost. Absent: one unit, or `items.least`, all
 * lost.
 */
export interface StructureClause extends ClauseBase {
  readonly kind: "structure";
  readonly method: "measured";
  readonly measure: {
    /** At most 64 KiB of canonical JSON. */
    readonly schema: Readonly<Record<string, unknown>>;
    readonly items?: ClauseItems | undefined;
  };
}

/** Where keys come from: the pact itself, or an input of it. */
export type KeySource =
  | {
      /** 1 to 10000 keys, each once. */
      readonly keys: readonly string[];
    }
  | {
      /** Name of the input, which holds JSON. */
      readonly input: string;
      /** To an array of keys or of objects, or to an object whose members' names are the keys; empty: the whole JSON. */
      readonly pointer: string;
      /** Pointer from an entry of the array to its key; left out: the entry itself is the key. Unused where it is an object. */
      readonly key?: string | undefined;
    };

/**
 * All that is required is there.
 *
 * The required keys are those of `required`, each once. The subject is a JSON array, whose present keys are what `key` leads to
 * in its entries (the entries themselves where `key` is left out), or an object, whose present keys are the names of its members.
 * Entries without a key are ignored. There is one unit per required key, lost unless it is present; with `repeats` `lost` also
 * when it is present more than once. With `extras` `lost`, each different present key that is not required is one more unit, and
 * lost.
 *
 * A `required` input whose entries include one without a key lacks what the clause reads. Absent: one unit per required key, all
 * lost; one lost unit where nothing is required.
 */
export interface CoverageClause extends ClauseBase {
  readonly kind: "coverage";
  readonly method: "measured";
  readonly measure: {
    readonly required: KeySource;
    /** Pointer from an entry of the subject to its key; left out: the entry itself. */
    readonly key?: string | undefined;
    readonly repeats: "ignored" | "lost";
    readonly extras: "ignored" | "lost";
  };
}

/** Where reference values come from: the pact itself, or an input of it. */
export type ReferenceSource =
  | {
      /** Decimals as text, by key: 1 to 10000. */
      readonly values: Readonly<Record<string, string>>;
    }
  | {
      /** Name of the input, which holds JSON. */
      readonly input: string;
      /** To an object of decimals by key, or, with `key` and `value`, to an array; empty: the whole JSON. */
      readonly pointer: string;
      /** Pointers from an entry of the array to its key and to its value; both, or neither. */
      readonly key?: string | undefined;
      readonly value?: string | undefined;
    };

/**
 * Numbers are right.
 *
 * The subject is an object of decimals by key, or, with `key` and `value`, an array of entries in which they lead to a key and to
 * a decimal. There is one unit per reference value, lost unless the subject has exactly one value for its key, that value v is a
 * decimal, and for the reference r: |v − r| ≤ `absolute`, or |v − r| ≤ `relative` × |r|. A tolerance that is left out is 0; both
 * together take what either takes. Values for other keys are ignored. The subject is absent when it is an object and `key` is
 * given, or an array and `key` is not.
 *
 * A `reference` input in which a key stands twice, an entry has no key or its value is no decimal lacks what the clause reads.
 * Absent: one unit per reference value, all lost; one lost unit where there is none.
 */
export interface NumericClause extends ClauseBase {
  readonly kind: "numeric-accuracy";
  readonly method: "measured";
  readonly measure: {
    readonly reference: ReferenceSource;
    readonly tolerance: {
      /** Decimal as text, not below 0. */
      readonly absolute?: string | undefined;
      /** Decimal as text, not below 0: `0.01` is one per cent of the reference. */
      readonly relative?: string | undefined;
    };
    /** Pointers from an entry of the subject to its key and to its value; both, or neither. */
    readonly key?: string | undefined;
    readonly value?: string | undefined;
  };
}

/**
 * A file is the very one that was agreed.
 *
 * The subject is a file, without a pointer. There is one unit, lost unless the hash of the file's bytes is `hash`. Absent: one
 * unit, lost.
 */
export interface ContentHashClause extends ClauseBase {
  readonly kind: "content-hash";
  readonly method: "measured";
  readonly measure: {
    readonly algorithm: "sha256" | "keccak256";
    /** `0x` and 64 lower-case hex digits. */
    readonly hash: Hex;
  };
}

/**
 * Text is in the right language.
 *
 * The subject is the text of a file, or with a pointer a JSON string; with `items` it is a JSON array, and what is measured of
 * each entry is a string. Each text is a unit, lost when its collapsed form has fewer than `shortest` characters, when the
 * detector's first language for the collapsed form is not the primary subtag of `language`, or when the detector's confidence
 * for it, floor(10000 × accuracy), is below `leastConfidence`. Entries beyond or short of `items` are lost as in `structure`.
 *
 * The detector is `detectAll` of the named version of the package `tinyld` with its whole set of languages, whose results have
 * `lang` (ISO 639-1) and `accuracy` (0 to 1). Absent: one unit, or `items.least`, all lost.
 */
export interface LanguageClause extends ClauseBase {
  readonly kind: "language";
  readonly method: "measured";
  readonly measure: {
    /** BCP 47, such as `en` or `pt-BR`; what follows the primary subtag is for people, as the detector does not see it. */
    readonly language: string;
    readonly detector: { readonly name: "tinyld"; readonly version: "1.3.4" };
    /** Basis points, 0 to 10000. */
    readonly leastConfidence: number;
    /** Characters, 1 to 100000: shorter text says too little about its language. */
    readonly shortest: number;
    readonly items?: ClauseItems | undefined;
  };
}

/**
 * Something has the right length.
 *
 * What is counted of the subject, by `unit`:
 *
 * - `bytes`: those of the file, or with a pointer those of a JSON string in UTF-8.
 * - `characters`: code points of the text of the file, or with a pointer of a JSON string.
 * - `words`: longest runs of characters that are not white space, in the same text.
 * - `lines`: line feeds (U+000A) in the same text, and one more when it is not empty and does not end with one.
 * - `items`: entries of a JSON array, or members of a JSON object.
 *
 * There is one unit, lost unless `least` ≤ count ≤ `most`. With `items` the subject is a JSON array and each entry is a unit, of
 * which a string is counted (an array or object with `unit` `items`); entries beyond or short of `items` are lost as in
 * `structure`. Absent: one unit, or `items.least`, all lost.
 */
export interface LengthClause extends ClauseBase {
  readonly kind: "length";
  readonly method: "measured";
  readonly measure: {
    readonly unit: "bytes" | "characters" | "words" | "lines" | "items";
    /** 0 to 2^32. */
    readonly least: number;
    /** `least` to 2^32. */
    readonly most: number;
    readonly items?: ClauseItems | undefined;
  };
}
