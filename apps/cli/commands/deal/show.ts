import { Command } from "commander";
import { getDeal } from "quittance/deals";
import { getPhase, type Phase, type PhaseAction } from "quittance/lifecycle";
import { formatUsdc, type Terms } from "quittance/protocol";
import { guided } from "../../define.ts";
import type { Labels } from "../../output/names.ts";
import type { Output } from "../../output/output.ts";
import { pairs, table, timeOf } from "../../output/text.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import { type ConnectionOptions, withConnection } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { dealOf } from "../../session/terms.ts";
import { withDeal } from "./milestone.ts";

interface Options extends ConnectionOptions {
  readonly terms?: string;
}

/** `quittance deal show`: where each milestone of a deal is, and what can be done until when. */
export function showCommand(output: Output): Command {
  const command = withDeal(
    new Command("show").description("Shows where each milestone is, and what can be done until when."),
  );
  return guided(withConnection(command), {
    examples: ['quittance deal show "$DEAL"', 'quittance deal show "$DEAL" --json'],
  }).action(async (given: string, options: Options) => {
    const session = openSession(options, output);
    const { client, address } = session;
    const { dealId, terms, openedIn } = await dealOf(session, given, options.terms);
    const facts = await getDeal(client, { address, dealId });
    if (facts === undefined) {
      throw new CommandRefusal(`Deal ${dealId} was never opened on this contract.`, ExitCode.failed);
    }
    const now = await session.now();
    const fromBlock = openedIn === undefined ? {} : { fromBlock: openedIn };
    const phases = await Promise.all(
      terms.milestones.map((_, milestone) =>
        getPhase(client, { address, terms, milestone, now, ...fromBlock }),
      ),
    );
    const labels = await session.labels();
    output.print({
      text: [
        ...pairs([
          ["deal", dealId],
          ["buyer", labels.whole(terms.buyer)],
          ["seller", labels.whole(terms.seller)],
          ["opened", timeOf(facts.openedAt)],
          ["holds", `${formatUsdc(facts.unsettled)} USDC${facts.amended ? ", moved to another deal" : ""}`],
        ]),
        "",
        ...milestonesTable(terms, phases),
        "",
        ...phases.flatMap((phase, milestone) =>
          phase.actions.map((action) => actionLine(action, milestone, labels, terms)),
        ),
        `As of ${timeOf(now)}. Amounts in USDC.`,
      ].join("\n"),
      data: { ...facts, terms, asOf: now, phases },
    });
  });
}

function milestonesTable({ milestones }: Terms, phases: readonly Phase[]): string[] {
  const rows = milestones.map(({ amount, deadline }, index) => {
    const { name = "", payout, until } = phases[index] ?? {};
    return [
      String(index),
      formatUsdc(amount),
      timeOf(deadline),
      name,
      payout === undefined ? "–" : `${payout / 100} %`,
      until === undefined ? "–" : timeOf(until),
    ];
  });
  return table(["milestone", "amount", "deadline", "phase", "payout", "until"], rows);
}

function actionLine(
  { action, by, from, until, round }: PhaseAction,
  milestone: number,
  labels: Labels,
  terms: Terms,
): string {
  const who = by === "buyer" || by === "seller" ? `${by} ${labels.short(terms[by])}` : by;
  const when = [
    from === undefined ? "" : ` from ${timeOf(from)}`,
    until === undefined ? "" : ` until ${timeOf(until)}`,
  ];
  return `Milestone ${milestone}: ${action}${round === undefined ? "" : ` (round ${round})`} by ${who}${when.join("")}.`;
}
