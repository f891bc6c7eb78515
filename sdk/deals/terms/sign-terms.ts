import type { Address, Hex } from "viem";
import { type Actor, isAgentAccount } from "../../accounts/agent.ts";
import { isAuthorizedBy, type RequiredAuthorization, signAuthorized } from "../../accounts/authorization.ts";
import { givenUpByAmendment, spendingOfAmendment, spendingOfDeal } from "../../accounts/commitment.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import { LedgerDestinationNeededError } from "../../errors/authority.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { dealIdOf, termsMessage } from "../../protocol/deal-id.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { dueOf, type Terms } from "../../protocol/terms.ts";
import { checkTerms } from "./check.ts";

/**
 * What signing terms means for a managed account that is a party of them: the buyer commits their total, and the seller binds itself to
 * work. By terms that replace a deal both may give up what they had.
 *
 * @throws LedgerDestinationNeededError, InvalidFieldError for terms that no managed account can sign.
 */
export function termsAuthorization(terms: Terms, account: Address): RequiredAuthorization {
  requireLedger(terms, account);
  if (terms.amends !== undefined) {
    return isSameAddress(terms.buyer, account)
      ? { kind: "commit", ...spendingOfAmendment(terms) }
      : { kind: "settle", givenUp: givenUpByAmendment(terms), unfrozen: true };
  }
  return isSameAddress(terms.buyer, account)
    ? { kind: "commit", ...spendingOfDeal(terms) }
    : { kind: "sign", capability: "deliver", unfrozen: true };
}

/** Refuses terms by which money of a managed account would come from a wallet, or go to one. */
function requireLedger(terms: Terms, account: Address): void {
  const isBuyer = isSameAddress(terms.buyer, account);
  if (!(isBuyer ? terms.buyerToLedger : terms.sellerToLedger))
    throw new LedgerDestinationNeededError({ account });
  if (!isBuyer || terms.fundedFromLedger || dueOf(terms) === 0n) return;
  throw new InvalidFieldError({
    field: "terms.fundedFromLedger",
    value: false,
    problem: "must be true for a managed account to pay",
    remedy: "A managed account pays from the ledger: propose such terms.",
    docsPage: "open-deal",
  });
}

/**
 * Signs terms as their seller, or as the buyer of ledger-funded terms. (The buyer of wallet-funded terms signs the
 * payment instead, `signPayment`, unless they replace a deal and need none.) A managed account has to be paid to the ledger by them.
 *
 * @throws InvalidFieldError for terms the contract would refuse, or when the account's signature would mean nothing;
 * LedgerDestinationNeededError, or what else an account's keys and policy refuse, as the contract's own error.
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
  readonly account: Actor;
}): Promise<Hex> {
  requireOptions(input, "domain terms account");
  const { account } = input;
  const domain = requireDomain("domain", input.domain);
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
  if (isBuyer && !terms.fundedFromLedger && (dueOf(terms) !== 0n || isAgentAccount(account))) {
    throw new InvalidFieldError({
      field: "terms.fundedFromLedger",
      value: false,
      problem: "must be true for the buyer to sign the terms themselves",
      remedy: isAgentAccount(account)
        ? "A managed account pays from the ledger: propose such terms."
        : "The buyer of wallet-funded terms signs its payment: use signPayment.",
      docsPage: "open-deal",
    });
  }
  const authorization = (party: Address) => termsAuthorization(terms, party);
  return signAuthorized({ domain, type: "Terms", message: termsMessage(terms), account, authorization });
}

/**
 * Whether `signature` is `signer`'s for these terms; with a `client`, also that of a contract wallet, or the envelope of an
 * managed account, as the contract would take it now.
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
export async function verifyTerms(input: {
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly signer: Address;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  requireOptions(input, "domain terms signer signature client");
  const { terms, ...rest } = input;
  const authorization = (party: Address) => termsAuthorization(terms, party);
  return isAuthorizedBy({ ...rest, digest: dealIdOf({ domain: rest.domain, terms }), authorization });
}
