import type { Address } from "viem";
import { drawersPart } from "../../protocol/bond.ts";
import { shareOf, splitOf } from "../../protocol/payout.ts";
import { sharesFee, type Terms } from "../../protocol/terms.ts";
import type { ImpliedEvent, Movement } from "./movements.ts";
import { type MilestoneState, roundOf } from "./state.ts";

/** What the settlement of a milestone brings along. */
export interface Settling {
  readonly implied: ImpliedEvent[];
  readonly movements: Movement[];
  /** What leaves the deal beside the milestone's amount: what was left of the verification fee. */
  readonly fee: bigint;
}

/** What the deal still holds of a milestone's verification fee, and whether the panel of round 1 earned it. */
export function feeLeft(
  terms: Terms,
  state: MilestoneState,
  now: number,
): { readonly held: bigint; readonly isEarned: boolean } {
  const held = terms.verificationFee;
  if (held === 0n) return { held, isEarned: false };
  if (!state.judged) return { held, isEarned: isEarnedByQuorum(terms, state, now) };
  return sharesFee(terms) ? { held, isEarned: true } : { held: 0n, isEarned: false };
}

/** Whether a quorum of ballots was on record when round 1 ended. */
function isEarnedByQuorum(terms: Terms, state: MilestoneState, now: number): boolean {
  const { contests, interval, delivery } = state;
  if (contests.length !== 0 || interval === undefined || delivery === undefined) return false;
  return now >= delivery.place.time + terms.verdictWindow;
}

/** Credits of an earned fee: to the panel's account, or in equal parts to the jurors whose ballots are in the book. */
export function panelCredits(
  terms: Terms,
  { index: milestone, book }: MilestoneState,
  fee: bigint,
): Settling {
  if (!sharesFee(terms))
    return credited("FeeCredited", milestone, terms.panelAccount, fee, "the panel's fee");
  const positions = [...book.keys()].sort((one, other) => one - other);
  const count = BigInt(positions.length);
  if (count === 0n) return nothing();
  const share = fee / count;
  return joined(
    positions.map((position, place) => {
      const amount = place === 0 ? share + (fee % count) : share;
      const juror = terms.panel[position];
      if (amount === 0n || juror === undefined) return nothing();
      return credited("FeeCredited", milestone, juror, amount, "a juror's part of the panel's fee");
    }),
  );
}

/** What both parties are paid, and what the marketplace takes of the seller's part. */
export function distributed(
  terms: Terms,
  milestone: number,
  parts: {
    /** Of the milestone's amount; the marketplace's fee is of it. */
    readonly gross: bigint;
    /** What is taken of the seller's part beside the fee. */
    readonly taken?: bigint;
    readonly toBuyer: bigint;
  },
): Settling {
  const fee = shareOf(parts.gross, terms.marketplaceFee);
  const marketplace =
    fee === 0n
      ? nothing()
      : credited("FeeCredited", milestone, terms.marketplace, fee, "the marketplace's fee");
  const toSeller = parts.gross - fee - (parts.taken ?? 0n);
  const pays: Movement[] = [
    {
      kind: terms.sellerToLedger ? "credit" : "out",
      account: terms.seller,
      amount: toSeller,
      milestone,
      purpose: "paid to the seller",
    },
    {
      kind: terms.buyerToLedger ? "credit" : "out",
      account: terms.buyer,
      amount: parts.toBuyer,
      milestone,
      purpose: "back to the buyer",
    },
  ];
  return joined([marketplace, { implied: [], movements: pays.filter(({ amount }) => amount > 0n), fee: 0n }]);
}

/** What a settlement at a round's payout brings along: fees, reimbursements, bonds that return, and the payouts. */
export function settledByRound(
  terms: Terms,
  state: MilestoneState,
  payout: number,
  context: { readonly now: number; readonly isRuling: boolean },
): Settling {
  const { index: milestone, contests } = state;
  const { amount } = state.terms;
  const { toSeller: gross, toBuyer } = splitOf({ amount, payout, marketplaceFee: 0 });
  const { held, isEarned } = feeLeft(terms, state, context.now);
  const fees = isEarned
    ? panelCredits(terms, state, held)
    : held === 0n
      ? nothing()
      : { implied: [returnedFee(terms, milestone, held)], movements: [], fee: 0n };
  const parts: Settling[] = [fees];
  const marketplaceFee = shareOf(gross, terms.marketplaceFee);
  let sellerLeft = gross - marketplaceFee;
  let buyerLeft = toBuyer;
  let reimbursed = 0n;
  let takenFromSeller = 0n;
  for (const [place, contest] of contests.entries()) {
    const isSpent = place === 0 ? state.secondBook.size > 0 : context.isRuling;
    if (!isSpent) {
      parts.push(returnedBond(terms, state, place));
      continue;
    }
    const isAgain = place === 1 && contest.byBuyer === contests[0]?.byBuyer;
    if (!isAgain) reimbursed = 0n;
    let gain = gainOf(state, place, isAgain, payout);
    gain -= gain < reimbursed ? gain : reimbursed;
    const side = contest.byBuyer ? sellerLeft : buyerLeft;
    const part = side < gain ? side : gain;
    const bond = terms.disputes?.bond ?? 0n;
    reimbursed = bond < part ? bond : part;
    if (reimbursed > 0n) {
      const { round, payer } = contest;
      parts.push(credited("BondReimbursed", milestone, payer, reimbursed, "a bond reimbursed", round));
    }
    if (contest.byBuyer) {
      sellerLeft -= reimbursed;
      takenFromSeller += reimbursed;
    } else buyerLeft -= reimbursed;
  }
  const returned = isEarned ? 0n : held;
  const paid = distributed(terms, milestone, {
    gross,
    taken: takenFromSeller,
    toBuyer: buyerLeft + returned,
  });
  return { ...joined([...parts, paid]), fee: held };
}

/** What the parties' own settlement brings along; the caller says whether the contract had a record. */
export function settledByParties(
  terms: Terms,
  state: MilestoneState,
  toSeller: bigint,
  context: { readonly now: number; readonly isRecorded: boolean },
): Settling {
  const { index: milestone } = state;
  const { held, isEarned } = context.isRecorded
    ? feeLeft(terms, state, context.now)
    : { held: terms.verificationFee, isEarned: false };
  const returned = isEarned ? 0n : held;
  const fees = isEarned
    ? panelCredits(terms, state, held)
    : returned === 0n
      ? nothing()
      : { implied: [returnedFee(terms, milestone, returned)], movements: [], fee: 0n };
  const toBuyer = state.terms.amount - toSeller + returned;
  return { ...joined([fees, distributed(terms, milestone, { gross: toSeller, toBuyer })]), fee: held };
}

/** A bond that goes back to its payer as the milestone settles, once. */
function returnedBond(terms: Terms, state: MilestoneState, place: number): Settling {
  const contest = state.contests[place];
  if (contest === undefined || contest.released) return nothing();
  contest.released = true;
  const left = bondLeft(terms, state, contest.round);
  return credited("BondReturned", state.index, contest.payer, left, "a bond returned", contest.round);
}

/** What is left of the bond of a contest: the draw of a panel is paid from that of round 2. */
export function bondLeft(terms: Terms, state: MilestoneState, round: number): bigint {
  const bond = terms.disputes?.bond ?? 0n;
  if (round !== 2 || state.drawn === undefined) return bond;
  return bond - drawersPart({ bond, jurors: terms.panel.length });
}

/** By how much the contester's part is larger than by the first payout that it contested. */
function gainOf(state: MilestoneState, place: number, isAgain: boolean, payout: number): bigint {
  const contest = state.contests[place];
  const contested = contest?.payout ?? 0;
  const first = isAgain ? (state.contests[0]?.payout ?? 0) : contested;
  const byBuyer = contest?.byBuyer === true;
  const isBetter = byBuyer ? payout < contested && payout < first : payout > contested && payout > first;
  if (!isBetter) return 0n;
  const { amount } = state.terms;
  const now = splitOf({ amount, payout, marketplaceFee: 0 });
  const before = splitOf({ amount, payout: first, marketplaceFee: 0 });
  return byBuyer ? now.toBuyer - before.toBuyer : now.toSeller - before.toSeller;
}

/** Whether the parties ended round 2 before its time, and before it decided. */
export function isCutShort(state: MilestoneState, endOfRound: number): boolean {
  return state.endedAt !== 0 && roundOf(state) !== 2 && state.endedAt < endOfRound;
}

function returnedFee(terms: Terms, milestone: number, amount: bigint): ImpliedEvent {
  return { name: "FeeReturned", milestone, account: terms.buyer, amount };
}

/** An event that credits a ledger balance, and the credit itself. */
export function credited(
  name: ImpliedEvent["name"],
  milestone: number,
  account: Address,
  amount: bigint,
  purpose: string,
  round?: number,
): Settling {
  return {
    implied: [{ name, milestone, account, amount, ...(round === undefined ? {} : { round }) }],
    movements: [{ kind: "credit", account, amount, milestone, purpose }],
    fee: 0n,
  };
}

/** Nothing that is brought along. */
export const nothing = (): Settling => ({ implied: [], movements: [], fee: 0n });

/** All that several settlings bring along. */
export function joined(parts: readonly Settling[]): Settling {
  return {
    implied: parts.flatMap(({ implied }) => implied),
    movements: parts.flatMap(({ movements }) => movements),
    fee: parts.reduce((sum, { fee }) => sum + fee, 0n),
  };
}
