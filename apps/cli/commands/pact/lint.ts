import { Argument, Command } from "commander";
import type { PactProblem } from "quittance/pact/lint";
import { lintPact, type PactTerms } from "quittance/pact/lint";
import { z } from "zod";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { strangersLine } from "../../output/text.ts";
import { AnsweredRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { readJson, readText } from "../../session/input.ts";
import { withJson } from "../../session/options.ts";
import { asUsage, PACT_FILE } from "./read.ts";

interface Options {
  readonly terms?: string;
  readonly strict?: true;
}

const DETAILS = `Each problem has its place, what is there, what is wrong and what to do. An error makes a pact unfit to be signed; a
warning is for its author to weigh. --terms compares it with the terms that are to name it, as deal show --json prints them.`;

const termsSchema = z.object({
  pact: z
    .custom<`0x${string}`>((value) => typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value))
    .optional(),
  passingScore: z.number(),
  payoutStep: z.number(),
  milestones: z.array(z.unknown()),
});

/** `quittance pact lint`. */
export function lintCommand(output: Output): Command {
  const command = new Command("lint")
    .description("Lists what is wrong with a pact, and what is unwise in it.")
    .addArgument(new Argument("[file]", PACT_FILE))
    .option("--terms <file>", "terms in JSON that are to name the pact")
    .option("--strict", "fail on warnings as well");
  return guided(withJson(command), {
    details: DETAILS,
    examples: [
      "quittance pact lint pact.json",
      "quittance pact lint pact.json --strict",
      "quittance pact lint - --json < pact.json",
    ],
    codes: "Exit codes: 0 without errors, 1 with errors, 2 wrong usage or a file that is no JSON.",
  }).action(async (file: string | undefined, { terms, strict }: Options) => {
    const problems = linted(await readText(file), terms === undefined ? undefined : await readTerms(terms));
    const errors = problems.filter(({ severity }) => severity === "error").length;
    const warnings = problems.length - errors;
    output.print({
      text: [...problems.map(lineOf), summary(errors, warnings)].join("\n"),
      data: { errors, warnings, problems },
    });
    if (errors > 0) throw new AnsweredRefusal("The pact has errors. Do not sign it.", ExitCode.failed);
    if (strict && warnings > 0) throw new AnsweredRefusal("The pact has warnings.", ExitCode.failed);
  });
}

function linted(text: string, terms: PactTerms | undefined): PactProblem[] {
  try {
    return lintPact(text, { terms });
  } catch (error) {
    throw asUsage(error);
  }
}

async function readTerms(file: string): Promise<PactTerms> {
  const { success, data } = termsSchema.safeParse(await readJson(file, "terms of a deal"));
  if (success) return data;
  throw new UsageRefusal("They are no terms. Give an object with passingScore, payoutStep and milestones.");
}

function lineOf({ severity, path, problem, value, remedy }: PactProblem): string {
  return `${severity}: ${strangersLine(`${path} ${problem}`, 400)}; it is ${strangersLine(value)}. ${strangersLine(remedy, 400)}`;
}

function summary(errors: number, warnings: number): string {
  if (errors + warnings === 0) return "Nothing is wrong with it.";
  return `${counted(errors, "error")}, ${counted(warnings, "warning")}.`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
