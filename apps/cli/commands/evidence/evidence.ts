import { Command } from "commander";
import type { Output } from "../../output/output.ts";
import { decryptCommand } from "./decrypt.ts";
import { encryptCommand } from "./encrypt.ts";
import { finalCommand } from "./final.ts";
import { holdCommand } from "./hold.ts";
import { keygenCommand } from "./keygen.ts";
import { packCommand } from "./pack.ts";
import { showCommand } from "./show.ts";
import { sweepCommand } from "./sweep.ts";
import { verifyCommand } from "./verify.ts";

/** `quittance evidence`: what is delivered, for sellers, jurors and buyers. */
export function evidenceCommand(output: Output): Command {
  return new Command("evidence")
    .description("Packs, checks, shows, encrypts, holds and deletes evidence.")
    .addCommand(packCommand(output))
    .addCommand(verifyCommand(output))
    .addCommand(showCommand(output))
    .addCommand(keygenCommand(output))
    .addCommand(encryptCommand(output))
    .addCommand(decryptCommand(output))
    .addCommand(finalCommand(output))
    .addCommand(holdCommand(output))
    .addCommand(sweepCommand(output));
}
