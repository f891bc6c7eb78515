import { realpathSync } from "node:fs";
import { CONFINE, SYSTEM_PATHS } from "./confine.ts";

/** Private memory that an idle Node of 64 bits maps, in bytes; the limit of the kernel counts it. */
const NODE_ITSELF = 640 * 2 ** 20;
const NAMESPACES = [
  "--user",
  "--map-root-user",
  "--mount",
  "--net",
  "--pid",
  "--ipc",
  "--uts",
  "--fork",
  "--kill-child",
  "--propagation",
  "private",
];

/** A command line that starts Node in the sandbox. */
export interface SandboxCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * The command line that starts Node.
 *
 * @param options `root`: an empty folder that becomes the program's file system; `shown`: paths that it sees, where they are;
 * `node`: Node's arguments; `memory`: bytes; `processor`: seconds of processor time.
 */
export function commandOf(options: {
  readonly root: string;
  readonly shown: readonly string[];
  readonly node: readonly string[];
  readonly memory: number;
  readonly processor?: number | undefined;
  readonly namespaces: boolean;
}): SandboxCommand {
  const node = realpathSync(process.execPath);
  const heap = `--max-old-space-size=${Math.floor(options.memory / 2 ** 20)}`;
  const start = [node, heap, ...options.node];
  if (!options.namespaces) return { file: node, args: start.slice(1) };
  const limits = [`--data=${NODE_ITSELF + options.memory}`, "--core=0", "--fsize=0", "--nofile=256"];
  if (options.processor !== undefined) limits.push(`--cpu=${Math.ceil(options.processor)}`);
  const shown = [...SYSTEM_PATHS, node, ...options.shown];
  return {
    file: "prlimit",
    args: [
      ...limits,
      "unshare",
      ...NAMESPACES,
      "sh",
      "-c",
      CONFINE,
      "confine",
      options.root,
      ...shown,
      "--",
      ...start,
    ],
  };
}
