import { Command } from "commander";
import { quittanceAbi } from "quittance/abi";
import { getDeal } from "quittance/deals";
import { getAbiItem, toEventSelector } from "viem";
import { guided } from "../../define.ts";
import { followAll } from "../../output/follow.ts";
import type { Output } from "../../output/output.ts";
import { type FollowOptions, withFollowing } from "../../session/follow-options.ts";
import { openSession } from "../../session/session.ts";
import { dealOf } from "../../session/terms.ts";
import { withDeal } from "./milestone.ts";

interface Options extends FollowOptions {
  readonly terms?: string;
}

/** Verdicts of a batch name their deals inside packed bytes. */
const batches = toEventSelector(getAbiItem({ abi: quittanceAbi, name: "VerdictsReached" }));

/** `quittance deal watch`: all that happens in a deal, until it is over. */
export function watchCommand(output: Output): Command {
  const command = withDeal(
    new Command("watch").description("Prints what happened in a deal, then what happens, until it is over."),
  );
  return guided(withFollowing(command), {
    examples: ['quittance deal watch "$DEAL" --once', 'quittance deal watch "$DEAL" --once --json'],
  }).action(async (given: string, options: Options) => {
    const session = openSession(options, output);
    const { client, address, profile } = session;
    const { dealId, openedIn } = await dealOf(session, given, options.terms);
    const isOver = async () => (await getDeal(client, { address, dealId }))?.unsettled === 0n;
    await followAll(session, {
      options,
      filter: { contracts: [address], topics: [[null, dealId], [batches]] },
      from: BigInt(options.fromBlock ?? openedIn ?? profile.fromBlock ?? 0),
      isMeant: ({ event, values }) => event !== "VerdictsReached" || JSON.stringify(values).includes(dealId),
      isOver,
    });
  });
}
