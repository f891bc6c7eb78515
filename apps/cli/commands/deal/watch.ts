import { Command } from "commander";
import { getDeal } from "quittance/deals";
import { watchDeal, watchMilestone } from "quittance/watching";
import { guided } from "../../define.ts";
import { followAll } from "../../output/follow.ts";
import type { Output } from "../../output/output.ts";
import { eventOfDeal } from "../../session/contract-event.ts";
import { type FollowOptions, withFollowing } from "../../session/follow-options.ts";
import { withConnection } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { dealOf } from "../../session/terms.ts";
import { asCount } from "../../session/values.ts";
import { withDeal } from "./milestone.ts";

interface Options extends FollowOptions {
  readonly terms?: string;
  readonly milestone?: number;
}

const DETAILS = `It begins with the block in which the deal was opened. An event that a reorganisation took out of the chain is printed again,
as taken back. At its end, also by Ctrl-C, it says how far it has read.`;

/** `quittance deal watch`: all that happens in a deal, until it is over. */
export function watchCommand(output: Output): Command {
  const command = withDeal(
    new Command("watch").description("Prints what happened in a deal, then what happens, until it is over."),
  ).option("--milestone <number>", "only what is about this milestone, counted from 0", asCount(0, 31));
  return guided(withConnection(withFollowing(command)), {
    details: DETAILS,
    examples: [
      'quittance deal watch "$DEAL" --once',
      'quittance deal watch "$DEAL" --milestone 0 --resume seen.json --once',
      'quittance deal watch "$DEAL" --once --json',
    ],
  }).action(async (given: string, options: Options) => {
    const session = openSession(options, output);
    const { client, address, profile } = session;
    const { dealId, openedIn } = await dealOf(session, given, options.terms);
    const { milestone } = options;
    const { chainId } = await session.domain();
    const part = milestone === undefined ? "" : `, milestone ${milestone}`;
    await followAll(session, {
      options,
      watch: `deal ${dealId}${part}, chain ${chainId}, contract ${address}`,
      watcher: (stretch) =>
        milestone === undefined
          ? watchDeal(client, { address, dealId, ...stretch })
          : watchMilestone(client, { address, dealId, milestone, ...stretch }),
      from: BigInt(options.fromBlock ?? openedIn ?? profile.fromBlock ?? 0),
      shown: (event) => eventOfDeal(address, event),
      isOver: async () => (await getDeal(client, { address, dealId }))?.unsettled === 0n,
    });
  });
}
