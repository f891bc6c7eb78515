// Runs Solidity test files with Hardhat's runner, and notes how long each contract of tests takes.

import hre from "hardhat";
import { finish, givenJob } from "./runner.ts";

interface Suite {
  readonly id: { readonly source: string };
  readonly durationNs: bigint;
  readonly testResults: readonly { readonly status: "Success" | "Failure" | "Skipped" }[];
}

const { files, grep } = givenJob();
const task = hre.tasks.getTask(["test", "solidity"]);
const result = await task.run({ testFiles: [...files], ...(grep === undefined ? {} : { grep }) });
const { suiteResults } = (result.success ? result.value : result.error) as { suiteResults: readonly Suite[] };
const statuses = suiteResults.flatMap(({ testResults }) => testResults.map(({ status }) => status));
const count = (wanted: string) => statuses.filter((status) => status === wanted).length;
const times: Record<string, number> = {};
for (const { id, durationNs } of suiteResults) {
  const file = id.source.replace(/^project\//, "");
  times[file] = (times[file] ?? 0) + Number(durationNs / 1_000_000n);
}
const failed = result.success ? count("Failure") : Math.max(count("Failure"), 1);
finish({ passed: count("Success"), failed, skipped: count("Skipped"), times });
