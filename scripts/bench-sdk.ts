// `npm run bench:sdk`: how fast the SDK signs and checks vouchers, beside viem in the same run.
// Exit codes: 0 measured, 1 a failure, 2 wrong usage.

import { runMeasurement } from "./programs/measurement.ts";

const SECONDS = 15;
const LONGEST = 600;

const measurement = {
  name: "bench:sdk",
  description: "Measures how fast the SDK signs and checks vouchers, beside viem in the same run.",
  amount: {
    option: "seconds",
    help: "how long to measure; fewer are less exact",
    initial: SECONDS,
    isValid: (seconds: number) => seconds >= 0 && seconds <= LONGEST,
    problem: `must be 0 to ${LONGEST} seconds`,
    example: 60,
  },
};

await runMeasurement(measurement, async ({ json, amount: seconds }) => {
  // Loaded now, so that wrong usage is answered at once.
  const { printSpeeds } = await import("./bench/sdk/print-speeds.ts");
  await printSpeeds({ seconds, json });
});
