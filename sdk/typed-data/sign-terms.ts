import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { checkTerms } from "../terms/check.ts";
import { dealIdOf, termsMessage } from "./deal-id.ts";
import type { QuittanceDomain } from "./domain.ts";
import { isSignedBy, type ReadingClient, type Signer, signerAddress, signTyped } from "./signing.ts";
import type { Terms } from "./terms.ts";

/**
 * Signs terms as their seller, or as the buyer of ledger-funded terms. (The buyer of wallet-funded terms signs the
 * payment instead: `signPayment`.)
 *
 * @throws InvalidFieldError for terms the contract would refuse, or when the account's signature would mean nothing.
 * @example
 * import { signTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(await signTerms({ domain: stack.domain, terms, account: stack.seller }));
 * await stack.stop();
 */
export async function signTerms(input: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly account: Signer;
}): Promise<Hex> {
  const { domain, account } = input;
  const terms = checkTerms(input.terms, { contract: domain.verifyingContract });
  const signer = signerAddress(account).toLowerCase();
  const isBuyer = signer === terms.buyer.toLowerCase();
  if (!isBuyer && signer !== terms.seller.toLowerCase()) {
    throw new InvalidFieldError({
      field: "account",
      value: signerAddress(account),
      problem: `must be the seller ${terms.seller}, or the buyer ${terms.buyer} of ledger-funded terms`,
      remedy: "Sign with a party's account, or correct the terms.",
      docsPage: "open-deal",
    });
  }
  if (isBuyer && !terms.fundedFromLedger) {
    throw new InvalidFieldError({
      field: "terms.fundedFromLedger",
      value: false,
      problem: "must be true for the buyer to sign the terms themselves",
      remedy: "The buyer of wallet-funded terms signs its payment: use signPayment.",
      docsPage: "open-deal",
    });
  }
  return signTyped({ domain, type: "Terms", message: termsMessage(terms), account });
}

/**
 * Whether `signature` is `signer`'s for these terms.
 *
 * @example
 * import { signTerms, verifyTerms } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const signature = await signTerms({ domain: stack.domain, terms, account: stack.seller });
 * console.log(await verifyTerms({ domain: stack.domain, terms, signer: terms.seller, signature })); // true
 * await stack.stop();
 */
export function verifyTerms(input: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly signer: Address;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  const { domain, terms, ...rest } = input;
  return isSignedBy({ ...rest, digest: dealIdOf({ domain, terms }) });
}
