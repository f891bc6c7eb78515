import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge } from "quittance/jury/measures";
import { hashPact } from "quittance/pact";
import { reviewedCorpus } from "./evidence-corpus.ts";
import { type JuryBench, reaching } from "./figure.ts";

/** How fast one juror without a model judges, beside reading the same bytes and hashing them. */
export interface EvidenceFigures {
  /** Texts that the evidence is about. */
  readonly documents: number;
  readonly bytes: number;
  /** Bytes a second: read from files, checked by their hashes, and judged by every clause. */
  readonly judgedPerSecond: number;
  /** Bytes a second: read from files, and hashed by the machine's own SHA-256. */
  readonly hashedPerSecond: number;
  /** The former over the latter. */
  readonly evidence_ratio: number;
}

/** Milliseconds of processor time that this process used: what else the machine does is not counted. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const load = (paths: ReadonlyMap<string, string>) =>
  new Map([...paths].map(([name, path]): [string, Uint8Array] => [name, readFileSync(path)]));

/**
 * Measures both in turn, and takes the best of some rounds: what else the machine does makes only slower.
 *
 * @throws Error when the corpus is not judged as faithful, as then another thing was measured.
 */
export async function measureEvidenceRatio(input: { readonly rounds: number }): Promise<EvidenceFigures> {
  const folder = mkdtempSync(join(tmpdir(), "quittance-corpus-"));
  try {
    const { pact, milestone, documents, ...content } = reviewedCorpus();
    const filed = (kind: "inputs" | "files") =>
      new Map(
        [...content[kind]].map(([name, bytes], index): [string, string] => {
          const path = join(folder, `${kind}-${index}`);
          writeFileSync(path, bytes);
          return [name, path];
        }),
      );
    const [inputs, files, pactHash] = [filed("inputs"), filed("files"), hashPact(pact)];
    const paths = [...inputs.values(), ...files.values()];
    const bytes = paths.reduce((sum, path) => sum + readFileSync(path).length, 0);
    // What a juror does once the bytes are on its disk: it reads, hashes (inputs: `judge`; files: here) and judges.
    const judgeOnce = async () => {
      const bundle = load(files);
      for (const each of bundle.values()) sha256(each);
      const judgement = await judge({ pact, pactHash, milestone, inputs: load(inputs), files: bundle });
      if (judgement.judged && judgement.score === 10_000) return;
      throw new Error(`The corpus is not judged as faithful: ${JSON.stringify(judgement).slice(0, 500)}`);
    };
    const best = { hashing: Number.POSITIVE_INFINITY, judging: Number.POSITIVE_INFINITY };
    for (let round = 0; round < input.rounds; round++) {
      const started = processorTime();
      for (const path of paths) sha256(readFileSync(path));
      const between = processorTime();
      await judgeOnce();
      best.hashing = Math.min(best.hashing, between - started);
      best.judging = Math.min(best.judging, processorTime() - between);
    }
    const perSecond = (milliseconds: number) => Math.round((bytes * 1_000) / milliseconds);
    return {
      ...{ documents, bytes },
      judgedPerSecond: perSecond(best.judging),
      hashedPerSecond: perSecond(best.hashing),
      evidence_ratio: Math.round((best.hashing / best.judging) * 1_000) / 1_000,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ROUNDS = 40;
const LEAST = 0.2;

/** Bytes that one juror without a model judges a second, over reading the same bytes and hashing them. */
export function evidenceRatioBench(): JuryBench {
  return {
    name: "evidence_ratio",
    measure: async () => {
      const figures = await measureEvidenceRatio({ rounds: ROUNDS });
      const megabytes = (bytes: number) => Math.round(bytes / 100_000) / 10;
      const figure = {
        name: "evidence_ratio",
        value: figures.evidence_ratio,
        unit: "ratio",
        what: `the final review of ${figures.documents} texts, ${megabytes(figures.judgedPerSecond)} MB a second: read, hashed and judged`,
        baseline: {
          what: `reading and hashing alone, ${megabytes(figures.hashedPerSecond)} MB a second`,
          value: 1,
        },
      } as const;
      return [reaching(figure, { least: LEAST })];
    },
  };
}
