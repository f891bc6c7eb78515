import { parseTerms } from "quittance/deals";
import { toJson } from "quittance/json";
import type { Move, NegotiationView, Strategy } from "quittance/negotiation";
import type { Milestone, Terms } from "quittance/protocol";
import { parseUnits } from "viem";
import { z } from "zod";
import { strangersLine } from "../output/text.ts";
import { UsageRefusal } from "../refusal.ts";
import { readJson } from "../session/input.ts";
import { amountsOf } from "./amounts.ts";

/** What a strategy file says, read. */
export interface StrategyFile {
  /** USDC base units of all milestones: what the first offer of this side is at. */
  readonly price: bigint;
  /** Where its offers lead: what anyone would expect of such a deal. */
  readonly aspiration: bigint;
  /** How far this side goes. It has no part in what it offers, but for an offer beyond it, which is not made. */
  readonly limit: bigint;
  /** Offers of this side at most, from `price` to `aspiration` in equal steps. */
  readonly rounds: number;
  /** Seconds for which each of them is good. */
  readonly validFor: number;
  /** Seconds that each deadline must be ahead. */
  readonly leadTime: number;
  /** Values that every offer must have, in JSON. */
  readonly terms: Readonly<Record<string, unknown>>;
}

const USDC_DECIMALS = 6;
const MOST_ROUNDS = 30;
const HOUR = 3_600;
const LONGEST = 30 * 24 * HOUR;
const usdc = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be USDC as text, such as "25.50"');

const schema = z.strictObject({
  price: usdc,
  aspiration: usdc.optional(),
  limit: usdc.optional(),
  rounds: z.int().min(1).max(MOST_ROUNDS).optional(),
  validFor: z.int().min(60).max(LONGEST).default(HOUR),
  leadTime: z.int().min(0).max(LONGEST).default(HOUR),
  terms: z.record(z.string(), z.unknown()),
});

const FILE = "a strategy in JSON, as docs/negotiation.md shows it";

/** The strategy in a file. */
export async function readStrategy(file: string): Promise<StrategyFile> {
  const { success, data, error } = schema.safeParse(await readJson(file, FILE));
  if (!success) {
    const [issue] = error.issues;
    const place = strangersLine(["strategy", ...(issue?.path ?? [])].join("."));
    throw new UsageRefusal(
      `The strategy cannot be read: ${place}: ${strangersLine(issue?.message ?? "")}. Give ${FILE}.`,
    );
  }
  const price = parseUnits(data.price, USDC_DECIMALS);
  const amountOr = (given: string | undefined, otherwise: bigint) =>
    given === undefined ? otherwise : parseUnits(given, USDC_DECIMALS);
  const aspiration = amountOr(data.aspiration, price);
  const limit = amountOr(data.limit, aspiration);
  const rounds = data.rounds ?? (aspiration === price ? 1 : 4);
  return { ...data, price, aspiration, limit, rounds };
}

/** What a seller that serves strangers must say of the terms. */
const MUST_SAY = ["pact", "panel", "passingScore", "payoutStep", "silencePayout", "verdictWindow"];
/** What is asked of terms of which the file says nothing. */
const OTHERWISE = { contestWindow: 0, marketplaceFee: 0 };

/** The values that a strategy for strangers' offers asks for. */
export function askedOfStrangers({ terms }: StrategyFile): Readonly<Record<string, unknown>> {
  const missing = MUST_SAY.find((name) => terms[name] === undefined);
  if (missing !== undefined)
    throw new UsageRefusal(
      `The strategy's terms must say which ${missing} they take. A stranger chooses it otherwise.`,
    );
  const never = ["milestones", "amends"].find((name) => terms[name] !== undefined);
  if (never !== undefined)
    throw new UsageRefusal(
      `The strategy's terms cannot fix ${never}: leave it out, and set price and leadTime.`,
    );
  return { ...OTHERWISE, ...terms };
}

/** The whole terms of a strategy's first offer, at its price. */
export function firstTerms({ terms, price }: StrategyFile): Terms {
  return atPrice(parseTerms(terms), price);
}

/** Terms at another price: each milestone has the same share. */
function atPrice(terms: Terms, price: bigint): Terms {
  const whole = amountsOf(terms);
  let left = price;
  const milestones = terms.milestones.map((milestone, index): Milestone => {
    const isLast = index === terms.milestones.length - 1;
    const amount = isLast ? left : (price * milestone.amount) / whole;
    left -= amount;
    return { ...milestone, amount };
  });
  return { ...terms, milestones };
}

/**
 * A side that takes any price up to its limit, and offers its own in equal steps, which do not depend on the limit. It takes no terms that differ in what it asks for.
 *
 * @param asked Values in JSON that terms must have.
 * @param isWhole Whether these are all: then nothing but amounts may differ.
 */
export function strategyOf(
  file: StrategyFile,
  asked: Readonly<Record<string, unknown>>,
  isWhole: boolean,
): Strategy {
  return (view): Move => {
    const { offers, state, side, now } = view;
    const last = offers.at(-1);
    if (last === undefined) return { kind: "wait" };
    if (state.phase !== "open" && state.phase !== "accepted") return { kind: "end", reason: "stalled" };
    if (isTaken(file, asked, isWhole, last.terms, view)) return { kind: "accept" };
    if (state.phase === "accepted") return { kind: "end", reason: "policy" };
    const made = offers.filter(({ by }) => by === side).length;
    if (made >= file.rounds) return { kind: "end", reason: "price" };
    const price = priceOf(file, made);
    if (isBeyond(file, side, price)) return { kind: "end", reason: "price" };
    const terms = isWhole ? parseTerms(asked) : withAsked(last.terms, asked, now + file.leadTime);
    return { kind: "offer", terms: atPrice(terms, price), validFor: file.validFor };
  };
}

function priceOf({ price, aspiration, rounds }: StrategyFile, made: number): bigint {
  return rounds === 1 ? price : price + ((aspiration - price) * BigInt(made)) / BigInt(rounds - 1);
}

const isBeyond = ({ limit }: StrategyFile, side: NegotiationView["side"], price: bigint) =>
  side === "buyer" ? price > limit : price < limit;

function isTaken(
  file: StrategyFile,
  asked: Readonly<Record<string, unknown>>,
  isWhole: boolean,
  terms: Terms,
  { side, now, state, offers }: NegotiationView,
): boolean {
  const { leadTime } = file;
  if (isBeyond(file, side, amountsOf(terms))) return false;
  const plain = plainOf(terms);
  if (isWhole) return sameText(plainOf(withoutAmounts(terms)), plainOf(withoutAmounts(parseTerms(asked))));
  if (terms.amends !== undefined) return false;
  // One's own offer had time enough when it was made.
  const isOwn = state.phase === "accepted" && offers.at(-1)?.by === side;
  if (!isOwn && terms.milestones.some(({ deadline }) => deadline < now + leadTime)) return false;
  return Object.entries(asked).every(([name, value]) => sameText(plain[name], value));
}

const withoutAmounts = (terms: Terms) => ({
  ...terms,
  milestones: terms.milestones.map(({ deadline }) => deadline),
});

const plainOf = (value: object): Record<string, unknown> => JSON.parse(toJson(value));

/** Whether two values are the same in JSON; addresses and hashes in any letter case. */
const sameText = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other);

function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value).toLowerCase();
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([name, each]) => `${name}:${textOf(each)}`).join()}}`;
}

/** The other side's terms with the values that are asked for, and deadlines that leave time enough. */
function withAsked(terms: Terms, asked: Readonly<Record<string, unknown>>, earliest: number): Terms {
  const { amends: _, ...plain } = plainOf(terms);
  const milestones = terms.milestones.map(({ amount, deadline }) => ({
    amount: String(amount),
    deadline: Math.max(deadline, earliest),
  }));
  const isContestable = asked.contestWindow !== 0;
  const { disputes, ...rest } = { ...plain, milestones, ...asked } as Record<string, unknown>;
  return parseTerms({ ...rest, ...(isContestable && disputes !== undefined ? { disputes } : {}) });
}
