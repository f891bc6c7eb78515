import { Command } from "commander";
import { decryptBundle } from "quittance/evidence/private";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { withJson } from "../../session/options.ts";
import { writeFolder } from "./folder.ts";
import { readSealed, type SealedOptions, withSealed } from "./sealed.ts";
import { fileLines } from "./show.ts";

interface Options extends SealedOptions {
  readonly out: string;
}

/** `quittance evidence decrypt`. */
export function decryptCommand(output: Output): Command {
  const command = withSealed(new Command("decrypt"))
    .description("Decrypts private evidence into a new folder, and checks every byte.")
    .requiredOption("--out <folder>", "a new folder for its files");
  return guided(withJson(command), {
    details: "What is not the evidence that the hash names is not written.",
    examples: [
      'quittance evidence decrypt sealed.json --key evidence-key.json --evidence "$SEALED_EVIDENCE" --out decrypted',
    ],
  }).action(async (file: string, { out, ...options }: Options) => {
    const { manifest, hash, files } = await decryptBundle(await readSealed(file, options));
    await writeFolder(out, files);
    output.print({ text: fileLines(manifest).join("\n"), data: { evidence: hash, manifest } });
  });
}
