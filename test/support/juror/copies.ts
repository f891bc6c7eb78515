import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type HDAccount, toHex } from "viem";
import { fetchCommitments } from "../../../sdk/jury/index.ts";
import type { KilledJob, KillPoint } from "./kill-points.ts";
import type { Scene } from "./scene.ts";
import { until } from "./until.ts";

const PROGRAM = fileURLToPath(new URL("killed-juror.ts", import.meta.url));

const FIRST_ONLY: readonly KillPoint[] = ["signing the ballot", "after signing the ballot"];

/** A juror's daemon in a process of its own. */
export interface Copy {
  /** It kills itself when it reaches the point next. */
  arm(point: KillPoint): Promise<void>;
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** What was seen of a schedule. */
export interface Schedule {
  /** Whether the armed copy reached its point. */
  readonly wasKilled: boolean;
  /** Different scores that any copy was about to sign for the question. */
  readonly scores: number;
  /** Ballots and commitments of the juror that the board has, with those that contradict another. */
  readonly ballots: number;
  readonly doubles: number;
}

/** Two copies of a daemon with one key and one guard, which are killed by schedule. */
export interface Copies {
  /** Kills one copy at a point while both are asked something, starts another in its place, and waits until the ballot is shown. */
  play(point: KillPoint): Promise<Schedule>;
  stop(): Promise<void>;
}

/** Makes one file of the program, which starts in a fraction of the time; in the repository, where its packages are found. */
async function bundled(): Promise<string> {
  const outfile = join(mkdtempSync(join("cache", "juror-kill-")), "killed-juror.mjs");
  await build({
    ...{ entryPoints: [PROGRAM], outfile, bundle: true, platform: "node", format: "esm" },
    ...{ conditions: ["@quittance/source"], logLevel: "error", external: ["secp256k1"] },
  });
  return outfile;
}

async function startCopy(program: string, job: KilledJob): Promise<Copy> {
  const child: ChildProcess = fork(program, { env: { ...process.env, JUROR_JOB: JSON.stringify(job) } });
  const ended = once(child, "exit");
  const heard = () => Promise.race([once(child, "message"), ended]);
  await heard();
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    isAlive,
    arm: async (point) => {
      const answer = heard();
      // A copy that came to its last point only now has ended, and hears nothing.
      child.send({ do: "arm", point }, () => undefined);
      await answer;
    },
    stop: async () => {
      if (isAlive()) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Starts two copies of a juror. They share the guard; the queue, too, where `sharesQueue`. */
export async function startCopies(scene: Scene, account: HDAccount, sharesQueue: boolean): Promise<Copies> {
  const { stack } = scene;
  const program = await bundled();
  const key = account.getHdKey().privateKey;
  if (!key) throw new Error("the account has a key");
  const guardFolder = scene.folder();
  const signed = join(scene.folder(), "signed");
  writeFileSync(signed, "");
  const [first, second] = [scene.folder(), scene.folder()];
  const jobIn = (folder: string): KilledJob => ({
    ...{ rpcUrl: stack.rpcUrl, address: stack.address, key: toHex(key), board: scene.board },
    ...{ folder, guardFolder, signed, fromBlock: stack.startBlock },
  });
  const jobs = [jobIn(first), jobIn(sharesQueue ? first : second)] as const;
  const copies = await Promise.all(jobs.map((job) => startCopy(program, job)));
  let turn = 0;
  /** The copy at an index, alive and armed: one that came to an earlier point after its schedule was over is started again. */
  const armed = async (index: number, job: KilledJob, point: KillPoint): Promise<Copy> => {
    for (;;) {
      const copy = copies[index]?.isAlive() ? copies[index] : await startCopy(program, job);
      copies[index] = copy;
      await copy.arm(point);
      if (copy.isAlive()) return copy;
    }
  };
  return {
    play: async (point) => {
      const index = turn++ % 2;
      const job = jobs[index];
      if (job === undefined) throw new Error("there are two copies");
      const victim = await armed(index, job, point);
      // A panel of one shows its ballot as soon as it has committed itself.
      const asked = await scene.deliver({ terms: { panel: [account.address] } });
      const { question, terms } = asked;
      const isShown = async () => (await scene.ballots(asked)).length > 0;
      // With a queue of its own a copy comes to each point, but those that only the first of the guard comes to.
      const mustDie = !sharesQueue && !FIRST_ONLY.includes(point);
      await until(async () => !victim.isAlive() || (!mustDie && (await isShown())));
      const wasKilled = !victim.isAlive();
      if (wasKilled) copies[index] = await startCopy(program, job);
      await until(isShown);
      const { deal, milestone, round, evidence } = question;
      const name = [deal, milestone, round, evidence].join("/");
      const scores = readFileSync(signed, "utf8")
        .split("\n")
        .filter((line) => line.startsWith(`${name} `));
      const board = { boards: [scene.board], domain: stack.domain, panel: terms.panel, question };
      const { doubles } = await fetchCommitments(board);
      const ballots = (await scene.ballots(asked)).length;
      return { wasKilled, scores: new Set(scores).size, ballots, doubles: doubles.length };
    },
    stop: async () => {
      await Promise.all(copies.map((copy) => copy.stop()));
      rmSync(join(program, ".."), { recursive: true });
    },
  };
}
