import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { commandOf } from "./command.ts";
import { type Isolation, isolationOf, permissionFlag } from "./isolation.ts";
import type { SandboxLimits } from "./limits.ts";

/** What became of a program in the sandbox. */
export interface SandboxOutcome {
  /**
   * `exit`: it ended by itself, with `code`. `time`, `processor` and `output`: it was killed at that limit. `memory`: it was killed,
   * or gave up, for lack of memory. `signal`: it was ended otherwise, or could not be started. `aborted`: the caller no longer wanted it.
   */
  readonly ended: "exit" | "time" | "processor" | "output" | "memory" | "signal" | "aborted";
  /** Its exit code, where it ended by itself. */
  readonly code: number | undefined;
  /** What it wrote, cut at the limit. */
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly isolation: Isolation;
}

/** A program for the sandbox: arguments of Node, and what it may see. */
export interface SandboxProgram {
  /** Node's arguments: switches, then a module inside `shown` and its arguments. */
  readonly node: readonly string[];
  /** Absolute paths that it may read, and where it finds them. */
  readonly shown: readonly string[];
  /** An empty folder that may become the root of its file system. */
  readonly root: string;
  /** What it reads from its standard input. */
  readonly input: Uint8Array;
  readonly limits: SandboxLimits;
  /** Seconds of processor time; held where the kernel holds limits. A busy machine makes none of it. */
  readonly processor?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const MEMORY_LOOK_MS = 50;
/** How Node says that its heap, or the system's memory, was not enough. */
const OUT_OF_MEMORY = /heap out of memory|allocation failed|ERR_MEMORY_ALLOCATION_FAILED|Out of memory/i;
/** Exit codes from here on are those of a program that a signal ended. */
const KILLED = 128;
const KILL = 9;
/** `unshare` cannot end itself by the signal that ended its program, when that cannot be caught. */
const UNSHARE_KILLED = /^unshare: sig/m;

/** Runs a program until it ends or reaches a limit. Nothing of it is left running. */
export function runProgram(program: SandboxProgram): Promise<SandboxOutcome> {
  const isolation = isolationOf();
  const namespaces = isolation.network === "kernel";
  const flag = permissionFlag();
  const permissions =
    flag === undefined ? [] : [flag, ...program.shown.map((path) => `--allow-fs-read=${path}`)];
  const { file, args } = commandOf({
    root: program.root,
    shown: program.shown,
    node: ["--no-warnings", "--no-addons", ...permissions, ...program.node],
    memory: program.limits.memory,
    processor: program.processor,
    namespaces,
  });
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      env: { TZ: "UTC" },
      cwd: program.root,
      // A group of its own, so that all of it can be killed.
      detached: process.platform !== "win32",
      windowsHide: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    let verdict: SandboxOutcome["ended"] | undefined;
    const end = (ended: SandboxOutcome["ended"]) => {
      verdict ??= ended;
      killGroup(child);
    };
    const output = collect(child, program.limits.output, () => end("output"));
    const timer = setTimeout(() => end("time"), program.limits.seconds * 1_000);
    const watch = namespaces ? undefined : watchMemory(child, program.limits.memory, () => end("memory"));
    const abort = () => end("aborted");
    if (program.signal?.aborted === true) abort();
    program.signal?.addEventListener("abort", abort, { once: true });
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(timer);
      clearInterval(watch);
      program.signal?.removeEventListener("abort", abort);
      // What it may have left behind goes with its group.
      killGroup(child);
      const { stdout, stderr } = output();
      const ended = verdict ?? endOf(code, signal, stderr);
      resolve({ ended, code: ended === "exit" ? (code ?? undefined) : undefined, stdout, stderr, isolation });
    };
    child.once("error", () => settle(null, null));
    child.once("close", settle);
    child.stdin.on("error", () => undefined);
    child.stdin.end(program.input);
  });
}

function endOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  stderr: Uint8Array,
): SandboxOutcome["ended"] {
  const text = new TextDecoder().decode(stderr);
  const isByKernel =
    signal === "SIGKILL" || code === KILLED + KILL || (code === 1 && UNSHARE_KILLED.test(text));
  const isKilled = isByKernel || code === null || signal !== null || code >= KILLED;
  if (!isKilled) return "exit";
  if (OUT_OF_MEMORY.test(text)) return "memory";
  // The sandbox's own kills are known as such: this one is for processor time.
  return isByKernel ? "processor" : "signal";
}

/** Keeps what the program writes until the limit, and calls once when it is passed. */
function collect(child: ChildProcess, most: number, passed: () => void) {
  const kept = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  let left = most;
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (bytes: Uint8Array) => {
      if (left > 0) kept[name].push(bytes.subarray(0, left));
      left -= bytes.length;
      if (left < 0) passed();
    });
  }
  return () => ({ stdout: Buffer.concat(kept.stdout), stderr: Buffer.concat(kept.stderr) });
}

/** Without namespaces no limit of the kernel is set; where the system says what a process uses, it is watched. */
function watchMemory(child: ChildProcess, most: number, passed: () => void): NodeJS.Timeout {
  const idle = 64 * 2 ** 20;
  return setInterval(() => {
    const used = residentBytes(child.pid);
    if (used !== undefined && used > most + idle) passed();
  }, MEMORY_LOOK_MS);
}

function residentBytes(pid: number | undefined): number | undefined {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
  } catch {
    return undefined;
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended before.
  }
}
