import type { Command } from "commander";
import type { ConnectionOptions } from "./options.ts";
import { asCount, asNewFile } from "./values.ts";

/** How a command follows the chain. */
export interface FollowOptions extends ConnectionOptions {
  readonly once?: true;
  readonly fromBlock?: number;
  /** A file that keeps how far was read. */
  readonly resume?: string;
  readonly depth: number;
  /** Seconds between two questions to the node. */
  readonly every: number;
}

const HEADING = "What it follows:";

/** Adds what a command that follows events takes. */
export function withFollowing(command: Command): Command {
  return withPace(command)
    .option("--from-block <block>", "begin with this block, whatever --resume kept", asCount(0))
    .option(
      "--resume <file>",
      "keep in this file how far was read, and go on from there the next time",
      asNewFile,
    );
}

/** Adds how often the node is asked, and how sure an event must be. */
export function withPace(command: Command): Command {
  return command
    .optionsGroup(HEADING)
    .option("--once", "end after what has happened so far")
    .option(
      "--depth <blocks>",
      "how many blocks deep an event must be; more when a reorganisation matters",
      asCount(1, 1_000),
      1,
    )
    .option(
      "--every <seconds>",
      "how often the node is asked; a WebSocket also tells of new blocks",
      asCount(1, 3_600),
      2,
    );
}
