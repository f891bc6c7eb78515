import type { Address } from "viem";
import type { ActingClient } from "../../client/action-types.ts";
import { latestTime } from "../../client/latest-time.ts";
import { PolicyMismatchError } from "../../errors/authority.ts";
import { AccountUnknownError } from "../../errors/principals.ts";
import { requireOptions } from "../../json/options.ts";
import { hashPolicy, type Policy, requirePolicyFields } from "../../protocol/policy.ts";
import { type RemainingLimits, remainingLimitsOf } from "../remaining-limits.ts";
import { treasuryState } from "../state.ts";
import { getAccount } from "./get-account.ts";

/**
 * What is left of each limit of an account, at the time of the latest block, and what it can commit with that of its treasury.
 *
 * @throws AccountUnknownError when no principal opened it; PolicyMismatchError when the policy is not the one in force.
 * @example
 * import { buildPolicy, getRemainingLimits } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const policy = buildPolicy({ perTransaction: 20_000_000n, perPeriod: 50_000_000n });
 * const { account } = await openExampleAccount(stack, { policy });
 * const of = { address: stack.address, account: account.address, policy };
 * const { available, period } = await getRemainingLimits(stack.publicClient, of);
 * console.log(available, period.remaining); // 20000000n 50000000n
 * await stack.stop();
 */
export async function getRemainingLimits(
  client: ActingClient,
  input: {
    readonly address: Address;
    readonly account: Address;
    /** The one in force; the contract keeps its hash only. */
    readonly policy: Policy;
  },
): Promise<RemainingLimits> {
  requireOptions(input, "address account policy");
  const { address, account, policy } = input;
  requirePolicyFields(policy);
  const [facts, now] = await Promise.all([getAccount(client, { address, account }), latestTime(client)]);
  if (facts === undefined) throw new AccountUnknownError({ account });
  const given = hashPolicy({ principal: facts.principal, policy });
  const inForce = facts.policyHash;
  if (given !== inForce) throw new PolicyMismatchError({ account, inForce, given });
  const index = policy.treasury;
  const treasury =
    index === undefined ? undefined : await treasuryState(client, input.address, facts.principal, index);
  return remainingLimitsOf({ facts, policy, now, treasury });
}
