import { Command } from "commander";
import { type Duty, type DutyReport, watchDuties } from "quittance/watching";
import { getBlockNumber } from "viem/actions";
import { guided } from "../define.ts";
import type { Output } from "../output/output.ts";
import { timeOf } from "../output/text.ts";
import { onUnread } from "../output/unread.ts";
import { type FollowOptions, withPace } from "../session/follow-options.ts";
import { type IdentityOptions, withIdentity } from "../session/options.ts";
import { openSession } from "../session/session.ts";
import { ownAddress } from "../session/signer.ts";
import { asCount, asParty } from "../session/values.ts";

type Options = Omit<FollowOptions, "resume"> & IdentityOptions;

const DETAILS = `The agent is a buyer, seller, juror, arbiter, or a principal with all its accounts. The whole list is printed, and again
whenever it changes: by an event, by the chain's time, or by a reorganisation. So a restart needs nothing kept.`;

/** `quittance duties`: what an agent has to do, and until when. */
export function dutiesCommand(output: Output): Command {
  const command = new Command("duties")
    .description(
      "Prints what an agent has to do in all its deals, until when, and again whenever that changes.",
    )
    .argument("[agent]", "an address or @name; your account when left out", asParty)
    .option("--from-block <block>", "a block before its oldest open deal", asCount(0));
  return guided(withIdentity(withPace(command)), {
    details: DETAILS,
    examples: ["quittance duties @research-01 --once", "quittance duties @research-01 --once --json"],
  }).action(async (given: string | undefined, options: Options) => {
    const session = openSession(options, output);
    const { client, address, profile } = session;
    const agent = await ownAddress(session, given, options);
    await session.domain();
    const ending = new AbortController();
    const end = () => ending.abort();
    const quiet = onUnread(end);
    process.once("SIGINT", end);
    const toBlock = options.once
      ? (await getBlockNumber(client, { cacheTime: 0 })) - BigInt(options.depth - 1)
      : undefined;
    const { short } = await session.labels();
    const reports = watchDuties(client, {
      ...{ address, agent, toBlock, confirmations: options.depth, signal: ending.signal },
      ...{
        fromBlock: BigInt(options.fromBlock ?? profile.fromBlock ?? 0),
        pollingInterval: options.every * 1_000,
      },
    });
    try {
      for await (const report of reports) output.follow({ text: reportText(report, short), data: report });
    } finally {
      quiet();
      process.off("SIGINT", end);
    }
  });
}

function reportText({ asOf, duties }: DutyReport, short: (address: string) => string): string {
  const head = `As of block ${asOf.block}, ${timeOf(asOf.timestamp)}: ${duties.length === 0 ? "nothing to do." : ""}`;
  return [head.trimEnd(), ...duties.map((duty) => `  ${dutyText(duty, short)}`)].join("\n");
}

function dutyText(duty: Duty, short: (address: string) => string): string {
  const { dealId, milestone, account, role, action, must, from, until, round } = duty;
  const when = [
    ...(from === undefined ? [] : [`from ${timeOf(from)}`]),
    ...(until === undefined ? [] : [`until ${timeOf(until)}`]),
  ];
  const what = `${must ? "must" : "may"} ${action}${round === undefined ? "" : ` (round ${round})`}`;
  return `${short(account)} as ${role} ${what} ${when.join(" ")} deal ${dealId} milestone ${milestone}`.replaceAll(
    /\s+/g,
    " ",
  );
}
