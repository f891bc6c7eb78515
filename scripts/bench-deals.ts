// `npm run bench:deals`: how fast deals are opened and settled through the relayer, beside the same batches from memory and a
// plain loop of viem in the same run; how fast ballots are checked; and what faults do.
// Exit codes: 0 measured, 1 a failure, 2 wrong usage.

import { runMeasurement } from "./programs/measurement.ts";

const DEALS = 400;
const FEWEST = 20;
const MOST = 1_000;

const measurement = {
  name: "bench:deals",
  description: "Measures deals through the relayer, beside their baselines in the same run.",
  amount: {
    option: "deals",
    help: "how many deals each rate is measured with",
    initial: DEALS,
    isValid: (deals: number) => Number.isInteger(deals) && deals >= FEWEST && deals <= MOST,
    problem: `must be a whole number from ${FEWEST} to ${MOST}`,
    example: 100,
  },
};

await runMeasurement(measurement, async ({ json, amount: deals }) => {
  // Loaded now, so that wrong usage is answered at once.
  const { printDeals } = await import("./bench/deals/print-deals.ts");
  await printDeals({ json, deals });
});
