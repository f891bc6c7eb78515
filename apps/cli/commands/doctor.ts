import { Command } from "commander";
import { guided } from "../define.ts";
import { examine } from "../doctor/checks.ts";
import type { Output } from "../output/output.ts";
import { AnsweredRefusal, ExitCode } from "../refusal.ts";
import { type SenderOptions, withSigner } from "../session/options.ts";
import { openSession } from "../session/session.ts";

const MARKS = { good: "good   ", warning: "warning", bad: "BAD    ", skipped: "skipped" } as const;

/** `quittance doctor`: whether everything that commands need is in order. */
export function doctorCommand(output: Output): Command {
  const command = new Command("doctor").description(
    "Checks settings, keys, chain, clock, contract, token, juror pool, indexer and account, and says what to do.",
  );
  return guided(withSigner(command), {
    examples: ["quittance doctor", "quittance doctor --json"],
    codes: "Exit codes: 0 nothing is bad, 1 something is, 2 wrong usage.",
  }).action(async (options: SenderOptions) => {
    const session = openSession(options, output);
    const findings = await examine(session, options);
    const bad = findings.filter(({ state }) => state === "bad");
    output.print({
      text: findings
        .map(({ check, state, says, remedy }) =>
          [
            `${MARKS[state]}  ${check}: ${says}`,
            ...(remedy === undefined ? [] : [`         What to do: ${remedy}`]),
          ].join("\n"),
        )
        .join("\n"),
      data: { good: bad.length === 0, findings },
    });
    if (bad.length > 0) {
      throw new AnsweredRefusal(`${bad.length} of ${findings.length} checks are bad.`, ExitCode.failed);
    }
  });
}
