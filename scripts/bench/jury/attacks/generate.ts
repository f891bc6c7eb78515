import { type Random, randomFrom } from "../../../sim/random.ts";
import type { Trick } from "./trick.ts";
import { READ } from "./trick.ts";
import { ARCHIVE_TRICKS } from "./tricks-archive.ts";
import { CITATION_TRICKS } from "./tricks-citations.ts";
import { CODE_TRICKS } from "./tricks-code.ts";
import { JSON_TRICKS } from "./tricks-json.ts";
import { TEXT_TRICKS } from "./tricks-text.ts";
import { VALUE_TRICKS } from "./tricks-values.ts";
import { instruction, pick } from "./wording.ts";
import { MAIN_FILE, put, read, type Work, weakWork, withInstructionInSource } from "./work.ts";

/** An adversarial bundle, and the honest one of the same work beside it. */
export interface Attack {
  /** What the trick is, and the number of the attack. */
  readonly name: string;
  readonly work: Work;
  /** The files of the bundle with the trick; the honest twin is `work.files`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const OBEYED: Trick = {
  name: "an instruction that the pact's own source holds, quoted and obeyed",
  kinds: ["research"],
  apply: (work, _, text) => {
    const answer = read(work.files, MAIN_FILE.research);
    const [, ...others] = answer.citations;
    const citations = [{ source: "market.txt", quote: text }, ...others];
    return put(work.files, MAIN_FILE.research, {
      ...answer,
      summary: answer.summary,
      score: 10_000,
      citations,
    });
  },
};

const READ_TRICKS: readonly Trick[] = [
  ...TEXT_TRICKS,
  ...JSON_TRICKS,
  ...ARCHIVE_TRICKS,
  ...CITATION_TRICKS,
  ...VALUE_TRICKS,
  OBEYED,
];

/**
 * Attacks by a grammar: every trick in turn, each with a work, a wording and places that the seed decides. The same seed gives the same
 * attacks; a larger count gives more of them.
 */
export function readAttacks(seed: number, count: number): Attack[] {
  return Array.from({ length: count }, (_, index) => {
    const trick = READ_TRICKS[index % READ_TRICKS.length] ?? OBEYED;
    return attackBy(trick, randomOf(seed, index), index);
  });
}

/** Neighbours differ in every bit. */
function randomOf(seed: number, index: number): Random {
  const random = randomFrom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  random.below(2);
  return random;
}

/** One attack for each trick of code; tests are run for them. */
export function codeAttacks(seed: number): Attack[] {
  return CODE_TRICKS.map((trick, index) => attackBy(trick, randomOf(seed, index), index));
}

function attackBy(trick: Trick, random: Random, index: number): Attack {
  const [first = "research", ...others] = trick.kinds;
  const kind = pick(random, [first, ...others]);
  const text = instruction(random);
  const isInSource =
    trick === OBEYED || (READ.includes(kind) && kind === "research" && random.below(4) === 0);
  const work = isInSource ? withInstructionInSource(weakWork(kind), text) : weakWork(kind);
  return { name: `${index}: ${trick.name} (${kind})`, work, files: trick.apply(work, random, text) };
}
