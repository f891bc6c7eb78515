import { z } from "zod";

/** USDC base units, in decimal digits. */
const amount = z.string().regex(/^\d+$/).transform(BigInt);
const signedAmount = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
/** null: no limit. */
const limit = amount.nullable();
const hex = z.string().regex(/^0x[0-9a-f]*$/i);
/** Unix seconds. */
const time = z.number();

const asOf = z.object({ block: z.number(), timestamp: time });

/** What the indexer answers under `/accounts/<address>`. */
export const accountAnswer = z.object({
  asOf: asOf.extend({ at: time }),
  account: z.object({
    address: hex,
    principal: hex,
    index: z.number(),
    controller: hex,
    openedAt: time,
    balance: amount,
    frozen: z.boolean(),
    frozenBy: z.array(z.enum(["account", "principal"])),
  }),
  keys: z.array(z.object({ key: hex, expiry: time, capabilities: z.array(z.string()), live: z.boolean() })),
  policy: z.object({
    version: z.number(),
    since: time,
    perTransaction: limit,
    perPeriod: limit,
    lifetime: limit,
    approvalAbove: limit,
    period: z.number(),
    activeFrom: time,
    activeUntil: time,
    counterparties: hex.nullable(),
    categories: hex.nullable(),
    /** Index of the account that pays what is lacking. */
    treasury: z.number().nullable(),
  }),
  limits: z.object({
    available: amount,
    active: z.boolean(),
    treasury: z
      .object({ account: hex, opened: z.boolean(), frozen: z.boolean(), balance: amount })
      .nullable(),
    perTransaction: z.object({ limit, left: limit }),
    period: z.object({ limit, spent: amount, left: limit, start: time, end: time }),
    lifetime: z.object({ limit, spent: amount, left: limit }),
  }),
  tabs: z.array(
    z.object({
      id: hex,
      payee: hex,
      reserve: amount,
      redeemed: amount,
      end: time,
      redeemUntil: time,
      voucherKey: hex,
      category: z.number(),
    }),
  ),
  total: z.object({ committed: amount, refunded: amount, net: signedAmount }),
});

export type AccountAnswer = z.infer<typeof accountAnswer>;

const entry = z.object({
  sequence: z.number(),
  kind: z.string(),
  refundOf: z.string().nullable(),
  amount: signedAmount,
  balance: amount,
  counterparties: z.array(hex),
  category: z.number(),
  key: hex.nullable(),
  digest: hex.nullable(),
  dealId: hex.nullable(),
  milestone: z.number().nullable(),
  tabId: hex.nullable(),
  orderId: hex.nullable(),
  limits: z
    .object({
      policy: z.number(),
      perTransaction: limit,
      perPeriod: limit,
      lifetime: limit,
      spent: amount,
      lifetimeLeft: limit,
      periodSpent: amount,
      periodLeft: limit,
      periodStart: time,
      periodEnd: time,
    })
    .nullable(),
  block: z.number(),
  timestamp: time,
  transaction: hex,
});

/** A line of a statement. */
export type StatementLine = z.infer<typeof entry>;

/** What the indexer answers under `/accounts/<address>/statement`. */
export const statementAnswer = z.object({ asOf, entries: z.array(entry), next: z.number().nullable() });

/** What the indexer answers under `/status`: its chains, each with the block it has read. */
export const statusAnswer = z.record(z.string(), z.object({ block: z.object({ number: z.number() }) }));
