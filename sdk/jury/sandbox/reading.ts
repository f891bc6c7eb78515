import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { serialize } from "node:v8";
import type { ReadRunner } from "../judge/judge.ts";
import type { ReadClause } from "../measures/measure.ts";
import { lostWhole, type MeasureOutcome, notChecked } from "../measures/outcome.ts";
import { layOut } from "./folder.ts";
import { limitsOf, type SandboxLimits } from "./limits.ts";
import { runProgram } from "./run.ts";
import { READY, type ReadingTask } from "./serve-reading.ts";

/** Limits of one process that measures: a minute of processor time, 1 GiB of memory, 16 MiB of results. */
export const READING_LIMITS: SandboxLimits = { seconds: 60, memory: 2 ** 30, output: 2 ** 24 };

/**
 * Measures clauses in a process of its own, for the option `readClauses` of `judge`: with limits of time and memory, without network
 * where the system can take it away, and with no files but the library's. A clause that reaches a limit is lost, as its subject is
 * what takes so long; those after it are measured in a fresh process. After four of them the clauses that are left are lost, too.
 *
 * @throws InvalidFieldError when a limit is out of bounds.
 * @example
 * import { readRunner } from "quittance/jury/sandbox";
 *
 * const readClauses = readRunner({ limits: { seconds: 20 } });
 * console.log(await readClauses({ clauses: [], files: new Map(), inputs: new Map() })); // []
 */
export function readRunner(options: { readonly limits?: Partial<SandboxLimits> } = {}): ReadRunner {
  const limits = limitsOf({ ...READING_LIMITS, ...options.limits });
  return async ({ clauses, files, inputs, signal }) => {
    const outcomes: MeasureOutcome[] = [];
    for (let count = 0; count < MOST_PROCESSES && outcomes.length < clauses.length; count++) {
      const left = clauses.slice(outcomes.length);
      const found = await readOnce({ clauses: left, files, inputs }, limits, signal);
      outcomes.push(...found);
    }
    return clauses.map(({ subject }, index) => outcomes[index] ?? lostWhole(1, subject, "not-reached"));
  };
}

/** Processes for one judgement: of one whose every clause reached its limit, a juror would come to no score in time. */
const MOST_PROCESSES = 4;

/** On a busy machine, time on the wall is longer than that of the processor; where nothing measures the latter, it ends the process. */
const PATIENCE = 10;
const LONGEST = 3_600;

/** At least one outcome: of those clauses that the process came to, and of the one that ended it. */
async function readOnce(
  task: ReadingTask,
  limits: SandboxLimits,
  signal: AbortSignal | undefined,
): Promise<readonly MeasureOutcome[]> {
  const folder = await layOut(new Map());
  try {
    const { stdout, ended, isolation } = await runProgram({
      node: ["--input-type=module", "--eval", ENTRY],
      shown: libraryPaths(),
      root: folder.root,
      input: serialize(task),
      limits: limitsOf({ ...limits, seconds: Math.min(limits.seconds * PATIENCE, LONGEST) }),
      processor: limits.seconds,
      signal,
    });
    const [ready, ...lines] = new TextDecoder().decode(stdout).split("\n");
    const isTooBusy = ended === "time" && isolation.memory === "kernel";
    if (ended === "aborted" || isTooBusy || ready !== READY) {
      return task.clauses.map(() => notChecked(`The process that measures did not run: ${ended}.`));
    }
    // The last line is empty, or was cut.
    const found = lines.slice(0, -1).map((line) => JSON.parse(line) as MeasureOutcome);
    const broken = task.clauses[found.length];
    return broken === undefined ? found : [...found, lostAtLimit(broken, ended)];
  } finally {
    await folder.remove();
  }
}

function lostAtLimit({ subject }: ReadClause, ended: string): MeasureOutcome {
  return lostWhole(1, subject, `ended-by-${ended}`);
}

const HERE = fileURLToPath(import.meta.url);
/** The module beside this one has the same ending, in the source and in each build of it. */
const SERVER = join(dirname(HERE), `serve-reading${HERE.slice(HERE.lastIndexOf("."))}`);
const ENTRY = `import { serveReading } from ${JSON.stringify(pathToFileURL(SERVER).href)}; serveReading();`;

/** The package, and every folder in which Node looks for the packages that it imports. */
function libraryPaths(): string[] {
  const paths: string[] = [];
  let folder = dirname(realpathSync(HERE));
  let isInside = true;
  for (;;) {
    if (isInside && existsSync(join(folder, "package.json"))) {
      paths.push(folder);
      isInside = false;
    }
    const packages = join(folder, "node_modules");
    if (existsSync(packages)) paths.push(realpathSync(packages));
    const above = dirname(folder);
    if (above === folder) return paths;
    folder = above;
  }
}
