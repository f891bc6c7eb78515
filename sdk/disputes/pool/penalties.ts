import type { Address, Log } from "viem";
import {
  type absencePunishedEvent,
  type equivocationPunishedEvent,
  rewardCreditedEvent,
  stakeForfeitedEvent,
} from "../../abi/fragments/juror-pool.ts";
import { eventIn, eventsIn } from "../../client/logs.ts";
import type { Credit } from "../../deals/actions/settlement.ts";

/** Stake that a seat lost; USDC base units. */
export interface Penalty {
  readonly juror: Address;
  readonly seat: bigint;
  readonly penalty: bigint;
}

/** What a report did. */
export interface Penalties {
  readonly penalties: readonly Penalty[];
  /** The reporter's tenth; it waits for `collectReward`. */
  readonly rewards: readonly Credit[];
  /** The rest, which is forfeited. */
  readonly forfeited: bigint;
}

export function penaltiesIn(
  logs: readonly Log[],
  from: Address,
  event: typeof absencePunishedEvent | typeof equivocationPunishedEvent,
): Penalties {
  eventIn(logs, from, event);
  return {
    penalties: eventsIn(logs, from, event).map(({ args: { juror, seat, penalty } }) => ({
      juror,
      seat,
      penalty,
    })),
    rewards: eventsIn(logs, from, rewardCreditedEvent).map(({ args: { account, amount } }) => ({
      account,
      amount,
    })),
    forfeited: eventsIn(logs, from, stakeForfeitedEvent).reduce((sum, { args }) => sum + args.amount, 0n),
  };
}
