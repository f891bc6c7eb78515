import {
  openDeal,
  readTokenDomain,
  release,
  type Signer,
  signPayment,
  signRelease,
  signTerms,
  type Terms,
  totalOf,
} from "quittance";
import { exampleTerms } from "quittance/testing";
import type { Address } from "viem";
import { checksOf } from "../output/checks.ts";
import { usdc } from "../output/figures.ts";
import { gainedRow, reportReputations } from "../output/reputations.ts";
import { receiptLine, totalsOf, transactionOf } from "../output/transaction.ts";
import type { Setup } from "../runner/run.ts";

/** A party: the address that the terms name, and what signs for it. */
export interface Party {
  readonly address: Address;
  readonly signer: Signer;
}

export interface Parties {
  readonly buyer: Party;
  readonly seller: Party;
  /** What a wallet is told of the terms before it is asked to pay for them. */
  readonly announce?: (terms: Terms) => Promise<void> | void;
}

/** A deal between two wallets of any kind. They only sign: a relayer sends. */
export async function dealOf({ stack, out }: Setup, { buyer, seller, announce }: Parties) {
  const { address, domain, publicClient, walletClient } = stack;
  const terms = await exampleTerms(stack, { buyer: buyer.address, seller: seller.address });
  const [price = 0n] = terms.milestones.map(({ amount }) => amount);
  await stack.fund(buyer.address, totalOf(terms));
  await announce?.(terms);
  const reputationsBefore = await reportReputations(out, stack, { buyer, seller });
  const token = await readTokenDomain(publicClient, { token: stack.token });
  const buyerSignature = await signPayment({ domain, token, terms, account: buyer.signer });
  const sellerSignature = await signTerms({ domain, terms, account: seller.signer });
  const opened = await openDeal(walletClient, { address, terms, buyerSignature, sellerSignature });
  await out.say(`deal ${opened.dealId}, signed by ${buyer.address} and ${seller.address}`);
  await out.say(receiptLine(transactionOf(opened)));
  const signature = await signRelease({ domain, terms, milestone: 0, account: buyer.signer });
  const released = await release(walletClient, { address, terms, milestone: 0, signature });
  await out.say(`The buyer signed the release: ${usdc(released.toSeller)} go to the seller.`);
  await out.say(receiptLine(transactionOf(released)));
  const reputations = await reportReputations(out, stack, { buyer, seller });
  return {
    checks: checksOf([
      ["the seller earned", released.toSeller, price, undefined],
      gainedRow(reputationsBefore, reputations, 1),
    ]),
    summary: {
      deal: { id: opened.dealId, terms, ...transactionOf(opened) },
      release: { toSeller: released.toSeller, ...transactionOf(released) },
      reputations: { before: reputationsBefore, after: reputations },
      totals: totalsOf([opened, released].map(transactionOf)),
    },
  };
}

/** A party of the stack whose account signs by itself. */
export const partyOf = (account: Party["signer"] & { readonly address: Address }): Party => ({
  address: account.address,
  signer: account,
});
