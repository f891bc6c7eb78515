import type { Tuned } from "./tune.ts";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** One choice of parameters as a line for people. */
export function tunedLine(tuned: Tuned): string {
  const { parameters, newcomers, second, bad, ringUsd, nextUsd, ratio, isAllowed } = tuned;
  const given = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return [
    given.join(", "),
    `  newcomers ${percent(newcomers)} and ${percent(second)}, bad sellers ${percent(bad)}; ring ${ringUsd.toFixed(2)},`,
    `  next identity ${nextUsd.toFixed(2)}, ratio ${ratio.toFixed(0)}${isAllowed ? "" : ": not allowed"}`,
  ].join("\n");
}
