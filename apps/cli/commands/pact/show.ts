import { Argument, Command } from "commander";
import { hashPact, measuresOf, type Pact, type PactClause } from "quittance/pact";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { pairs, strangersLine, table } from "../../output/text.ts";
import { withJson } from "../../session/options.ts";
import { asHex } from "../../session/values.ts";
import { PACT_FILE, readPactFile } from "./read.ts";

interface Options {
  readonly hash?: Hex;
}

/** `quittance pact show`. */
export function showCommand(output: Output): Command {
  const command = new Command("show")
    .description("Shows what a pact asks for, how it is checked, and what each clause is worth.")
    .addArgument(new Argument("[file]", PACT_FILE))
    .option("--hash <hash>", "what the terms name it by: another text is refused", asHex);
  return guided(withJson(command), {
    details: "With --hash the file must hold the canonical text of that pact, byte for byte.",
    examples: ["quittance pact show pact.json", "quittance pact show --json < pact.json"],
  }).action(async (file: string | undefined, { hash }: Options) => {
    const pact = await readPactFile(file, hash);
    output.print({
      text: [...head(pact), "", ...clauses(pact), ...milestones(pact)].join("\n"),
      data: { hash: hashPact(pact), measures: measuresOf({ pact }), pact },
    });
  });
}

function head(pact: Pact): string[] {
  const { name, version, supersedes, author, kind, task, evidence, payout, retention } = pact;
  const paid =
    payout.payoutStep === 0
      ? "everything, from that score on"
      : `the score, in steps of ${percent(payout.payoutStep)}`;
  return [
    `${strangersLine(name)}, version ${version}`,
    "",
    ...pairs([
      ["hash", hashPact(pact)],
      ...(supersedes === undefined ? [] : [["supersedes", supersedes] as const]),
      ["author", author],
      ["kind", kind],
      ["instruction", strangersLine(task.instruction, 2_000)],
      ["inputs", task.inputs.map(({ name: input, size }) => `${input} (${size} bytes)`).join(", ") || "none"],
      ["evidence", evidence.required.join(", ") || "no file is required"],
      ["limits", `${evidence.maxFiles} files, ${evidence.maxBytes} bytes; ${evidence.mediaTypes.join(", ")}`],
      ["private", evidence.private ? "yes: encrypted to the parties and the panel" : "no"],
      ["passing score", String(payout.passingScore)],
      ["payout", paid],
      ["kept for", `${retention.auditPeriod} seconds after the milestone is final`],
      ["jurors check", measuresOf({ pact }).join(", ")],
    ]),
  ];
}

function clauses({ clauses: all, milestones: named }: Pact): string[] {
  const rows = all.map((clause) => [
    clause.id,
    clause.kind,
    clause.subject,
    named === undefined ? percent(clause.weight) : "–",
    consequenceOf(clause),
    strangersLine(clause.description),
  ]);
  return table(["clause", "kind", "subject", "weight", "below its threshold", "description"], rows);
}

function consequenceOf({ consequence, threshold }: PactClause): string {
  if (consequence === "share") return "counts its share";
  const then = consequence === "zero" ? "counts nothing" : "voids the milestone";
  return `${then} below ${percent(threshold.least)}`;
}

function milestones({ milestones: named }: Pact): string[] {
  if (named === undefined) return [];
  const rows = named.map(({ name, weights }, index) => [
    String(index),
    strangersLine(name),
    Object.entries(weights)
      .map(([id, weight]) => `${id} ${percent(weight)}`)
      .join(", "),
  ]);
  return ["", ...table(["milestone", "name", "weights"], rows)];
}

const percent = (basisPoints: number): string => `${basisPoints / 100} %`;
