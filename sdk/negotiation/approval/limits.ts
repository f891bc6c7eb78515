import type { Address } from "viem";
import * as z from "zod/mini";
import { lazily } from "../../errors/lazily.ts";
import {
  address,
  amount,
  flag,
  list,
  must,
  record,
  type Schema,
  seconds,
  text,
  uint,
} from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";

/** What a deal's two sides, or its jurors, may not have in common. Nothing of it is checked unless the principal switches it on. */
export interface CollusionLimits {
  /** What follows: `ask` when left out. */
  readonly answer: "ask" | "refuse";
  /** Seconds back that volumes are counted over; 30 days when left out. */
  readonly window: number;
  /** Base units for one counterparty in the window, this commitment included. */
  readonly mostVolume?: bigint | undefined;
  /** Basis points of the window's volume for one counterparty, from `from` commitments in the window on. */
  readonly mostShare?: { readonly share: number; readonly from: number } | undefined;
  /** Of the last commitments, this one included, the most with the same counterparty, or with the same juror. */
  readonly rotation?:
    | {
        readonly last: number;
        readonly counterparty?: number | undefined;
        readonly juror?: number | undefined;
      }
    | undefined;
  /** Groups of addresses that belong together: no two of them may meet in a deal. */
  readonly related: readonly (readonly Address[])[];
  /** Whether buyer, seller, jurors and arbiter must belong to different principals or owners, by `facts.owners`. */
  readonly distinctOwners: boolean;
}

/** Within which limits an agent commits itself without asking. Amounts are USDC base units. */
export interface ApprovalLimits {
  /** True: every commitment asks. */
  readonly pilot: boolean;
  /** What one deal may cost, verification fees included; for a seller, what its milestones may sum to. 25 USDC. */
  readonly mostPrice: bigint;
  /** A price above it is refused without asking. None when left out. */
  readonly refuseAbove?: bigint | undefined;
  /** What all open commitments may sum to, this one included. 100 USDC. */
  readonly mostCommitted: bigint;
  /** How many spreads a price may be from the median of the record's prices; one decimal counts. 3. */
  readonly mostSpreads: number;
  /** Prices that the record must have for it; 0 takes a record of any size. 5. */
  readonly leastPrices: number;
  /** Whether someone with whom no deal has settled yet is dealt with. `ask`. */
  readonly newCounterparty: "ask" | "allow";
  /** Whether another pact than that of the first offer or of the listing is taken. `ask`. */
  readonly changedPact: "ask" | "allow";
  /** The same of the panel. `ask`. */
  readonly changedPanel: "ask" | "allow";
  /** The same of what a score pays, fees, windows, jurors' account, disputes and category, against the first offer. `ask`. */
  readonly changedRules: "ask" | "allow";
  /** Full hours in a time zone, `until` excluded; a span over midnight has `from` above `until`. 8 to 20 in UTC. */
  readonly hours: { readonly from: number; readonly until: number; readonly timeZone: string } | "any";
  /** Negotiations in which it may commit itself within an hour, this one included. 3. */
  readonly mostPerHour: number;
  /** The same within a day. 10. */
  readonly mostPerDay: number;
  /** What it may commit within an hour, this commitment included. 50 USDC. */
  readonly mostPaidPerHour: bigint;
  /** The same within a day. 100 USDC. */
  readonly mostPaidPerDay: bigint;
  readonly collusion?: CollusionLimits | undefined;
}

/** Limits as a principal writes them: each may be left out. */
export type ApprovalSettings = Partial<Omit<ApprovalLimits, "collusion">> & {
  readonly collusion?: Partial<CollusionLimits> | undefined;
};

const DAY = 86_400;
const USDC = 1_000_000n;
const MANY = 1_000_000;
const LONGEST = 3_650 * DAY;

/** Narrow: an agent that was given nothing asks before most of what it does. */
export const narrowLimits: ApprovalLimits = {
  ...{ pilot: false, mostPrice: 25n * USDC, mostCommitted: 100n * USDC, mostSpreads: 3, leastPrices: 5 },
  ...{ newCounterparty: "ask", changedPact: "ask", changedPanel: "ask", changedRules: "ask" },
  hours: { from: 8, until: 20, timeZone: "UTC" },
  ...{ mostPerHour: 3, mostPerDay: 10, mostPaidPerHour: 50n * USDC, mostPaidPerDay: 100n * USDC },
};

const askOr = <Other extends string>(other: Other) =>
  z.literal(["ask", other], { error: `must be "ask" or "${other}"` });

const collusionSchema = () =>
  record({
    answer: z.optional(askOr("refuse")),
    window: z.optional(seconds({ minimum: 1, maximum: LONGEST })),
    mostVolume: z.optional(amount()),
    mostShare: z.optional(
      record({
        share: uint(16, { minimum: 1, maximum: 10_000 }),
        from: uint(32, { minimum: 1, maximum: MANY }),
      }),
    ),
    rotation: z.optional(
      record({
        last: uint(16, { minimum: 2, maximum: 10_000 }),
        counterparty: z.optional(uint(16, { minimum: 1 })),
        juror: z.optional(uint(16, { minimum: 1 })),
      }),
    ),
    related: z.optional(list(list(address(), { entries: "addresses", minimum: 2 }), { entries: "groups" })),
    distinctOwners: z.optional(flag()),
  });

const hour = () => uint(8, { maximum: 24 });

const settingsSchema = /* @__PURE__ */ lazily(
  (): Schema<ApprovalSettings> =>
    record({
      pilot: z.optional(flag()),
      mostPrice: z.optional(amount()),
      refuseAbove: z.optional(amount()),
      mostCommitted: z.optional(amount()),
      mostSpreads: z.optional(spreads()),
      leastPrices: z.optional(uint(32, { maximum: MANY })),
      newCounterparty: z.optional(askOr("allow")),
      changedPact: z.optional(askOr("allow")),
      changedPanel: z.optional(askOr("allow")),
      changedRules: z.optional(askOr("allow")),
      hours: z.optional(
        z.union([
          z.literal("any"),
          record({
            from: hour(),
            until: hour(),
            timeZone: text(isTimeZone, "must be a time zone, such as Europe/Berlin"),
          }),
        ]),
      ),
      mostPerHour: z.optional(uint(32, { maximum: MANY })),
      mostPerDay: z.optional(uint(32, { maximum: MANY })),
      mostPaidPerHour: z.optional(amount()),
      mostPaidPerDay: z.optional(amount()),
      collusion: z.optional(collusionSchema()),
    }) as unknown as Schema<ApprovalSettings>,
);

const spreads = () =>
  z
    .number({ error: "must be a number" })
    .check(must((value) => value > 0 && value <= 1_000, "must be above 0, at most 1000"));

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The limits that settings mean: those that are given, and the narrow ones for the rest. */
export function limitsOf(given: ApprovalSettings): ApprovalLimits {
  const { collusion, ...settings } = parseWith("limits", settingsSchema(), given);
  const stated = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const limits: ApprovalLimits = { ...narrowLimits, ...stated };
  if (collusion === undefined) return limits;
  return {
    ...limits,
    collusion: { answer: "ask", window: 30 * DAY, related: [], distinctOwners: false, ...collusion },
  };
}
