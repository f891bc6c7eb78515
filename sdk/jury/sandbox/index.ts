export { type Barrier, describeIsolation, type Isolation, isolationOf } from "./isolation.ts";
export { SANDBOX_LIMITS, type SandboxLimits } from "./limits.ts";
export { READING_LIMITS, readRunner } from "./reading.ts";
export type { SandboxOutcome } from "./run.ts";
export { runTestFile, type TestOutcome, type TestRun } from "./test-run.ts";
export { type TestRunning, testRunner } from "./test-runner.ts";
