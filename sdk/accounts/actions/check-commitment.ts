import type { Address } from "viem";
import type { ActingClient } from "../../client/action-types.ts";
import { signerAddress } from "../../client/signer.ts";
import { requireOptions } from "../../json/options.ts";
import { type AgentAccount, agentAccount } from "../agent.ts";
import { requireCommitment } from "../authorization.ts";
import { type Commitment, requireCommitmentFields } from "../commitment.ts";
import { limitsLeft, requireApprovable } from "../limits.ts";
import type { RemainingLimits } from "../remaining-limits.ts";
import { readState } from "../state.ts";

/** A commitment that the contract would take, once it is signed. */
export interface CheckedCommitment {
  /** What is left of each limit before it. */
  readonly remainingLimits: RemainingLimits;
  /** Whether the controller has to approve. */
  readonly needsApproval: boolean;
}

/**
 * Says before anything is signed what the contract would say: whether the account's key may commit this now. Reads the
 * chain, asks no key. (An `agentAccount` with a `client` does this by itself whenever it signs.)
 *
 * @throws What the contract would revert with, such as FrozenAccountError, PolicyMismatchError, KeyExpiredError,
 * PerTransactionLimitExceededError, CounterpartyNotAllowedError, ApprovalMissingError, InsufficientBalanceError or InsufficientTreasuryError.
 * @example
 * import { buildPolicy, checkCommitment, dealCommitment, PerTransactionLimitExceededError } from "quittance";
 * import { exampleTerms, openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, publicClient } = stack;
 * const { account } = await openExampleAccount(stack, { policy: buildPolicy({ perTransaction: 20_000_000n }) });
 * const destinations = { fundedFromLedger: true, buyerToLedger: true };
 * const terms = await exampleTerms(stack, { buyer: account.address, ...destinations });
 * const commitment = dealCommitment({ domain, terms });
 * const refusal = await checkCommitment(publicClient, { address, account, commitment }).catch((error) => error);
 * console.log(refusal instanceof PerTransactionLimitExceededError); // true
 * await stack.stop();
 */
export async function checkCommitment(
  client: ActingClient,
  input: {
    readonly address: Address;
    readonly account: AgentAccount;
    readonly commitment: Omit<Commitment, "account" | "digest">;
  },
): Promise<CheckedCommitment> {
  requireOptions(input, "address account commitment");
  const { address, commitment } = input;
  requireCommitmentFields(commitment);
  const account = agentAccount(input.account);
  const key = signerAddress(account.key, "account.key");
  const state = await readState(client, {
    address,
    account: account.address,
    key,
    treasury: account.policy.treasury,
  });
  requireCommitment(account, commitment, state);
  const needsApproval = requireApprovable(account, commitment.amount, state);
  return { remainingLimits: limitsLeft(state, account.policy), needsApproval };
}
