import type { Address, Hex } from "viem";
import { requireAuthorizedSignerFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { type Capability, encodeCapabilities } from "../../protocol/capabilities.ts";
import { askAuthority } from "../ask-authority.ts";
import { type Commitment, requireCommitmentFields } from "../commitment.ts";

/** A commitment that the contract would take. */
export interface Authorized {
  /** Who signed. */
  readonly key: Address;
  /** Unix seconds at which the policy's running period began. */
  readonly periodStart: number;
}

const HOUR = 3_600;

/**
 * Asks the contract whether an envelope authorises a commitment now; changes nothing. For the side that receives an
 * envelope: before anything is signed, `checkCommitment` says the same.
 *
 * @throws The contract's reason for refusing, such as PeriodLimitExceededError or InvalidSignatureError.
 * @example
 * import { authorize, dealCommitment, signTerms } from "quittance";
 * import { exampleTerms, openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, publicClient } = stack;
 * const { account, key } = await openExampleAccount(stack);
 * const destinations = { fundedFromLedger: true, buyerToLedger: true };
 * const terms = await exampleTerms(stack, { buyer: account.address, ...destinations });
 * const envelope = await signTerms({ domain, terms, account });
 * const commitment = dealCommitment({ domain, terms });
 * const authorized = await authorize(publicClient, { address, commitment, envelope });
 * console.log(authorized.key === key.address); // true
 * await stack.stop();
 */
export async function authorize(
  client: ActingClient,
  input: { readonly address: Address; readonly commitment: Commitment; readonly envelope: Hex },
): Promise<Authorized> {
  requireOptions(input, "address commitment envelope");
  requireCommitmentFields(input.commitment);
  const [key, periodStart] = await askAuthority(client, input);
  return { key, periodStart: Number(periodStart) * HOUR };
}

/**
 * Asks the contract whether it accepts an envelope for an account now. Changes nothing.
 *
 * @throws The contract's reason for refusing: KeyUnknownError, KeyExpiredError, CapabilityMissingError,
 * InvalidSignatureError or AuthorizationMalformedError.
 * @example
 * import { hashDelivery, hashEvidence, requireAuthorizedSigner, signDelivery } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, publicClient } = stack;
 * const { account } = await openExampleAccount(stack);
 * const deal = `0x${"11".repeat(32)}` as const;
 * const claim = { deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: "ipfs://bafy" };
 * const { signature: envelope } = await signDelivery({ domain, ...claim, account });
 * const asked = { account: account.address, digest: hashDelivery({ domain, ...claim }), envelope };
 * await requireAuthorizedSigner(publicClient, { address, ...asked, capability: "deliver" });
 * await stack.stop();
 */
export async function requireAuthorizedSigner(
  client: ActingClient,
  input: {
    readonly address: Address;
    readonly account: Address;
    readonly digest: Hex;
    /** What the key must be allowed to do; any live key will do when left out, but one that can only freeze. */
    readonly capability?: Capability | undefined;
    readonly envelope: Hex;
  },
): Promise<void> {
  requireOptions(input, "address account digest capability envelope");
  const { address, account, digest, capability, envelope } = input;
  const bits = capability === undefined ? 0n : BigInt(encodeCapabilities([capability]));
  await read(client, address, requireAuthorizedSignerFunction, [account, digest, bits, envelope]);
}
