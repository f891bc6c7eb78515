import { Command } from "commander";
import { watchLogs } from "quittance/watching";
import type { Address } from "viem";
import { guided } from "../define.ts";
import { followAll } from "../output/follow.ts";
import type { Output } from "../output/output.ts";
import { type ContractEvent, eventOfLog } from "../session/contract-event.ts";
import { type FollowOptions, withFollowing } from "../session/follow-options.ts";
import { type IdentityOptions, withIdentity } from "../session/options.ts";
import { openSession } from "../session/session.ts";
import { ownAddress } from "../session/signer.ts";
import { asEventName, asParty, collecting } from "../session/values.ts";

interface Options extends FollowOptions, IdentityOptions {
  readonly all?: true;
  readonly only?: readonly string[];
}

const DETAILS = `Events of an agent are those that name its address, and all events of deals, tabs and orders that do. Begin with a block
before these were made (--from-block, or the profile's): else only what names the address itself is known to be of it. What a
reorganisation took out of the chain is printed again, as taken back.`;

/** `quittance listen`: all events of some agents, as they come. */
export function listenCommand(output: Output): Command {
  const command = new Command("listen")
    .description("Prints all events of agents, as they come.")
    .argument(
      "[parties...]",
      "addresses or @names; your account when left out",
      (value: string, before: string[] = []) => [...before, asParty(value)],
    )
    .option("--all", "events of everybody")
    .option(
      "--only <event>",
      "only events of this name, such as VerdictReached; once for each",
      collecting(asEventName),
    );
  return guided(withIdentity(withFollowing(command)), {
    details: DETAILS,
    examples: [
      "quittance listen @research-01 --once",
      "quittance listen @research-01 --only MilestoneSettled --resume seen-all.json --once",
      "quittance listen --all --once --json | tail -n 1",
    ],
  }).action(async (given: readonly string[] | undefined, options: Options) => {
    const session = openSession(options, output);
    const parties = options.all
      ? []
      : await Promise.all(
          (given?.length ? given : [undefined]).map((each) => ownAddress(session, each, options)),
        );
    const { client, address, profile } = session;
    const pool = profile.pool === undefined ? [] : [await session.pool(undefined)];
    const { chainId } = await session.domain();
    const isMeant = options.all ? () => true : eventsOf(parties);
    const { only } = options;
    await followAll(session, {
      options,
      watch: `events of ${options.all ? "all" : parties.join(", ")}, chain ${chainId}, contract ${address}`,
      watcher: (stretch) => watchLogs(client, { addresses: [address, ...pool], ...stretch }),
      from: BigInt(options.fromBlock ?? profile.fromBlock ?? 0),
      shown: (log) => {
        const event = log.name === "ContractLog" ? eventOfLog(log) : undefined;
        const isShown = event !== undefined && isMeant(event) && (only?.includes(event.event) ?? true);
        return isShown ? event : undefined;
      },
    });
  });
}

/** Whether an event is about an agent: it names its address, or a deal, tab or order of it. */
function eventsOf(parties: readonly Address[]): (event: ContractEvent) => boolean {
  const wanted = new Set(parties.map((party) => party.toLowerCase()));
  const ids = new Set<string>();
  return ({ values }) => {
    const texts = [...textsIn(values)];
    const isMeant = texts.some((text) => wanted.has(text) || ids.has(text));
    const { dealId, tabId, orderId } = values;
    if (isMeant)
      for (const id of [dealId, tabId, orderId]) if (typeof id === "string") ids.add(id.toLowerCase());
    return isMeant;
  };
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value.toLowerCase();
  else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) yield* textsIn(inner);
  }
}
