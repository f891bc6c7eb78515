import { Command } from "commander";
import type { Output } from "../../output/output.ts";
import { offerCommand } from "./offer.ts";
import { serveCommand } from "./serve.ts";

/** `quittance negotiate`: agrees on terms with other agents over HTTP. */
export function negotiateCommand(output: Output): Command {
  return new Command("negotiate")
    .description("Agrees on the terms of deals with other agents, over HTTP.")
    .addCommand(serveCommand(output))
    .addCommand(offerCommand(output));
}
