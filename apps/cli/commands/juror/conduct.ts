import { Command } from "commander";
import { type ConductMark, fetchJurorConduct } from "quittance/jury";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { pairs, table } from "../../output/text.ts";
import { type ConnectionOptions, urlsOption, withConnection } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { asParty } from "../../session/values.ts";

interface ConductOptions extends ConnectionOptions {
  readonly board: readonly string[];
}

const DETAILS = `A juror commits itself to its ballot before any is shown. Boards keep both, and this command checks each signature and marks each
question: committed (it showed the ballot that it committed itself to), uncommitted (it committed itself to none, and may have
copied), differing (the commitment is to another ballot), double (it committed itself to two), unrevealed (no ballot is on these
boards), equivocated (it signed two scores). Ask the board that its profile names, and others: one may keep things back.`;

const MEANINGS: Readonly<Record<ConductMark, string>> = {
  committed: "showed the ballot that it committed itself to",
  unrevealed: "showed no ballot on these boards",
  uncommitted: "committed itself to no ballot",
  differing: "showed another ballot",
  double: "committed itself to two ballots",
  equivocated: "signed two scores",
};

/** `quittance juror conduct`: how a juror kept to what it committed itself to, as ballot boards know it. */
export function jurorConductCommand(output: Output): Command {
  const command = new Command("conduct")
    .description("Asks ballot boards how a juror kept to what it committed itself to.")
    .argument("<juror>", "an address or @name", asParty);
  command.addOption(
    urlsOption(command, "--board <url>", "a ballot board; give it once for each board").makeOptionMandatory(),
  );
  return guided(withConnection(command), {
    details: DETAILS,
    examples: [
      'quittance juror conduct @juror-1 --board "$BOARD_URL"',
      'quittance juror conduct @juror-1 --board "$BOARD_URL" --json',
    ],
  }).action(async (given: string, options: ConductOptions) => {
    const session = openSession(options, output);
    const juror = await session.party(given);
    const domain = await session.domain();
    const found = await fetchJurorConduct({ boards: options.board, domain, juror, client: session.client });
    const { counts, questions, cut, failures } = found;
    const marked = questions.filter(({ mark }) => mark !== "committed");
    const rows = marked.map(({ deal, milestone, round, mark }) => [
      ...[deal, String(milestone), String(round), mark],
    ]);
    for (const { board, error } of failures) output.note(`${board} did not answer: ${error.shortMessage}`);
    for (const board of cut) output.note(`${board} has more than was read.`);
    const head = pairs([
      ["juror", juror],
      ["questions", String(questions.length)],
      ...Object.entries(MEANINGS).map(([mark, meaning]) => {
        return [mark, `${counts[mark as ConductMark]}  ${meaning}`] as const;
      }),
    ]);
    const list = rows.length === 0 ? [] : ["", ...table(["deal", "milestone", "round", "mark"], rows)];
    output.print({
      text: [...head, ...list].join("\n"),
      data: { juror, counts, questions, cut, failed: failures.map(({ board }) => board) },
    });
  });
}
