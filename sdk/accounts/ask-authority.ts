import { type Address, getAddress, type Hex, keccak256, size, slice } from "viem";
import { accountOfFunction, authorizeFunction } from "../abi/fragments/quittance.ts";
import type { ActingClient } from "../client/action-types.ts";
import { read } from "../client/read.ts";
import { FrozenAccountError } from "../errors/authority.ts";
import { isSameAddress } from "../protocol/address.ts";
import { decodePolicy, type Policy } from "../protocol/policy.ts";
import type { Commitment } from "./commitment.ts";
import { commitmentWords } from "./commitment-words.ts";
import { decodeEnvelope, encodeEnvelope } from "./envelope.ts";
import { requireWithin } from "./limits.ts";
import { readState } from "./state.ts";

// What the contract says of an envelope. Its own view counts a commitment whole, and knows no amendments, of which the limits
// of a period and of a lifetime count what is paid in. So those are asked about in parts.

/** Where an envelope has its principal and its policy, which may name a treasury. */
const PRINCIPAL_AT = 20;
const POLICY_AT = 40;
const POLICY_ENDS = [148, 152] as const;

/** The key that signed, and the hours since the epoch at which the policy's running period began. */
export type AuthorizedKey = readonly [key: Address, periodStart: bigint];

interface Asked {
  readonly address: Address;
  readonly commitment: Commitment;
  readonly envelope: Hex;
}

/**
 * Asks the contract whether an envelope authorises a commitment now.
 *
 * @throws The contract's reason for refusing.
 */
export async function askAuthority(client: ActingClient, asked: Asked): Promise<AuthorizedKey> {
  const { commitment, envelope } = asked;
  const { account, amount, counted = amount } = commitment;
  if (counted === amount || size(envelope) < POLICY_ENDS[0]) return askWhole(client, asked);
  const key = getAddress(slice(envelope, 0, PRINCIPAL_AT));
  const state = await readState(client, { address: asked.address, account, key });
  const end = POLICY_ENDS.find((each) => hashOf(envelope, each) === state.facts.policyHash);
  // The contract has the words for an envelope with another policy.
  if (end === undefined) return askWhole(client, asked);
  const policy = decodePolicy(slice(envelope, POLICY_AT, end));
  requireWithin({ address: account, policy }, commitment, state);
  const { approvalAbove } = policy;
  // Of all but the limits and the approval, the contract says the same for any amount that needs none.
  const unapproved = counted < approvalAbove ? counted : approvalAbove;
  const authorized = await askWhole(client, { ...asked, commitment: { ...commitment, amount: unapproved } });
  if (amount > approvalAbove && !isSameAddress(key, state.controller)) {
    await askApproval(client, asked, policy, end);
  }
  return authorized;
}

async function askWhole(
  client: ActingClient,
  { address, commitment, envelope }: Asked,
): Promise<AuthorizedKey> {
  return read(client, address, authorizeFunction, [commitmentWords(commitment), envelope]);
}

/** Asks about money that is given up: there only the key and the approval count, which names no capability. */
async function askApproval(client: ActingClient, asked: Asked, policy: Policy, end: number): Promise<void> {
  const { commitment, envelope } = asked;
  const proofs =
    (BigInt(policy.counterparties) === 0n ? 0 : commitment.payees.length) +
    (BigInt(policy.categories) === 0n ? 0 : 1);
  const hasTreasury = end === POLICY_ENDS[1];
  const parts = decodeEnvelope({ envelope, proofs, hasTreasury });
  await askWhole(client, {
    ...asked,
    commitment: { ...commitment, capability: "settle" },
    envelope: encodeEnvelope({ ...parts, proofs: [] }),
  });
}

function hashOf(envelope: Hex, end: number): Hex | undefined {
  return size(envelope) < end ? undefined : keccak256(slice(envelope, PRINCIPAL_AT, end));
}

/**
 * Refuses an account that is frozen, by itself or with its principal.
 *
 * @throws FrozenAccountError
 */
export async function askUnfrozen(client: ActingClient, address: Address, account: Address): Promise<void> {
  const [, , , , principal, , , frozen] = await read(client, address, accountOfFunction, [account]);
  if (frozen) throw new FrozenAccountError({ account, principal });
}
