import { Command } from "commander";
import { generateEvidenceKey } from "quittance/evidence/private";
import { writeEvidenceKey } from "quittance/node";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { withJson } from "../../session/options.ts";

/** `quittance evidence keygen`. */
export function keygenCommand(output: Output): Command {
  const command = new Command("keygen")
    .description("Makes a key for private evidence, and prints its public part.")
    .argument("<file>", "a new file for the key, which its owner alone may read");
  return guided(withJson(command), {
    details:
      "Give the public key to the other party, or put it into your profile as a juror. The file is not encrypted: keep it\n" +
      "where only you can read it, and delete it with the evidence.",
    examples: ["quittance evidence keygen juror-key.json"],
  }).action(async (path: string) => {
    const key = await generateEvidenceKey();
    await writeEvidenceKey({ path, key: key.exportJwk() });
    output.print({ text: key.publicKey, data: { publicKey: key.publicKey, id: key.id } });
  });
}
