import type { Address, Hex } from "viem";
import type { Capability, Policy } from "./accounts.ts";
import type { SignedBy } from "./actions.ts";
import type { OrderTerms, TabTerms } from "./tabs.ts";

export interface KeyGranting {
  readonly key: Address;
  /** Unix seconds; 0 revokes. */
  readonly expiry: number;
  readonly capabilities: readonly Capability[];
}

interface Sent {
  readonly sender: Address;
}

/** What a principal does with its accounts, and what accounts pay without a deal. */
export type AccountAction =
  | (Sent & {
      readonly kind: "openAccounts";
      readonly principal: Address;
      readonly openings: readonly {
        /** The address that follows from principal and index. */
        readonly account: Address;
        readonly index: number;
        readonly keys: readonly KeyGranting[];
        readonly policy: Policy;
      }[];
    })
  | (Sent & {
      readonly kind: "setKeys";
      readonly account: Address;
      readonly grants: readonly KeyGranting[];
    })
  | (Sent & {
      readonly kind: "setPolicy";
      readonly account: Address;
      readonly principal: Address;
      /** What the sender takes for the one in force. */
      readonly current: Policy;
      readonly policy: Policy;
    })
  | (Sent & { readonly kind: "freeze" | "unfreeze"; readonly accounts: readonly Address[] })
  | (Sent & { readonly kind: "freezeAll" | "unfreezeAll"; readonly principal: Address })
  | (Sent & { readonly kind: "acceptPrincipal"; readonly principal: Address })
  | (Sent & { readonly kind: "offerPrincipal"; readonly principal: Address; readonly to: Address })
  | (Sent & {
      readonly kind: "moveFunds";
      readonly moves: readonly { readonly from: Address; readonly to: Address; readonly amount: bigint }[];
    })
  | (Sent & {
      readonly kind: "withdrawFrom";
      readonly account: Address;
      readonly to: Address;
      readonly amount: bigint;
      readonly salt: bigint;
    })
  | (Sent & {
      readonly kind: "openTab";
      readonly tabId: Hex;
      readonly tab: TabTerms;
      readonly fromWallet: boolean;
      readonly signedBy: SignedBy;
    })
  | (Sent & {
      readonly kind: "redeem";
      readonly payee: Address;
      readonly vouchers: readonly {
        /** That the voucher would be of, with this payee. */
        readonly tabId: Hex;
        readonly tab: TabTerms;
        readonly amount: bigint;
        readonly signedBy: Address;
      }[];
    })
  | (Sent & {
      readonly kind: "closeTab";
      readonly tabId: Hex;
      readonly tab: TabTerms;
      /** What the payee gives up, as it was signed. */
      readonly rest: bigint;
      readonly signedBy: SignedBy;
    })
  | (Sent & {
      readonly kind: "pay";
      readonly orders: readonly {
        readonly orderId: Hex;
        readonly order: OrderTerms;
        readonly signedBy: SignedBy;
      }[];
    })
  | (Sent & { readonly kind: "revokeOrder"; readonly account: Address; readonly nonce: bigint });

/** One kind of them. */
export type AccountActionOf<Kind extends AccountAction["kind"]> = Extract<
  AccountAction,
  { readonly kind: Kind }
>;
