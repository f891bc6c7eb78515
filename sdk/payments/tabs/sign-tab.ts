import { type Address, type Hex, hashTypedData } from "viem";
import type { Actor } from "../../accounts/agent.ts";
import { isAuthorizedBy, type RequiredAuthorization, signAuthorized } from "../../accounts/authorization.ts";
import { spendingOfTab } from "../../accounts/commitment.ts";
import { isSignedBy } from "../../client/signed-by.ts";
import type { ReadingClient, Signer } from "../../client/signer.ts";
import { requireSelf } from "../../client/signer.ts";
import {
  authorizationDefinition,
  requireSameChain,
  signTokenAuthorization,
  type TransferAuthorization,
} from "../../client/token-authorization.ts";
import type { TokenDomain } from "../../client/token-domain.ts";
import { requireOptions } from "../../json/options.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { wholeNumber } from "../../protocol/hex-parts.ts";
import { checkTab, type Tab, tabIdOf } from "./tab.ts";

/** A tab reserves money for its payee, as the account's policy sees it. */
function authorizationTo(tab: Tab): RequiredAuthorization {
  return { kind: "commit", ...spendingOfTab(tab) };
}

/**
 * Signs a tab, so that its reserve is taken from the account's ledger balance: for `openTab`. Anyone may submit it.
 *
 * @param input.account The wallet that reserves; or, for a managed account, an `agentAccount` whose key may
 * use tabs.
 * @throws InvalidFieldError for a tab the contract would refuse, or an account that is not the tab's; what the account's
 * policy refuses, as the contract's own error.
 * @example
 * import { openTab, signTab } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer } = stack;
 * const tab = await exampleTab(stack);
 * await stack.fundLedger(buyer.address, tab.reserve);
 * const signature = await signTab({ domain, tab, account: buyer });
 * const { reserve } = await openTab(stack.walletClient, { address, tab, signature });
 * console.log(reserve); // 10000000n
 * await stack.stop();
 */
export async function signTab(input: {
  readonly domain: QuittanceDomain;
  readonly tab: Tab;
  readonly account: Actor;
}): Promise<Hex> {
  requireOptions(input, "domain tab account");
  const { account } = input;
  const domain = requireDomain("domain", input.domain);
  const tab = checkTab(input.tab, { contract: domain.verifyingContract });
  requireSelf("account", account, tab.account, "the account of the tab");
  return signAuthorized({ domain, type: "Tab", message: tab, account, authorization: authorizationTo(tab) });
}

/**
 * Whether `signature` is the account's for this tab.
 *
 * @param input.client Asks the chain, for a contract wallet's signature or the envelope of a managed account; without it only a wallet's ECDSA counts.
 * @example
 * import { signTab, verifyTab } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const tab = await exampleTab(stack);
 * const signature = await signTab({ domain: stack.domain, tab, account: stack.buyer });
 * console.log(await verifyTab({ domain: stack.domain, tab, signature })); // true
 * await stack.stop();
 */
export async function verifyTab(input: {
  readonly domain: QuittanceDomain;
  readonly tab: Tab;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  requireOptions(input, "domain tab signature client");
  const { tab, ...rest } = input;
  const digest = tabIdOf({ domain: input.domain, tab });
  return isAuthorizedBy({ ...rest, digest, signer: tab.account, authorization: authorizationTo(tab) });
}

/**
 * What a wallet signs to reserve from itself: it pays for exactly this tab, and agrees to it by the nonce.
 *
 * @example
 * import { tabAuthorizationOf } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const payment = tabAuthorizationOf({ domain: stack.domain, tab: await exampleTab(stack) });
 * console.log(payment.value); // 10000000n
 * await stack.stop();
 */
export function tabAuthorizationOf(input: {
  readonly domain: QuittanceDomain;
  readonly tab: Tab;
}): TransferAuthorization {
  requireOptions(input, "domain tab");
  const { domain, tab } = input;
  return {
    from: tab.account,
    to: domain.verifyingContract,
    value: tab.reserve,
    validAfter: 0n,
    validBefore: wholeNumber("tab.openBy", tab.openBy),
    nonce: tabIdOf({ domain, tab }),
  };
}

/**
 * Signs the payment of a tab's reserve from the wallet, for `openTab` with `fromWallet`: agreement and money in one
 * signature. Anyone may submit it.
 *
 * @param input.token The token's domain, read with `readTokenDomain`.
 * @throws InvalidFieldError for a tab the contract would refuse, an account that is not the tab's, or a token on another
 * chain than the contract.
 * @example
 * import { openTab, readTokenDomain, signTabPayment } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer } = stack;
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const tab = await exampleTab(stack);
 * const signature = await signTabPayment({ domain, token, tab, account: buyer });
 * const opened = await openTab(stack.walletClient, { address, tab, fromWallet: true, signature });
 * console.log(opened.fromWallet); // true
 * await stack.stop();
 */
export async function signTabPayment(input: {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly tab: Tab;
  readonly account: Signer;
}): Promise<Hex> {
  requireOptions(input, "domain token tab account");
  const { account } = input;
  const { domain, token } = requireSameChain(input);
  const tab = checkTab(input.tab, { contract: domain.verifyingContract, token: token.verifyingContract });
  requireSelf("account", account, tab.account, "the account of the tab");
  return signTokenAuthorization(account, token, tabAuthorizationOf({ domain, tab }));
}

/**
 * Whether `signature` pays for this tab, as the token would decide it.
 *
 * @example
 * import { readTokenDomain, signTabPayment, verifyTabPayment } from "quittance";
 * import { exampleTab, startStack } from "quittance/testing";
 *
 * const { domain, buyer, ...stack } = await startStack();
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const tab = await exampleTab({ domain, buyer, ...stack });
 * const signature = await signTabPayment({ domain, token, tab, account: buyer });
 * console.log(await verifyTabPayment({ domain, token, tab, signature })); // true
 * await stack.stop();
 */
export async function verifyTabPayment(input: {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
  readonly tab: Tab;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  requireOptions(input, "domain token tab signature client");
  const { domain, token, tab, signature, client } = input;
  const digest = hashTypedData(authorizationDefinition(token, tabAuthorizationOf({ domain, tab })));
  const signer: Address = tab.account;
  return isSignedBy({ signer, digest, signature, ...(client === undefined ? {} : { client }) });
}
