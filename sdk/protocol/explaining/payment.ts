import { type Address, getAddress, type Hex } from "viem";
import { lazily } from "../../errors/lazily.ts";
import { type Deployed, isSameDeployment } from "../domain.ts";
import { usdcText } from "./formats.ts";
import type { ReadDomain, ReadSignable } from "./read.ts";
import { address, type FieldWords, hash, time, usdc, words } from "./wording.ts";

// Words about a payment that a wallet signs for USDC. Its `to` and its nonce alone say who gets the money and what for, and
// both can be anything: nothing is said of either that was not compared with what the signer expects.

export const PAYMENT_TYPE = "ReceiveWithAuthorization";

/** What a signer expects a payment to be. */
export interface ExpectedPayment {
  /** The contract that should get the money. */
  readonly quittance?: Deployed;
  readonly token?: Deployed;
  readonly paysFor?: Hex;
}

export const paymentFields: () => Readonly<Record<string, FieldWords>> = /* @__PURE__ */ lazily(() => ({
  from: address("From"),
  to: address("To"),
  value: usdc("Amount"),
  validAfter: { ...words("Valid after", "time", "at once"), never: "no start: it never counts" },
  validBefore: time("Valid before"),
  nonce: hash("Pays for"),
}));

/** Who gets the sum, as a contract of the chain that the domain names. */
const payeeOf = ({ domain, message }: ReadSignable): Deployed => ({
  chainId: domain.chainId,
  verifyingContract: message.to as ReadDomain["verifyingContract"],
});

const isPaidFor = ({ message }: ReadSignable, paysFor: unknown): boolean =>
  String(message.nonce).toLowerCase() === String(paysFor).toLowerCase();

export function paymentWords(read: ReadSignable, { quittance, paysFor }: ExpectedPayment) {
  const to = getAddress(read.message.to as Address);
  return {
    intent: "Pay USDC for a purpose",
    signer: "the wallet that pays",
    effect: effectOf(read, to, { quittance, paysFor }),
    cost: `It pays ${usdcText(read.message.value as bigint)} to ${to}.`,
  };
}

function effectOf(
  read: ReadSignable,
  to: Address,
  { quittance, paysFor }: { readonly quittance: Deployed | undefined; readonly paysFor: Hex | undefined },
): string {
  if (quittance === undefined) {
    return `${to} takes the sum. A contract of Quittance takes it for what the nonce names; any other address keeps it.`;
  }
  if (!isSameDeployment(payeeOf(read), quittance)) {
    return `${to} takes the sum, and keeps it: it is not the contract that you use.`;
  }
  return paysFor !== undefined && isPaidFor(read, paysFor)
    ? "Quittance takes the sum for what you expect, and for nothing else."
    : "Quittance takes the sum for what the nonce names: a deal, a tab, a bond or a deposit, of anyone.";
}

/** A payment to the contract and for the purpose that the signer expects, in its token, gives none. */
export function* paymentWarnings(read: ReadSignable, expected: ExpectedPayment): Generator<string> {
  const { domain, message } = read;
  const { quittance, token, paysFor } = expected;
  if (token === undefined) {
    yield "Any token can call itself USDC: compare its address with that of USDC on this chain.";
  }
  const to = getAddress(message.to as Address);
  if (quittance === undefined) {
    yield `The money goes to ${to}: compare it with the address of Quittance on this chain.`;
  } else if (!isSameDeployment(payeeOf(read), quittance)) {
    yield `The money goes to ${to} on chain ${domain.chainId}, and you use ` +
      `${getAddress(quittance.verifyingContract)} on chain ${quittance.chainId}. Do not sign it.`;
  }
  if (paysFor === undefined) {
    yield "What is paid for is in the nonce alone: compare it with the id of the deal, tab or bond that you mean.";
  } else if (!isPaidFor(read, paysFor)) {
    yield `It pays for ${String(message.nonce).toLowerCase()}, and you expect ${paysFor}. Do not sign it.`;
  }
}
