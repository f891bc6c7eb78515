import type { Hex } from "viem";
import type { Actor } from "../accounts/agent.ts";
import { isAuthorizedBy, type RequiredAuthorization, signAuthorized } from "../accounts/authorization.ts";
import { spendingOfOrder } from "../accounts/commitment.ts";
import type { ReadingClient } from "../client/signer.ts";
import { requireSelf } from "../client/signer.ts";
import { requireOptions } from "../json/options.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { checkOrder, type Order, orderIdOf } from "./order.ts";

/** An order pays all its payees at once, as the account's policy sees it. */
function authorizationTo(order: Order): RequiredAuthorization {
  return { kind: "commit", ...spendingOfOrder(order) };
}

/**
 * Signs an order, for `pay`. Anyone may submit it.
 *
 * @param input.account The wallet that pays from its ledger balance; or, for a managed account, an
 * `agentAccount` whose key may commit money.
 * @throws InvalidFieldError for an order the contract would refuse, or an account that is not the order's; what the
 * account's policy refuses, as the contract's own error.
 * @example
 * import { buildOrder, pay, signOrder } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer, seller } = stack;
 * await stack.fundLedger(buyer.address, 5_000_000n);
 * const payments = [{ payee: seller.address, amount: 2_500_000n }];
 * const order = buildOrder({ account: buyer.address, payments });
 * const signature = await signOrder({ domain, order, account: buyer });
 * const { paid } = await pay(stack.walletClient, { address, orders: [{ order, signature }] });
 * console.log(paid); // 2500000n
 * await stack.stop();
 */
export async function signOrder(input: {
  readonly domain: QuittanceDomain;
  readonly order: Order;
  readonly account: Actor;
}): Promise<Hex> {
  requireOptions(input, "domain order account");
  const { account } = input;
  const domain = requireDomain("domain", input.domain);
  const order = checkOrder(input.order, { contract: domain.verifyingContract });
  requireSelf("account", account, order.account, "the account of the order");
  return signAuthorized({
    domain,
    type: "Order",
    message: order,
    account,
    authorization: authorizationTo(order),
  });
}

/**
 * Whether `signature` is the account's for this order.
 *
 * @param input.client Asks the chain, for a contract wallet's signature or the envelope of a managed account; without it only a wallet's ECDSA counts.
 * @example
 * import { buildOrder, quittanceDomain, signOrder, verifyOrder } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const account = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const payments = [{ payee: "0x00000000000000000000000000000000000000c2" as const, amount: 2_500_000n }];
 * const order = buildOrder({ account: account.address, payments });
 * const signature = await signOrder({ domain, order, account });
 * console.log(await verifyOrder({ domain, order, signature })); // true
 */
export async function verifyOrder(input: {
  readonly domain: QuittanceDomain;
  readonly order: Order;
  readonly signature: Hex;
  readonly client?: ReadingClient;
}): Promise<boolean> {
  requireOptions(input, "domain order signature client");
  const { order, ...rest } = input;
  const digest = orderIdOf({ domain: input.domain, order });
  return isAuthorizedBy({ ...rest, digest, signer: order.account, authorization: authorizationTo(order) });
}
