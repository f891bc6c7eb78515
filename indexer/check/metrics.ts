import type { Verdict } from "./checker.ts";

/** Ponder's figures, of which the process has one set. */
interface PonderMetrics {
  getMetrics(): Promise<string>;
}

/** The figures of a verdict in the text form of Prometheus. */
export function metricsText({ agrees, look, ageMs }: Verdict): string {
  const gauges = [
    [
      "quittance_check_agrees",
      "1 while rows and chain agree, 0 while not; absent before the first comparison",
      agrees,
    ],
    ["quittance_check_block", "Block of the latest comparison of rows and chain", look?.block],
    [
      "quittance_check_age_seconds",
      "Seconds since the latest comparison of rows and chain",
      ageMs === null ? null : ageMs / 1_000,
    ],
  ] as const;
  const lines = gauges.flatMap(([name, help, value]) =>
    value === null || value === undefined ? [] : [...headOf(name, help), `${name} ${Number(value)}`],
  );
  const money = look?.money ?? [];
  const sides = money.flatMap(({ name, held, balance }) => [
    `quittance_held_usdc_units{contract="${name}",side="rows"} ${held}`,
    `quittance_held_usdc_units{contract="${name}",side="chain"} ${balance}`,
  ]);
  const help = "USDC base units that a contract holds, by the rows and by the chain";
  return [
    ...lines,
    ...(sides.length === 0 ? [] : [...headOf("quittance_held_usdc_units", help), ...sides]),
    "",
  ].join("\n");
}

const headOf = (name: string, help: string) => [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`];

/**
 * Adds figures of our own to what `/metrics` answers, which Ponder serves itself. @returns whether that was possible.
 */
export function addToMetrics(text: () => string): boolean {
  const common: unknown = Reflect.get(globalThis, "PONDER_COMMON");
  const metrics: unknown = Reflect.get(Object(common), "metrics");
  if (!isPonderMetrics(metrics)) return false;
  const own = metrics.getMetrics.bind(metrics);
  metrics.getMetrics = async () => `${(await own()).trimEnd()}\n${text()}`;
  return true;
}

function isPonderMetrics(value: unknown): value is PonderMetrics {
  return value instanceof Object && "getMetrics" in value && typeof value.getMetrics === "function";
}
