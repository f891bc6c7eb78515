import type { AgentAccount } from "quittance";
import type { Address, Hex } from "viem";
import type { Sent } from "../milestone-deal/trade.ts";

/** An agent with the account that its principal opened for it. Amounts in USDC base units. */
export interface Agent {
  readonly name: "researcher" | "caller" | "clerk";
  /** What it may do, for people. */
  readonly duty: string;
  readonly account: AgentAccount;
  readonly key: Address;
  readonly funded: bigint;
}

/** Somebody tried to spend more than it may, and the contract said no. */
export interface Refusal {
  readonly by: Agent["name"];
  readonly attempt: string;
  /** Name of the contract's error. */
  readonly error: string;
  /** What the error tells: limit, requested, remaining … */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A deal of the researcher's: one milestone accepted, the other refunded. */
export interface Research extends Sent {
  readonly dealId: Hex;
  readonly seller: Address;
  readonly paid: bigint;
  readonly refunded: bigint;
}

/** What the caller paid per call. */
export interface Calls extends Sent {
  readonly tabId: Hex;
  readonly payee: Address;
  readonly reserve: bigint;
  readonly calls: number;
  readonly redeemed: bigint;
}

/** What the clerk paid by one order. */
export interface Wages extends Sent {
  readonly orderId: Hex;
  readonly payees: readonly Address[];
  readonly total: bigint;
}

/** The principal cut the caller off; what it owed was still redeemed. */
export interface CutOff extends Sent {
  readonly callsServed: number;
  readonly redeemed: bigint;
}

/** Everything that happened. */
export interface AccountsRecord {
  readonly principal: Address;
  readonly agents: readonly Agent[];
  readonly opened: Sent;
  readonly research: Research;
  readonly calls: Calls;
  readonly wages: Wages;
  readonly refusals: readonly Refusal[];
  readonly cutOff: CutOff;
}

/** Who is told while it happens. */
export interface AccountsAudience {
  readonly opened: (principal: Address, agents: readonly Agent[], sent: Sent) => Promise<void>;
  readonly researched: (research: Research) => Promise<void>;
  readonly refused: (refusals: readonly Refusal[]) => Promise<void>;
  readonly called: (calls: Calls) => Promise<void>;
  readonly paid: (wages: Wages) => Promise<void>;
  readonly cutOff: (cutOff: CutOff, refusal: Refusal) => Promise<void>;
}
