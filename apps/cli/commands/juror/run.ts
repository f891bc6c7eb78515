import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { withJson } from "../../session/options.ts";
import { environmentIn } from "./environment.ts";

interface RunOptions {
  readonly settings?: string;
  readonly check?: true;
  readonly dryRun?: true;
  readonly submit?: "never" | "worth" | "always";
}

/** What the package of the daemon gives. */
interface JurorPackage {
  readonly runJuror: (options: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly dryRun: boolean;
    readonly json: boolean;
  }) => Promise<void>;
  readonly checkJuror: (
    environment: Readonly<Record<string, string | undefined>>,
  ) => Promise<Readonly<Record<string, unknown>>>;
}

const PACKAGE = "@quittance/juror";
const DETAILS = `The daemon is a package of its own, ${PACKAGE}, which stands beside this command. Its settings are variables of the
environment, whose names begin with JUROR_; a file of lines such as JUROR_PORT=8547 may hold them, and what the environment says
goes before. Two copies with one key may run, if they share JUROR_GUARD_FOLDER: no question gets two scores.
It sends no transaction unless --submit or JUROR_SUBMIT asks for it, and then pays for gas, or a relayer.`;

/** `quittance juror run`: the daemon. */
export function jurorRunCommand(output: Output): Command {
  const command = new Command("run")
    .description(
      "Watches the chain for what a juror has to judge, judges it, and shows its ballots, until Ctrl-C.",
    )
    .option("--settings <file>", "a file with settings, one on each line")
    .option("--check", "only reads the settings, asks the node, and ends")
    .option("--dry-run", "judges, and signs nothing")
    .addOption(
      new Option(
        "--submit <when>",
        "submits verdicts and settles: where it earns more than that costs, or always",
      ).choices(["never", "worth", "always"]),
    );
  return guided(withJson(command), {
    details: DETAILS,
    examples: [
      "quittance juror run --settings juror.env --check",
      "quittance juror run --settings juror.env --submit worth --check",
    ],
  }).action(async ({ settings, check, dryRun, submit }: RunOptions) => {
    const environment = {
      ...{ ...fileOf(settings), ...environmentIn(process.env) },
      ...(submit && { JUROR_SUBMIT: submit }),
    };
    const { runJuror, checkJuror } = await loaded();
    if (!check) return runJuror({ environment, dryRun: dryRun === true, json: output.json });
    const found = await checkJuror(environment).catch((error: unknown) => {
      throw new CommandRefusal(error instanceof Error ? error.message : "it failed", ExitCode.failed);
    });
    const text = Object.entries(found).map(([name, value]) => `${name}: ${String(value)}`);
    output.print({ text: ["The settings are good.", ...text].join("\n"), data: found });
  });
}

function fileOf(path: string | undefined): Readonly<Record<string, string>> {
  if (path === undefined) return {};
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new UsageRefusal("--settings cannot be read. Name a file with lines such as JUROR_PORT=8547.");
  }
  return environmentIn(
    Object.fromEntries(
      text
        .split(/\r?\n/)
        .filter((line) => /^\s*\w+\s*=/.test(line))
        .map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()]),
    ),
  );
}

async function loaded(): Promise<JurorPackage> {
  try {
    return (await import(PACKAGE)) as JurorPackage;
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "ERR_UNKNOWN_BUILTIN_MODULE") throw error;
    throw new CommandRefusal(
      `The daemon is not here: it is the package ${PACKAGE}, and needs Node 22.13 or newer.\n` +
        "What to do: run it from the repository with npm run juror, or install the package beside this command.",
      ExitCode.failed,
    );
  }
}
