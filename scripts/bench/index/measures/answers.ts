import { amountOf, type IndexFigure, medianOf, quantileOf, ratioOf } from "../figures/goals.ts";
import { ask, type Load, type Question, type Served, serveUnder } from "../http/load.ts";
import { HOT, requestOf } from "../http/thirty.ts";
import { recordQuestion, scoreQuestion } from "../http/trust-questions.ts";
import type { Bench, IndexBench } from "./bench.ts";
import { countFigure } from "./counts.ts";
import { hostileFigure } from "./hostile.ts";
import { recomputedFigure } from "./recomputed.ts";
import { type Servers, serving } from "./serving.ts";

const CONNECTIONS = 16;

/** How fast the indexer answers, and what hinders it. */
export function answersBench(): IndexBench {
  return {
    names: [
      "trust_rps_ratio",
      "trust_p99_ms",
      "hot_rps_ratio",
      "hot_p99_ms",
      "count_rps_ratio",
      "hostile_wait_ratio",
      "recomputed_equal",
    ],
    measure: (bench) =>
      serving(bench, async (servers) => {
        const { wants } = bench;
        return [
          ...(wants("trust_rps_ratio", "trust_p99_ms") ? await trustFigures(bench, servers) : []),
          ...(wants("hot_rps_ratio", "hot_p99_ms") ? await hotFigures(bench, servers) : []),
          ...(wants("count_rps_ratio") ? [await countFigure(bench, servers)] : []),
          ...(wants("hostile_wait_ratio") ? [await hostileFigure(bench, servers)] : []),
          ...(wants("recomputed_equal") ? [await recomputedFigure(bench, servers)] : []),
        ];
      }),
  };
}

async function trustFigures(bench: Bench, servers: Servers): Promise<readonly IndexFigure[]> {
  const asked = { ours: [scoreQuestion(servers.known)], stock: [recordQuestion(servers.known)] };
  // The first answer waits for the rows to be read.
  for (const question of asked.ours) await ask(servers.indexer, question);
  const { rates, waits } = await compare(bench, servers, asked);
  const size = `one score at ${CONNECTIONS} connections over ${servers.size}`;
  return [ratioOf("trust_rps_ratio", { ...rates, size }), amountOf("trust_p99_ms", { ...waits, size })];
}

async function hotFigures(bench: Bench, servers: Servers): Promise<readonly IndexFigure[]> {
  const questions = servers.queries.filter(({ name }) => HOT.includes(name)).map(requestOf);
  const { rates, waits } = await compare(bench, servers, { ours: questions, stock: questions });
  const size = `${questions.length} of the thirty queries at ${CONNECTIONS} connections over ${servers.size}`;
  return [ratioOf("hot_rps_ratio", { ...rates, size }), amountOf("hot_p99_ms", { ...waits, size })];
}

/** Puts both under load by turns. */
async function compare(
  { sizes, progress }: Bench,
  servers: Servers,
  asked: { readonly ours: readonly Question[]; readonly stock: readonly Question[] },
) {
  const load = { connections: CONNECTIONS, seconds: sizes.loadSeconds };
  const ours: Measured[] = [];
  const stock: Measured[] = [];
  for (let round = 0; round < sizes.rounds; round++) {
    ours.push(await measured(load, servers.indexer, asked.ours, servers.cpuSeconds.indexer));
    stock.push(await measured(load, servers.stock, asked.stock, servers.cpuSeconds.stock));
  }
  const rate = (served: readonly Measured[]) => medianOf(served.map(({ perSecond }) => perSecond));
  const perCpuSecond = (served: readonly Measured[]) => medianOf(served.map((each) => each.perCpuSecond));
  const p99 = (served: readonly Measured[]) => medianOf(served.map(({ waits }) => quantileOf(waits, 0.99)));
  progress(
    `${asked.ours[0]?.name} …: ${rate(ours).toFixed(0)} a second, stock ${rate(stock).toFixed(0)}; ` +
      `of a processor's seconds ${perCpuSecond(ours).toFixed(0)}, stock ${perCpuSecond(stock).toFixed(0)}`,
  );
  const cpuValue = perCpuSecond(ours) / perCpuSecond(stock);
  return {
    rates: {
      ...{ measured: rate(ours), baseline: rate(stock) },
      ...(Number.isFinite(cpuValue) ? { cpuValue } : {}),
    },
    waits: { measured: p99(ours), baseline: p99(stock) },
  };
}

interface Measured extends Served {
  /** Answers for each second of a processor; NaN where no one says. */
  readonly perCpuSecond: number;
}

/** Under load once before, so that plans and code are warm. */
async function measured(
  load: Load,
  url: string,
  questions: readonly Question[],
  cpuSeconds: () => Promise<number>,
): Promise<Measured> {
  await serveUnder({ ...load, seconds: Math.min(1, load.seconds) }, url, questions);
  const before = await cpuSeconds();
  const served = await serveUnder(load, url, questions);
  return { ...served, perCpuSecond: served.waits.length / ((await cpuSeconds()) - before) };
}
