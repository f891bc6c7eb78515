import { Command } from "commander";
import { retentionIndex, sweepEvidence } from "quittance/node";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { withJson } from "../../session/options.ts";
import { INDEX, now } from "./kept.ts";
import { placeToKeep } from "./place.ts";

interface Options {
  readonly store: string;
  readonly index: string;
  readonly dryRun?: true;
}

/** `quittance evidence sweep`. */
export function sweepCommand(output: Output): Command {
  const command = new Command("sweep")
    .description("Deletes evidence from a store whose time is over, and which is under no legal hold.")
    .requiredOption("--store <place>", "the store: a folder or s3://bucket/prefix")
    .requiredOption("--index <folder>", INDEX)
    .option("--dry-run", "say what would be deleted, and change nothing");
  return guided(withJson(command), {
    details:
      "What the index does not know stays, and so does what is under legal hold (quittance evidence hold). When it breaks off,\n" +
      "run it again.",
    examples: ["quittance evidence sweep --store served --index kept --dry-run"],
  }).action(async ({ store, index, ...options }: Options) => {
    const dryRun = options.dryRun === true;
    const swept = await sweepEvidence({
      ...{ store: await placeToKeep(store), index: retentionIndex({ folder: index }), dryRun },
      now: now(),
    });
    const { deleted, kept, objects, shared } = swept;
    output.print({
      text: [
        `${dryRun ? "Would delete" : "Deleted"} the evidence of ${deleted.length} deliveries: ${objects.length} files.`,
        `Kept that of ${kept.length}, and ${shared.length} files that others need, too.`,
      ].join("\n"),
      data: { ...swept, kept: kept.map((each) => ({ ...each, until: each.until ?? null })) },
    });
  });
}
