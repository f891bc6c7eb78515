import type { Hex } from "viem";
import {
  buildOrder,
  closeTab,
  InvalidSignatureError,
  openTab,
  pay,
  redeemVouchers,
  TokenSignatureInvalidError,
  VoucherInvalidError,
} from "../../../sdk/index.ts";
import { exampleTab, openExampleTab, type Stack } from "../../../sdk/testing/index.ts";
import type { Matter } from "./purposes.ts";

/** Where tabs and orders take a signature: of whom, for what, and how they refuse any other. */
export const SPENDING = [
  {
    name: "openTab, from the ledger",
    calls: ["openTab"],
    role: "buyer",
    takes: "Tab",
    refusal: InvalidSignatureError,
  },
  {
    name: "openTab, from the wallet of its account",
    calls: ["openTab"],
    role: "buyer",
    takes: "TabPayment",
    refusal: TokenSignatureInvalidError,
  },
  {
    name: "redeemVouchers, as the voucher key",
    calls: ["redeem"],
    role: "buyer",
    takes: "Voucher",
    refusal: VoucherInvalidError,
  },
  {
    name: "closeTab",
    calls: ["closeTab"],
    role: "seller",
    takes: "TabClosing",
    refusal: InvalidSignatureError,
  },
  { name: "pay", calls: ["pay"], role: "buyer", takes: "Order", refusal: InvalidSignatureError },
] as const;

type Name = (typeof SPENDING)[number]["name"];

/** A tab to be opened, one that is, and an order: all of the stack's buyer for its seller. */
export async function setUpSpending(stack: Stack): Promise<Pick<Matter, "tab" | "openTab" | "order">> {
  const { buyer, seller } = stack;
  const { tab: open } = await openExampleTab(stack);
  const week = (await stack.now()) + 7 * 86_400;
  const tab = await exampleTab(stack, { openBy: week, end: week });
  const payments = [{ payee: seller.address, amount: 1_000_000n }];
  const order = buildOrder({ account: buyer.address, validUntil: week, payments });
  return { tab, openTab: open, order };
}

/** Tries a signature at each place, everything else being right. Changes nothing. */
export function spendingEntries(
  { walletClient: client, address }: Stack,
  { tab, openTab: open, order, amount }: Matter,
): Readonly<Record<Name, (signature: Hex) => Promise<unknown>>> {
  return {
    "openTab, from the ledger": (signature) => openTab.simulate(client, { address, tab, signature }),
    "openTab, from the wallet of its account": (signature) =>
      openTab.simulate(client, { address, tab, fromWallet: true, signature }),
    "redeemVouchers, as the voucher key": (signature) =>
      redeemVouchers.simulate(client, { address, vouchers: [{ tab: open, amount, signature }] }),
    closeTab: (signature) => closeTab.simulate(client, { address, tab: open, signature }),
    pay: (signature) => pay.simulate(client, { address, orders: [{ order, signature }] }),
  };
}
