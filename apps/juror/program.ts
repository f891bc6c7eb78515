import { parseArgs } from "node:util";
import { runJuror } from "./juror.ts";

const HELP = `Usage: npm run juror -- [--dry-run] [--submit <when>] [--json]

Watches the chain for what a juror has to judge, until Ctrl-C. Settings come from the environment: docs/running-a-juror.md lists them.

  --dry-run        judges, and signs nothing
  --submit <when>  submits verdicts and settles: never, worth (where it earns more than that costs) or always
  --json           writes its log as lines of JSON
`;

try {
  const { values } = parseArgs({
    options: {
      "dry-run": { type: "boolean" },
      submit: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) process.stdout.write(HELP);
  else
    await runJuror({
      environment: { ...process.env, ...(values.submit && { JUROR_SUBMIT: values.submit }) },
      ...(values["dry-run"] && { dryRun: true }),
      ...(values.json && { json: true }),
    });
} catch (error) {
  process.stderr.write(`juror: ${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  process.exitCode = 2;
}
