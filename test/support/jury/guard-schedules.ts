import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { parseBallot, type SignedBallot, verifyBallot } from "../../../sdk/deals/ballots/ballot.ts";
import { openBallotGuard } from "../../../sdk/jury/guard/ballot-guard.ts";
import { randomOf } from "../relayer/random.ts";
import { type GuardAnswer, type GuardCommand, type GuardJob, guardPoints } from "./guard-points.ts";
import { guardDomain, guardQuestion } from "./guard-questions.ts";

const PROGRAM = fileURLToPath(new URL("guarded-copy.ts", import.meta.url));
const QUESTIONS = 2;
const TURNS = 4;
const SCORES = [1_000, 5_000, 9_000] as const;

/** What came of some schedules. */
export interface GuardFigures {
  readonly schedules: number;
  /** Processes that were killed by SIGKILL. */
  readonly kills: number;
  /** Questions with two scores. */
  readonly doubleSigned: number;
  /** Questions with two signed ballots, whatever their scores. */
  readonly doubleBallots: number;
  /** Questions that had no ballot when both copies had run on without faults. */
  readonly unanswered: number;
}

/** A copy that does what it is told, and is started again where it has ended. */
interface Copy {
  readonly obey: (command: GuardCommand) => Promise<GuardAnswer | "killed">;
  readonly isAlive: () => boolean;
  readonly stop: () => Promise<void>;
}

/**
 * Plays schedules: two copies of a juror's daemon on one folder are asked the same questions, with scores that differ, one after
 * the other and at once; most of the time one of them is killed somewhere.
 */
export async function playGuardSchedules(options: {
  readonly schedules: number;
  readonly seed: number;
  readonly records?: GuardJob["records"];
}): Promise<GuardFigures> {
  const { schedules, seed, records = "folder" } = options;
  mkdirSync("cache", { recursive: true });
  // Inside the repository, where its packages are found.
  const scratch = mkdtempSync(join("cache", "guard-copies-"));
  const total = { kills: 0, doubleSigned: 0, doubleBallots: 0, unanswered: 0 };
  try {
    const program = await bundle(scratch);
    for (let index = 0; index < schedules; index++) {
      const played = await playOne(program, seed + index, records);
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += played[name];
    }
    return { schedules, ...total };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, "guarded-copy.mjs");
  await build({
    ...{ entryPoints: [PROGRAM], outfile, bundle: true, platform: "node", format: "esm", minify: true },
    ...{ conditions: ["@quittance/source"], logLevel: "error" },
    // Parts that load others by `require` find it.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  return outfile;
}

async function playOne(program: string, seed: number, records: GuardJob["records"]) {
  const { whole, chance } = randomOf(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[whole(0, items.length - 1)] as Item;
  const folder = mkdtempSync(join(tmpdir(), "quittance-guard-"));
  const key = generatePrivateKey();
  const published = join(folder, "published.jsonl");
  const job: GuardJob = { folder: join(folder, "records"), key, published, records };
  let kills = 0;
  const copies = [await startCopy(program, job), await startCopy(program, job)];
  const alive = async (index: number): Promise<Copy> => {
    const found = copies[index];
    if (found?.isAlive()) return found;
    const started = await startCopy(program, job);
    copies[index] = started;
    return started;
  };
  const ask = async (index: number, question: number, isFaulty: boolean) => {
    const copy = await alive(index);
    await copy.obey({ do: "arm", point: isFaulty ? pick(guardPoints) : undefined });
    return copy.obey({ do: "sign", question, score: pick(SCORES) });
  };
  try {
    for (let turn = 0; turn < TURNS; turn++) {
      const question = whole(0, QUESTIONS - 1);
      const asked = chance(0.5) ? [0, 1] : [pick([0, 1])];
      const answers = await Promise.all(asked.map((index) => ask(index, question, chance(0.7))));
      kills += answers.filter((answer) => answer === "killed").length;
    }
    // Then without faults: whatever score was decided, each question is answered.
    for (let question = 0; question < QUESTIONS; question++) {
      for (const score of SCORES)
        await (await faultless(alive, question % 2)).obey({ do: "sign", question, score });
    }
  } finally {
    await Promise.all(copies.map((copy) => copy.stop()));
  }
  const ballots = existsSync(published)
    ? readFileSync(published, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => parseBallot(line))
    : [];
  const figures = await judge(ballots, job);
  rmSync(folder, { recursive: true, force: true });
  return { kills, ...figures };
}

async function faultless(alive: (index: number) => Promise<Copy>, index: number): Promise<Copy> {
  const copy = await alive(index);
  await copy.obey({ do: "arm", point: undefined });
  return copy;
}

/** What was published, and what the records hold: both could have left the machine. */
async function judge(published: readonly SignedBallot[], { folder, key, records }: GuardJob) {
  const juror = privateKeyToAccount(key).address;
  const guard = openBallotGuard({ folder });
  let [doubleSigned, doubleBallots, unanswered] = [0, 0, 0];
  for (let number = 0; number < QUESTIONS; number++) {
    const { reasons: _reasons, ...question } = guardQuestion(number);
    const kept =
      records === "folder" ? await guard.find({ domain: guardDomain, juror, ...question }) : undefined;
    const ballots = [
      ...published.filter(({ evidence }) => evidence === question.evidence),
      ...(kept?.ballot === undefined ? [] : [kept.ballot]),
    ];
    const isGood = await Promise.all(ballots.map((ballot) => verifyBallot({ domain: guardDomain, ballot })));
    if (isGood.includes(false)) throw new Error("a ballot is not signed by its juror");
    if (new Set(ballots.map(({ score }) => score)).size > 1) doubleSigned += 1;
    if (new Set(ballots.map(({ signature }) => signature)).size > 1) doubleBallots += 1;
    if (ballots.length === 0) unanswered += 1;
  }
  return { doubleSigned, doubleBallots, unanswered };
}

async function startCopy(program: string, job: GuardJob): Promise<Copy> {
  const child = fork(program, [], {
    env: { ...process.env, GUARD_JOB: JSON.stringify(job), NODE_COMPILE_CACHE: dirname(program) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  await answerOf(child, ended);
  return {
    obey: async (command) => {
      const answered = answerOf(child, ended);
      child.send(command, () => undefined);
      return answered;
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Waits for the next answer, or for the end of the process: one of them comes. */
async function answerOf(child: ChildProcess, ended: Promise<unknown[]>): Promise<GuardAnswer | "killed"> {
  const answered = once(child, "message").then(([answer]) => answer as GuardAnswer);
  const result = await Promise.race([answered, ended]);
  if (!Array.isArray(result)) return result;
  answered.catch(() => undefined);
  const [code, signal] = result as [number | null, NodeJS.Signals | null];
  if (signal === "SIGKILL") return "killed";
  throw new Error(`the copy ended by itself, with ${code ?? signal}`);
}
