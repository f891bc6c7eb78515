// `npm run bench:jury`: how hard the jury is to capture, to fool and to stop; each figure beside its baseline.
// Exit codes: 0 all figures reach what they are to, 1 one does not, or a failure, 2 wrong usage.

import { runBenches } from "./programs/benches.ts";

await runBenches({
  name: "bench:jury",
  description: "Measures the jury: each figure beside its baseline.",
  example: "panel_capture",
  load: async () => {
    const { JURY_BENCHES: benches } = await import("./bench/jury/all.ts");
    const { juryTable: table } = await import("./bench/jury/report.ts");
    return { benches, table };
  },
});
