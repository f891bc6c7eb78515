import type { Address, Hash, Hex } from "viem";
import * as z from "zod/mini";
import { lazily } from "../errors/lazily.ts";
import { address, amount, bytes32, record, type Schema, time } from "../json/fields.ts";

/**
 * Where an intent is: `waiting` for its fee, `queued`, `sent` in a transaction, `done` in a block, `final` when that block is
 * deep enough, or `refused`.
 */
export type IntentState = "waiting" | "queued" | "sent" | "done" | "final" | "refused";

const STATES = ["waiting", "queued", "sent", "done", "final", "refused"] as const;

/** What a relayer says of an intent. */
export interface IntentStatus {
  readonly id: Hex;
  readonly state: IntentState;
  /** The call; the id is its hash, so it can be held against it. */
  readonly data: Hex;
  /** The transaction that a block has, when it is done, or was refused in a block. */
  readonly hash?: Hash | undefined;
  /** ABI-encoded error that the contract refuses it with; empty when it was refused without one. */
  readonly reason?: Hex | undefined;
}

/** What a relayer asks for sending an intent. */
export interface RelayQuote {
  /** USDC base units; 0 where the account pays nothing, or has paid before. */
  readonly fee: bigint;
  /** The ledger balance that the fee goes to. */
  readonly payee: Address;
  /** Unix seconds until which the fee holds. */
  readonly validUntil: number;
}

const hex = () => z.string().check(z.regex(/^0x(?:[0-9a-f]{2})*$/i, { error: "must be bytes in hex" }));

export const statusSchema = /* @__PURE__ */ lazily(
  () =>
    record({
      id: bytes32(),
      state: z.enum(STATES, { error: "must be a state of an intent" }),
      data: hex(),
      hash: z.optional(bytes32()),
      reason: z.optional(hex()),
    }) as unknown as Schema<IntentStatus>,
);

export const quoteSchema = /* @__PURE__ */ lazily(
  (): Schema<RelayQuote> => record({ fee: amount(), payee: address(), validUntil: time() }),
);
