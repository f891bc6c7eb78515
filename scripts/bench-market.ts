// `npm run bench:market`: how fast negotiations go, what they cost beside plain signatures, that they leak and diverge nowhere, and what
// a search costs.
// Exit codes: 0 all figures reach what they are to, 1 one does not, or a failure, 2 wrong usage.

import { runBenches } from "./programs/benches.ts";

await runBenches({
  name: "bench:market",
  description: "Measures negotiations and the market: each figure beside its baseline.",
  example: "limit_leaks",
  load: async () => {
    const { MARKET_BENCHES: benches } = await import("./bench/market/all.ts");
    const { marketTable: table } = await import("./bench/market/report.ts");
    return { benches, table };
  },
});
