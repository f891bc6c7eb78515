import { Command } from "commander";
import { diffPacts, hashPact, type PactChange } from "quittance/pact";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { strangersLine } from "../../output/text.ts";
import { UsageRefusal } from "../../refusal.ts";
import { withJson } from "../../session/options.ts";
import { readPactFile } from "./read.ts";

const FAVOURS = {
  buyer: "for the buyer",
  seller: "for the seller",
  neither: "for neither side",
  unclear: "for either side",
} as const;

/** `quittance pact diff`. */
export function diffCommand(output: Output): Command {
  const command = new Command("diff")
    .description("Shows what changed from one pact to another, and whom each change favours.")
    .argument("<before>", "a file with a pact, or - for standard input")
    .argument("<after>", "a file with a pact, or - for standard input");
  return guided(withJson(command), {
    details:
      "A change favours a side by itself, other things being equal. Weights move the score between clauses: whom that\n" +
      "favours depends on the work.",
    examples: [
      "quittance pact diff pact.json next.json",
      "quittance pact diff pact.json - --json < next.json",
    ],
  }).action(async (before: string, after: string) => {
    if (before === "-" && after === "-") throw new UsageRefusal("One of the two must be a file.");
    const [old, now] = [await readPactFile(before), await readPactFile(after)];
    const changes = diffPacts({ before: old, after: now });
    const lines = changes.length === 0 ? ["Nothing changed."] : changes.map(lineOf);
    output.print({
      text: lines.join("\n"),
      data: {
        before: hashPact(old),
        after: hashPact(now),
        changes: changes.map((change) => ({
          ...change,
          clause: change.clause ?? null,
          before: change.before ?? null,
          after: change.after ?? null,
        })),
      },
    });
  });
}

function lineOf({ clause, path, before, after, favours }: PactChange): string {
  const place = [...(clause === undefined ? [] : [clause]), ...(path === "" ? [] : [path])].join(": ");
  return `${strangersLine(place)}: ${what(before, after)} (${FAVOURS[favours]})`;
}

function what(before: unknown, after: unknown): string {
  if (before === undefined) return `added ${shown(after)}`;
  if (after === undefined) return `removed ${shown(before)}`;
  return `${shown(before)} became ${shown(after)}`;
}

const shown = (value: unknown): string => strangersLine(JSON.stringify(value), 120);
