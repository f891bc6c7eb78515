import type { Command } from "commander";
import { type ConnectionOptions, withConnection } from "./options.ts";
import { asCount } from "./values.ts";

/** How a command follows events. */
export interface FollowOptions extends ConnectionOptions {
  readonly once?: true;
  readonly fromBlock?: number;
  readonly depth: number;
  /** Seconds between two questions to the node. */
  readonly every: number;
}

/** Adds what a command that follows events takes. */
export function withFollowing(command: Command): Command {
  return withConnection(command)
    .option("--once", "end after what has happened so far")
    .option("--from-block <block>", "begin with this block", asCount(0))
    .option(
      "--depth <blocks>",
      "how many blocks deep an event must be; more when a reorganisation matters",
      asCount(1, 1_000),
      1,
    )
    .option("--every <seconds>", "how often the node is asked", asCount(1, 3_600), 2);
}
