import { Command } from "commander";
import * as z from "zod";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { pairs, table, timeOf } from "../../output/text.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import { urlOption, withJson } from "../../session/options.ts";

const DEFAULT = "http://127.0.0.1:8547";
const MOST_BYTES = 1_000_000;
const TIMEOUT_MS = 10_000;

const statusSchema = z.object({
  juror: z.string(),
  chainId: z.number(),
  dryRun: z.boolean(),
  ok: z.boolean(),
  states: z.record(z.string(), z.number()),
  next: z.array(
    z.object({
      ...{ deal: z.string(), milestone: z.number(), round: z.number(), state: z.string(), until: z.number() },
      problem: z.string().optional(),
    }),
  ),
});

/** `quittance juror status`: what a running daemon has to do. */
export function jurorStatusCommand(output: Output): Command {
  const command = new Command("status").description(
    "Shows what a running juror has to judge, and how far it is.",
  );
  command.addOption(
    urlOption(command, "--juror-url <url>", "where it listens", "JUROR_URL").default(DEFAULT),
  );
  return guided(withJson(command), {
    examples: ['quittance juror status --juror-url "$JUROR_URL"', "quittance juror status --json"],
  }).action(async ({ jurorUrl }: { readonly jurorUrl: string }) => {
    const status = await statusAt(jurorUrl);
    const { juror, chainId, dryRun, ok, states, next } = status;
    const head = pairs([
      ["juror", juror],
      ["chain", String(chainId)],
      ["well", ok ? "yes" : "no"],
      ...(dryRun ? [["dry run", "yes: it signs nothing"] as const] : []),
      ...Object.entries(states).map(([state, count]) => [state, String(count)] as const),
    ]);
    const rows = next.map(({ deal, milestone, round, state, until, problem = "" }) => [
      ...[deal, String(milestone), String(round), state, timeOf(until), problem],
    ]);
    const list =
      rows.length === 0
        ? []
        : ["", ...table(["deal", "milestone", "round", "next", "until", "problem"], rows)];
    output.print({ text: [...head, ...list].join("\n"), data: status });
  });
}

async function statusAt(url: string) {
  const refusal = (problem: string) =>
    new CommandRefusal(
      `The juror's daemon ${problem}. Start it with quittance juror run, or name where it listens: --juror-url.`,
      ExitCode.failed,
    );
  let text: string;
  try {
    const answer = await fetch(`${url.replace(/\/+$/, "")}/status`, {
      ...{ redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) },
    });
    text = (await answer.text()).slice(0, MOST_BYTES);
  } catch {
    throw refusal("does not answer");
  }
  try {
    return statusSchema.parse(JSON.parse(text));
  } catch {
    throw refusal("gave an answer that is none");
  }
}
