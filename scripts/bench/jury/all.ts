import { auditRatioBench } from "./audit-ratio.ts";
import { doubleSignedBench } from "./double-signed.ts";
import { doubleSignedDaemonsBench } from "./double-signed-daemon.ts";
import { dutiesBench } from "./duties-per-minute.ts";
import { evidenceRatioBench } from "./evidence-ratio.ts";
import type { JuryBench } from "./figure.ts";
import { injectionWinsBench } from "./injection-wins.ts";
import { modelInjectionsBench } from "./model-injections.ts";
import { panelCaptureBench } from "./panel-capture.ts";
import { tamperCaughtBench } from "./tamper-caught.ts";
import { wrongPayoutBench } from "./wrong-payouts.ts";

/** Every bench of the jury, in the order in which they run. */
export const JURY_BENCHES: readonly JuryBench[] = [
  panelCaptureBench(),
  wrongPayoutBench(),
  dutiesBench(),
  doubleSignedDaemonsBench(),
  doubleSignedBench(),
  injectionWinsBench(),
  modelInjectionsBench(),
  evidenceRatioBench(),
  auditRatioBench(),
  tamperCaughtBench(),
];
