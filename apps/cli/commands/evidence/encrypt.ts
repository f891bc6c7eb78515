import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { addRecipients } from "quittance/evidence/private";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { withJson } from "../../session/options.ts";
import { readSealed, type SealedOptions, withSealed } from "./sealed.ts";
import { asRecipient } from "./subject.ts";

interface Options extends SealedOptions {
  readonly to: readonly string[];
  readonly out: string;
}

/** `quittance evidence encrypt`. */
export function encryptCommand(output: Output): Command {
  const command = withSealed(new Command("encrypt"))
    .description("Encrypts private evidence to further keys: to a drawn panel, as the seller must.")
    .requiredOption(
      "--to <key>",
      "a public key that may read it from now on; repeat it for each",
      asRecipient,
    )
    .requiredOption("--out <file>", "a new file for the result: serve it at the delivery's evidence URI");
  return guided(withJson(command), {
    details:
      "The evidence hash stays, and those who could read it still can. quittance evidence pack encrypts it first.",
    examples: [
      'quittance evidence encrypt sealed.json --key evidence-key.json --evidence "$SEALED_EVIDENCE" --to "$JUROR_KEY" --out sealed-again.json',
    ],
  }).action(async (file: string, { to, out, ...options }: Options) => {
    const sealed = await addRecipients({ ...(await readSealed(file, options)), recipients: to });
    await writeFile(out, sealed, { flag: "wx" }).catch((error: unknown) => {
      const code: unknown = Reflect.get(Object(error), "code");
      throw new UsageRefusal(`The file cannot be written (${String(code)}). Name one that is not there yet.`);
    });
    output.print({ text: out, data: { file: out, bytes: sealed.length } });
  });
}
