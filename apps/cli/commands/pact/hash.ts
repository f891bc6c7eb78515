import { writeFileSync } from "node:fs";
import { Argument, Command } from "commander";
import { canonicalJson } from "quittance/json";
import { hashPact } from "quittance/pact";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { withJson } from "../../session/options.ts";
import { PACT_FILE, readPactFile } from "./read.ts";

interface Options {
  readonly write?: string;
}

/** `quittance pact hash`. */
export function hashCommand(output: Output): Command {
  const command = new Command("hash")
    .description("Prints the hash by which terms name a pact, and writes its canonical text.")
    .addArgument(new Argument("[file]", PACT_FILE))
    .option("--write <file>", "a new file for the canonical text, which is what the hash is of");
  return guided(withJson(command), {
    details:
      "Layout and the order of fields do not change the hash. A pact that does not fit together has none.",
    examples: [
      "quittance pact hash pact.json",
      "quittance pact hash pact.json --write canonical.json",
      "quittance pact hash --json < pact.json",
    ],
  }).action(async (file: string | undefined, { write }: Options) => {
    const pact = await readPactFile(file);
    const hash = hashPact(pact);
    if (write !== undefined) writeNew(write, canonicalJson(pact));
    output.print({ text: hash, data: { hash } });
  });
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    throw new UsageRefusal(`The file cannot be written (${String(code)}). Name one that is not there yet.`);
  }
}
