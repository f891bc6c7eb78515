import { zeroHash } from "viem";
import { signerAddress } from "../client/signer.ts";
import {
  ApprovalMissingError,
  CapabilityMissingError,
  CategoryNotAllowedError,
  CounterpartyNotAllowedError,
  FrozenAccountError,
  InsufficientTreasuryError,
  KeyExpiredError,
  KeyUnknownError,
  LifetimeLimitExceededError,
  OutsideActiveWindowError,
  PeriodLimitExceededError,
  PerTransactionLimitExceededError,
  PolicyMismatchError,
} from "../errors/authority.ts";
import { InsufficientBalanceError } from "../errors/ledger.ts";
import { AccountUnknownError } from "../errors/principals.ts";
import { isSameAddress } from "../protocol/address.ts";
import { areGranted, type Capability, encodeCapabilities } from "../protocol/capabilities.ts";
import { hashPolicy, type Policy } from "../protocol/policy.ts";
import { type AgentAccount, proofIn } from "./agent.ts";
import type { Spending } from "./commitment.ts";
import { listOf } from "./commitment-words.ts";
import { type RemainingLimits, remainingLimitsOf } from "./remaining-limits.ts";
import type { AccountState } from "./state.ts";

// The contract's checks, in its order, so that the SDK refuses with the error the contract would revert with. What only the
// chain knows is left out when its state is not given.

/** Refuses an account whose principal or policy is not the one in force. */
export function requirePolicyInForce(account: AgentAccount, state: AccountState | undefined): void {
  if (state === undefined) return;
  const given = hashPolicy({ principal: account.principal, policy: account.policy });
  const inForce = state.facts.policyHash;
  if (given === inForce) return;
  throw new PolicyMismatchError({ account: account.address, inForce, given });
}

/** Refuses a key that is none, has expired, or lacks the capability. */
export function requireKey(
  account: AgentAccount,
  capability: Capability | readonly Capability[] | undefined,
  state: AccountState | undefined,
): void {
  if (state === undefined) return;
  const { grant, controller, now } = state;
  const key = signerAddress(account.key, "account.key");
  if (isSameAddress(key, controller)) return;
  const named = { account: account.address, key };
  const { expiry, capabilities: granted } = grant;
  if (expiry === 0) throw new KeyUnknownError(named);
  if (now >= expiry) {
    throw new KeyExpiredError({ ...named, expiry: BigInt(expiry), timestamp: BigInt(now) });
  }
  const required = capability === undefined ? 0 : encodeCapabilities(listOf(capability));
  if (areGranted(granted, required)) return;
  throw new CapabilityMissingError({ ...named, required: BigInt(required), granted: BigInt(granted) });
}

/** Refuses what is frozen, by itself or with its principal. */
export function requireUnfrozen(account: AgentAccount, state: AccountState | undefined): void {
  if (state?.facts.frozen !== true) return;
  throw new FrozenAccountError({ account: account.address, principal: account.principal });
}

/** What the policy leaves an account in a state. */
export function limitsLeft({ facts, now, treasury }: AccountState, policy: Policy): RemainingLimits {
  return remainingLimitsOf({ facts, policy, now, treasury });
}

/** Refuses more than the policy's limits leave. */
export function requireWithin(
  { address: account, policy }: Pick<AgentAccount, "address" | "policy">,
  { amount, counted = amount }: Spending,
  state: AccountState | undefined,
): void {
  const remainingLimits = state === undefined ? undefined : limitsLeft(state, policy);
  if (remainingLimits?.active === false) {
    throw new OutsideActiveWindowError({
      account,
      from: BigInt(policy.activeFrom),
      until: BigInt(policy.activeUntil),
      timestamp: BigInt(state?.now ?? 0),
    });
  }
  const limit = policy.perTransaction;
  if (amount > limit) {
    throw new PerTransactionLimitExceededError({ account, limit, requested: amount, remaining: limit });
  }
  // Without the chain's counters, only what exceeds a limit by itself is known to.
  const period = remainingLimits?.period ?? { limit: policy.perPeriod, remaining: policy.perPeriod };
  if (counted > period.remaining) {
    const { limit, remaining } = period;
    throw new PeriodLimitExceededError({ account, limit, requested: counted, remaining });
  }
  const lifetime = remainingLimits?.lifetime ?? { limit: policy.lifetime, remaining: policy.lifetime };
  if (counted > lifetime.remaining) {
    const { limit, remaining } = lifetime;
    throw new LifetimeLimitExceededError({ account, limit, requested: counted, remaining });
  }
}

/** Proofs that payees and category are listed, as far as the policy lists any; refuses those that are not. */
export function proofsOf(
  account: AgentAccount,
  { payees, category }: Spending,
): readonly (readonly `0x${string}`[])[] {
  const { address, policy } = account;
  const proofs: (readonly `0x${string}`[])[] = [];
  if (policy.counterparties !== zeroHash) {
    for (const { payee: counterparty } of payees) {
      const proof = proofIn("counterparties", policy, account.counterparties, counterparty);
      if (proof === undefined) throw new CounterpartyNotAllowedError({ account: address, counterparty });
      proofs.push(proof);
    }
  }
  if (policy.categories !== zeroHash) {
    const proof = proofIn("categories", policy, account.categories, category);
    if (proof === undefined) {
      throw new CategoryNotAllowedError({ account: address, category: BigInt(category) });
    }
    proofs.push(proof);
  }
  return proofs;
}

/**
 * Whether the controller has to approve; refuses when it has to and cannot be asked. Without the chain's word on who the
 * controller is, a key that is the principal itself is taken for it unless there is an `approve` callback.
 */
export function requireApprovable(
  account: AgentAccount,
  amount: bigint,
  state: Pick<AccountState, "controller"> | undefined,
): boolean {
  const { address, policy, principal, approve } = account;
  const threshold = policy.approvalAbove;
  if (amount <= threshold) return false;
  const key = signerAddress(account.key, "account.key");
  const isOwn = state === undefined ? approve === undefined && isSameAddress(key, principal) : false;
  if (isOwn || (state !== undefined && isSameAddress(key, state.controller))) return false;
  if (approve === undefined) {
    throw new ApprovalMissingError({ account: address, threshold, requested: amount });
  }
  return true;
}

/** Throws when the amount is more than the balance, and the treasury that the policy names has not what is lacking. */
export function requireBalance(
  { address: account, principal }: AgentAccount,
  required: bigint,
  state: Pick<AccountState, "facts" | "treasury"> | undefined,
): void {
  if (state === undefined || state.facts.balance >= required) return;
  const { facts, treasury } = state;
  if (treasury === undefined) {
    throw new InsufficientBalanceError({ account, available: facts.balance, required });
  }
  if (!treasury.opened) throw new AccountUnknownError({ account: treasury.account });
  if (treasury.frozen) throw new FrozenAccountError({ account: treasury.account, principal });
  const shortage = required - facts.balance;
  if (treasury.balance >= shortage) return;
  const { account: drawn, balance: available } = treasury;
  throw new InsufficientTreasuryError({ account, treasury: drawn, available, required: shortage });
}
