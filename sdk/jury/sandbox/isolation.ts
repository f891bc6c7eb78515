import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOf } from "./command.ts";

/** Who keeps a program of the sandbox from a thing: the system's kernel, Node's permissions, or no one. */
export type Barrier = "kernel" | "node" | "none";

/** What holds for programs in the sandbox on this machine. */
export interface Isolation {
  /** Other files than its own. `kernel`: they are not in its file system; `node`: Node's permissions refuse them. */
  readonly files: Barrier;
  /** The network, loopback included. Node's permissions do not cover it before Node 25. */
  readonly network: Barrier;
  /** Starting programs and threads, and seeing those of others. */
  readonly processes: Barrier;
  /** Memory beside the JavaScript heap. The heap is bounded everywhere. */
  readonly memory: Barrier;
  /** True when neither file nor network is reachable: what code of strangers needs before it is run. */
  readonly holds: boolean;
  /** One sentence for a juror's reasons. */
  readonly statement: string;
}

/** Which of Node's switches this version has for its permissions. */
export function permissionFlag(version: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 13))
    return major === 23 && minor < 5 ? undefined : "--permission";
  return major >= 20 ? "--experimental-permission" : undefined;
}

const known = new Map<string, Isolation>();

/**
 * Tries once what this machine can isolate, and remembers it. Takes up to a second the first time.
 *
 * On Linux a program gets user, mount, process, network and message namespaces of its own (`unshare`), a file system that holds
 * only its folder, Node and the system's libraries, and limits of the kernel (`prlimit`). Where the system forbids namespaces or
 * has none, Node's permissions refuse files, programs and threads, and nothing keeps it from the network.
 *
 * @example
 * import { isolationOf } from "quittance/jury/sandbox";
 *
 * const { holds, statement } = isolationOf();
 * console.log(typeof holds, statement.length > 0); // boolean true
 */
export function isolationOf(): Isolation {
  const kept = known.get("here");
  if (kept !== undefined) return kept;
  const found = describeIsolation({
    namespaces: tryNamespaces(),
    permissions: permissionFlag() !== undefined,
  });
  known.set("here", found);
  return found;
}

/**
 * What follows from what a machine has: what keeps a program from files, network, processes and memory.
 *
 * @param has.namespaces Whether programs get namespaces of their own (Linux).
 * @param has.permissions Whether Node has permissions.
 * @example
 * import { describeIsolation } from "quittance/jury/sandbox";
 *
 * const { holds } = describeIsolation({ namespaces: false, permissions: true });
 * console.log(holds); // false
 */
export function describeIsolation(has: {
  readonly namespaces: boolean;
  readonly permissions: boolean;
}): Isolation {
  const node: Barrier = has.permissions ? "node" : "none";
  if (has.namespaces) {
    return {
      files: "kernel",
      network: "kernel",
      processes: "kernel",
      memory: "kernel",
      holds: true,
      statement:
        "The code ran in namespaces of its own: without network, with no files but its own and the system's libraries, under limits of memory, time and output.",
    };
  }
  return {
    files: node,
    network: "none",
    processes: node,
    memory: "none",
    holds: false,
    statement: has.permissions
      ? "This system does not isolate: Node's permissions refuse files, programs and threads, and nothing keeps the code from the network."
      : "This system does not isolate: nothing keeps the code from files and network.",
  };
}

/** Runs an empty program the way that all programs of the sandbox run. */
function tryNamespaces(): boolean {
  if (process.platform !== "linux") return false;
  const folder = mkdtempSync(join(tmpdir(), "quittance-probe-"));
  try {
    const { file, args } = commandOf({
      root: folder,
      shown: [],
      node: ["--eval", "process.exitCode = 42"],
      memory: 2 ** 28,
      namespaces: true,
    });
    const { status } = spawnSync(file, args, { env: {}, stdio: "ignore", timeout: 10_000 });
    return status === 42;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
