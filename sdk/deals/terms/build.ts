import { type Address, isAddress, zeroAddress } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireObject } from "../../json/options.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { randomSalt } from "../../protocol/salt.ts";
import type { DisputeRules, Terms } from "../../protocol/terms.ts";
import { checkTerms, type TermsSurroundings } from "./check.ts";

type Required = "buyer" | "seller" | "panel" | "pact";

/** The rounds above the panel; without an arbiter, round 2 is the last. */
export type DisputeRulesDraft = Pick<DisputeRules, "bond" | "pool"> & Partial<DisputeRules>;

/** What `buildTerms` needs; everything else has a default. */
export type TermsDraft = Pick<Terms, Required> &
  Partial<Omit<Terms, Required | "milestones" | "disputes">> & {
    readonly disputes?: DisputeRulesDraft | undefined;
    readonly milestones: readonly { readonly amount: bigint; readonly deadline: bigint | number }[];
  };

const HOUR = 3_600;
const DAY = 86_400;

/**
 * Terms from a draft. The panel is sorted, the salt random. Defaults: funded from the wallet and paid to wallets, no
 * fees, all or nothing from a score of 5000 on, a day for a verdict once delivered on-chain, settled at once by a
 * verdict, open for an hour (or a quarter of the time until the first deadline, if that is less); an arbiter, where one is named, has a day.
 * When the jury is silent, the seller gets half where a contest window lets the buyer object, else nothing.
 *
 * @param surroundings What to hold the terms against; `now` is this machine's clock unless given.
 * @throws InvalidFieldError for everything the contract would refuse, naming the field, its value and what to do.
 * @example
 * import { buildTerms, hashPact } from "quittance";
 *
 * const terms = buildTerms({
 *   buyer: "0x00000000000000000000000000000000000000b1",
 *   seller: "0x00000000000000000000000000000000000000c2",
 *   milestones: [{ amount: 25_000_000n, deadline: Math.floor(Date.now() / 1000) + 86_400 }],
 *   panel: ["0x00000000000000000000000000000000000000d3"],
 *   pact: hashPact({ task: "translate the attached page to French" }),
 * });
 * console.log(terms.openBy, terms.salt);
 */
export function buildTerms(draft: TermsDraft, surroundings: TermsSurroundings = {}): Terms {
  requireObject("terms", draft);
  requireObject("surroundings", surroundings);
  const now = momentOrClock("surroundings.now", surroundings.now);
  const milestones = requireArray("milestones", draft.milestones);
  const firstDeadline = Math.min(...milestones.map((milestone) => numberIn(milestone?.deadline)));
  // A deal that opens at the last moment leaves the seller at least three quarters of the time that it signed for.
  const quarter = Math.floor((firstDeadline - now) / 4);
  const defaults = {
    fundedFromLedger: false,
    buyerToLedger: false,
    sellerToLedger: false,
    verificationFee: 0n,
    passingScore: 5_000,
    payoutStep: 0,
    verdictWindow: DAY,
    contestWindow: 0,
    silencePayout: 5_000,
    marketplaceFee: 0,
    marketplace: zeroAddress,
    panelAccount: zeroAddress,
    salt: randomSalt(),
    openBy: now + (quarter > 0 ? Math.min(HOUR, quarter) : HOUR),
  };
  const given = withoutUndefined(draft);
  const panel = sortPanel(requireArray("panel", draft.panel));
  const disputes = disputesOf(draft.disputes);
  const terms = checkTerms(
    { ...defaults, ...given, ...disputes, milestones, panel },
    { ...surroundings, now },
  );
  // A payout without an objection must have been chosen.
  const isChosen = "silencePayout" in given || terms.contestWindow !== 0;
  return isChosen ? terms : { ...terms, silencePayout: 0 };
}

/**
 * Jurors in the order that terms need: ascending.
 *
 * @example
 * import { sortPanel } from "quittance";
 *
 * const panel = sortPanel([
 *   "0x00000000000000000000000000000000000000d3",
 *   "0x00000000000000000000000000000000000000a1",
 *   "0x00000000000000000000000000000000000000c2",
 * ]);
 * console.log(panel[0]); // ends in a1
 */
export function sortPanel(panel: readonly Address[]): Address[] {
  const rank = (juror: Address) => (isAddress(juror, { strict: false }) ? BigInt(juror) : -1n);
  return [...panel].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

function disputesOf(draft: DisputeRulesDraft | undefined): { readonly disputes?: DisputeRules } {
  if (typeof draft !== "object" || draft === null) return {};
  const arbiter = draft.arbiter ?? zeroAddress;
  const rulingWindow = draft.rulingWindow ?? (arbiter === zeroAddress ? 0 : DAY);
  return { disputes: { ...draft, arbiter, rulingWindow } };
}

function withoutUndefined(draft: TermsDraft): Partial<TermsDraft> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}

function requireArray<Item>(field: string, value: readonly Item[]): readonly Item[] {
  if (Array.isArray(value)) return value;
  throw new InvalidFieldError({
    field: `terms.${field}`,
    value,
    problem: "must be an array",
    remedy: `Give at least one entry of ${field}.`,
    docsPage: "open-deal",
  });
}

/** A number, or what a bigint or digits hold of one; anything else is checked later. */
function numberIn(value: unknown): number {
  return /^(number|bigint|string)$/.test(typeof value) ? Number(value) : Number.NaN;
}
