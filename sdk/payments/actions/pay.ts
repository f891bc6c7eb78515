import type { Address, Hex, Log } from "viem";
import { orderPaidEvent, payFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventsIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { paymentErrorClasses } from "../../errors/payment-error-classes.ts";
import { requireEach } from "../../json/options.ts";
import { decodePayments } from "../../protocol/spending-events.ts";
import { checkOrder, type Order, orderIdOf, type Payment } from "../order.ts";

export interface PayParameters {
  /** At least one. */
  readonly orders: readonly SubmittedOrder[];
}

/** An order with its account's signature. */
export interface SubmittedOrder {
  readonly order: Order;
  /** The account's, of `signOrder`; a wallet that sends may leave its own out. */
  readonly signature?: Hex | undefined;
}

/** An order that was paid, from its event. */
export interface PaidOrder extends Pick<Order, "account" | "nonce" | "category" | "memo"> {
  readonly orderId: Hex;
  readonly payments: readonly Payment[];
}

/** What was paid. */
export interface PaidOrders {
  readonly orders: readonly PaidOrder[];
  /** USDC base units in all. */
  readonly paid: bigint;
}

function paidIn(logs: readonly Log[], from: Address): PaidOrders {
  const orders = eventsIn(logs, from, orderPaidEvent).map(({ args }) => ({
    ...args,
    payments: decodePayments(args.payments),
  }));
  const amounts = orders.flatMap(({ payments }) => payments.map(({ amount }) => amount));
  return { orders, paid: amounts.reduce((sum, amount) => sum + amount, 0n) };
}

/**
 * Pays orders from ledger balances to ledger balances, all of them or none. Anyone may send it.
 *
 * @throws OrderUsedError, SignatureExpiredError, InvalidSignatureError, InsufficientBalanceError; for a managed account, what its policy refuses.
 * @example
 * import { buildOrder, getLedgerBalance, pay } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, buyer, seller, publicClient, walletClient } = stack;
 * await stack.fundLedger(buyer.address, 5_000_000n);
 * const payments = [{ payee: seller.address, amount: 2_500_000n }];
 * const order = buildOrder({ account: buyer.address, payments });
 * await pay(walletClient, { address, orders: [{ order }], account: buyer });
 * console.log(await getLedgerBalance(publicClient, { address, owner: seller.address })); // 2500000n
 * await stack.stop();
 */
export const pay = /* @__PURE__ */ defineAction<PayParameters, PaidOrders>({
  name: "pay",
  fields: "orders",
  errors: paymentErrorClasses,
  call: ({ address, orders }) => {
    requireEach("orders", orders, "order signature");
    if (orders.length === 0) {
      throw new InvalidFieldError({
        field: "orders",
        value: orders,
        problem: "must hold at least one order",
        remedy: "Build an order with buildOrder and sign it with signOrder.",
        docsPage: "pay",
      });
    }
    const checked = orders.map(({ order, signature }, index) => ({
      order: checkOrder(order, { contract: address }),
      signature: signatureOrCaller(`orders[${index}].signature`, signature, "pay"),
    }));
    return contractCall(payFunction, [
      checked.map(({ order }) => order),
      checked.map(({ signature }) => signature),
    ]);
  },
  earlier: /* @__PURE__ */ doneBefore(({ orders }, domain) => ({
    event: orderPaidEvent,
    by: { orderId: orders.map(({ order }) => orderIdOf({ domain, order })) },
    count: orders.length,
  })),
  extract: paidIn,
});
