import { type Hex, keccak256, toHex } from "viem";
import type { HDAccount } from "viem/accounts";
import {
  authorizationOf,
  depositNonce,
  readTokenDomain,
  type Terms,
  tokenTypes,
} from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import { dealIdOf, termsMessage } from "../../../sdk/typed-data/deal-id.ts";
import type { Messages, SignedType } from "../../../sdk/typed-data/messages.ts";
import { signTyped } from "../../../sdk/typed-data/signing.ts";

/** Everything a signature can be for. The first two are signed under the token's domain, the others under the contract's. */
export type Purpose = "Payment" | "DepositPayment" | SignedType;

/** What all signatures of a matrix are about: as alike as their purposes allow. */
export interface Matter {
  readonly terms: Terms;
  readonly milestone: number;
  readonly validUntil: number;
  /** Of the agreement, and of the deposit. */
  readonly amount: bigint;
  readonly remainder: bigint;
  readonly salt: bigint;
}

export const EVIDENCE: Hex = keccak256(toHex("evidence"));
export const REASONS: Hex = keccak256(toHex("reasons"));
export const LOCATOR = "ipfs://evidence";
export const SCORE = 10_000;

/** Signatures of one account for every purpose there is. */
export async function signaturesOf(
  stack: Stack,
  account: HDAccount,
  matter: Matter,
): Promise<ReadonlyMap<Purpose, Hex>> {
  const { domain } = stack;
  const { terms, milestone, validUntil, amount, remainder, salt } = matter;
  const token = await readTokenDomain(stack.publicClient, { token: stack.token });
  const deal = dealIdOf({ domain, terms });
  const one = { deal, milestone };
  const messages: Messages = {
    Terms: termsMessage(terms),
    Ballot: { ...one, round: 1, evidence: EVIDENCE, score: SCORE, reasons: REASONS },
    Delivery: { ...one, evidence: EVIDENCE, locator: LOCATOR },
    Acceptance: one,
    Concession: one,
    Reclaim: one,
    Agreement: { ...one, toSeller: amount, validUntil },
    Cancellation: { deal, remainder, validUntil },
    Deposit: { account: account.address, salt },
    Offer: { deal, answers: deal, from: account.address, validUntil },
  };
  const signatures = new Map<Purpose, Hex>();
  for (const type of Object.keys(messages) as SignedType[]) {
    signatures.set(type, await signTyped({ domain, type, message: messages[type], account }));
  }
  const pay = (message: ReturnType<typeof authorizationOf>) =>
    account.signTypedData({
      domain: token,
      types: tokenTypes,
      primaryType: "ReceiveWithAuthorization",
      message: { ...message },
    });
  const payment = authorizationOf({ domain, terms });
  const nonce = depositNonce({ domain, account: account.address, salt });
  signatures.set("Payment", await pay({ ...payment, from: account.address }));
  signatures.set(
    "DepositPayment",
    await pay({ ...payment, from: account.address, value: amount, validBefore: BigInt(validUntil), nonce }),
  );
  return signatures;
}
