import { type JudgeOptions, judge } from "quittance/jury/measures";
import { testRunner } from "quittance/jury/sandbox";
import { type Attack, codeAttacks, readAttacks } from "./attacks/generate.ts";
import type { Work } from "./attacks/work.ts";
import { type JuryBench, reaching } from "./figure.ts";

/** What attacks on deterministic jurors gained. */
export interface InjectionFigures {
  /** Adversarial bundles that were judged, each beside its honest twin. */
  readonly bundles: number;
  /** Those that got a higher payout than their twin. */
  readonly injection_wins: number;
  /** Their names. */
  readonly wins: readonly string[];
  /** Bundles for which the jurors abstained, though not for their twin: no win, but a seller must not be able to force it. */
  readonly abstentions: readonly string[];
}

/** Basis points that a bundle is paid; undefined where the juror abstains. */
async function payoutOf(
  { pact, inputs }: Work,
  files: ReadonlyMap<string, Uint8Array>,
  running: Partial<JudgeOptions>,
): Promise<number | undefined> {
  const judgement = await judge({ pact, inputs, files, ...running });
  return judgement.judged ? judgement.payout : undefined;
}

/**
 * Judges generated attacks and their twins. Where the system does not isolate, no code is run, and attacks by code are left out.
 *
 * @param input `count`: attacks that are read; those by code come on top.
 */
export async function measureInjectionWins(input: {
  readonly seed: number;
  readonly count: number;
  readonly code: boolean;
}): Promise<InjectionFigures> {
  const running = input.code ? testRunner() : undefined;
  const attacks: Attack[] = [
    ...readAttacks(input.seed, input.count),
    ...(running === undefined ? [] : codeAttacks(input.seed)),
  ];
  const wins: string[] = [];
  const abstentions: string[] = [];
  for (const { name, work, files } of attacks) {
    const honest = await payoutOf(work, work.files, running ?? {});
    const adversarial = await payoutOf(work, files, running ?? {});
    if (adversarial === undefined && honest !== undefined) abstentions.push(name);
    if ((adversarial ?? 0) > (honest ?? 0)) wins.push(`${name}: ${adversarial} instead of ${honest}`);
  }
  return { bundles: attacks.length, injection_wins: wins.length, wins, abstentions };
}

const SEED = 11;
const COUNT = 400;

/** How many generated attacks on jurors without a model are paid more than the honest work beside them. */
export function injectionWinsBench(): JuryBench {
  return {
    name: "injection_wins",
    measure: async () => {
      const {
        bundles,
        injection_wins: value,
        wins,
        abstentions,
      } = await measureInjectionWins({
        seed: SEED,
        count: COUNT,
        code: true,
      });
      const baseline = { what: "adversarial bundles, each beside its honest twin", value: bundles };
      const what =
        `bundles with a higher payout than the honest one; jurors without a model ${wins.join("; ")}`.trim();
      return [
        reaching({ name: "injection_wins", value, unit: "count", what, baseline }, { most: 0 }),
        reaching(
          {
            name: "injection_abstentions",
            value: abstentions.length,
            unit: "count",
            what: "bundles that kept a juror from judging, though the honest one did not",
            baseline,
          },
          { most: 0 },
        ),
      ];
    },
  };
}
