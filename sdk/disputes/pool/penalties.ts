import type { Address, Log } from "viem";
import { poolEventIn, poolEventsIn } from "../../client/logs.ts";
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
  /** The reporter's tenth and the voters' parts; they wait for `collectReward`. */
  readonly rewards: readonly Credit[];
  /** What nobody gets. */
  readonly forfeited: bigint;
}

export function penaltiesIn(
  logs: readonly Log[],
  from: Address,
  event: "AbsencePunished" | "EquivocationPunished",
): Penalties {
  poolEventIn(logs, from, event);
  return {
    penalties: poolEventsIn(logs, from, event).map(({ args: { juror, seat, penalty } }) => ({
      juror,
      seat,
      penalty,
    })),
    rewards: poolEventsIn(logs, from, "RewardCredited").map(({ args: { account, amount } }) => ({
      account,
      amount,
    })),
    forfeited: poolEventsIn(logs, from, "StakeForfeited").reduce((sum, { args }) => sum + args.amount, 0n),
  };
}
