import { concatHex, encodeFunctionData, type Hex, toHex } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import { hashTyped } from "../../../sdk/protocol/hash-typed.ts";
import type { AccountAction, AccountActionOf, KeyGranting } from "../../model/account-actions.ts";
import type { Capability } from "../../model/accounts.ts";
import type { TabTerms } from "../../model/tabs.ts";
import { type Desk, signPayment } from "./calls.ts";
import { type Purpose, packedOf, sign } from "./envelopes.ts";

const abi = quittanceAbi;
const NO_POLICY = { current: "0x", policy: "0x" } as const;
const BITS: Readonly<Record<Capability, number>> = {
  commit: 1,
  deliver: 2,
  settle: 4,
  tabs: 8,
  freeze: 16,
};

/** Calldata of what a principal does with its accounts, and of what accounts pay without a deal. */
export async function accountData(desk: Desk, action: AccountAction): Promise<Hex> {
  switch (action.kind) {
    case "openAccounts": {
      const openings = action.openings.map(({ index, keys, policy }) => {
        return { index, keys: grantsOf(keys), policy: packedOf(policy) };
      });
      return encodeFunctionData({ abi, functionName: "openAccounts", args: [action.principal, openings] });
    }
    case "setKeys": {
      const update = { account: action.account, keys: grantsOf(action.grants), ...NO_POLICY };
      return encodeFunctionData({ abi, functionName: "updateAccounts", args: [[update]] });
    }
    case "setPolicy": {
      const policies = { current: packedOf(action.current), policy: packedOf(action.policy) };
      const update = { account: action.account, keys: [], ...policies };
      return encodeFunctionData({ abi, functionName: "updateAccounts", args: [[update]] });
    }
    case "freeze":
    case "unfreeze":
      return encodeFunctionData({ abi, functionName: action.kind, args: [action.accounts] });
    case "freezeAll":
    case "unfreezeAll":
    case "acceptPrincipal":
      return encodeFunctionData({ abi, functionName: action.kind, args: [action.principal] });
    case "offerPrincipal":
      return encodeFunctionData({ abi, functionName: action.kind, args: [action.principal, action.to] });
    case "moveFunds":
      return encodeFunctionData({ abi, functionName: "moveFunds", args: [action.moves] });
    case "withdrawFrom": {
      const args = [action.account, action.to, action.amount, action.salt] as const;
      return encodeFunctionData({ abi, functionName: "withdrawFrom", args });
    }
    case "revokeOrder":
      return encodeFunctionData({ abi, functionName: "revokeOrder", args: [action.account, action.nonce] });
    default:
      return spendingData(desk, action);
  }
}

type Spending = AccountActionOf<"openTab" | "redeem" | "closeTab" | "pay">;

async function spendingData(desk: Desk, action: Spending): Promise<Hex> {
  switch (action.kind) {
    case "openTab": {
      const { tab, tabId, fromWallet, signedBy } = action;
      const { account, payee, category } = tab;
      const shown = {
        purpose: "open a tab",
        total: tab.reserve,
        payees: [{ payee, most: tab.reserve }],
      } as const;
      const purpose: Purpose = { kind: "commitment", account, shown, category };
      const payment = { from: account, value: tab.reserve, validBefore: tab.openBy, nonce: tabId };
      const signature = fromWallet
        ? await signPayment(desk, payment, signedBy)
        : await sign(desk, tabId, signedBy, purpose);
      return encodeFunctionData({ abi, functionName: "openTab", args: [abiOf(tab), fromWallet, signature] });
    }
    case "redeem": {
      const vouchers: Hex[] = [];
      for (const voucher of action.vouchers) vouchers.push(await packVoucher(desk, voucher));
      return encodeFunctionData({ abi, functionName: "redeem", args: [action.payee, concatHex(vouchers)] });
    }
    case "closeTab": {
      const { tab, tabId, rest } = action;
      const message = { tab: tabId, account: tab.account, rest };
      const digest = hashTyped({ domain: desk.domain, type: "TabClosing", message });
      const payees = [{ payee: tab.account, most: rest }];
      const shown = { purpose: "close a tab early", total: rest, payees } as const;
      const purpose: Purpose = { kind: "settlement", account: tab.payee, shown };
      const args = [abiOf(tab), await sign(desk, digest, action.signedBy, purpose)] as const;
      return encodeFunctionData({ abi, functionName: "closeTab", args });
    }
    case "pay": {
      const signatures: Hex[] = [];
      for (const { order, orderId, signedBy } of action.orders) {
        const { account, category, payments } = order;
        const payees = payments.map(({ payee, amount }) => ({ payee, most: amount }));
        const total = payments.reduce((sum, { amount }) => sum + amount, 0n);
        const shown = { purpose: "pay an order", total, payees } as const;
        signatures.push(
          await sign(desk, orderId, signedBy, { kind: "commitment", account, shown, category }),
        );
      }
      const orders = action.orders.map(({ order }) => order);
      return encodeFunctionData({ abi, functionName: "pay", args: [orders, signatures] });
    }
  }
}

async function packVoucher(desk: Desk, voucher: AccountActionOf<"redeem">["vouchers"][number]): Promise<Hex> {
  const { tab, tabId, amount, signedBy } = voucher;
  const message = { tab: tabId, amount };
  const signature = await sign(desk, hashTyped({ domain: desk.domain, type: "Voucher", message }), signedBy);
  return concatHex([
    ...[tab.account, toHex(tab.reserve, { size: 12 }), toHex(tab.openBy, { size: 5 })],
    ...[toHex(tab.end, { size: 5 }), toHex(tab.grace, { size: 4 }), tab.voucherKey],
    ...[toHex(tab.category, { size: 4 }), toHex(tab.salt, { size: 8 }), toHex(amount, { size: 12 })],
    ...packReference(tab.reference, (signature.length - 2) / 2),
    signature,
  ]);
}

/** The length of the signature, and what its highest bit says follows. */
function packReference(reference: Hex, length: number): Hex[] {
  if (BigInt(reference) === 0n) return [toHex(length, { size: 2 })];
  return [toHex(0x8000 + length, { size: 2 }), reference];
}

const abiOf = ({ reference, ...tab }: TabTerms) => ({ ...tab, reference_: reference });

function grantsOf(grants: readonly KeyGranting[]) {
  return grants.map(({ key, expiry, capabilities }) => {
    return { key, expiry, capabilities: capabilities.reduce((bits, name) => bits | BITS[name], 0) };
  });
}
