import { privateKeyToAccount } from "viem/accounts";
import { buildTerms, quittanceDomain, type Terms, type TermsDraft } from "../../../../sdk/index.ts";
import {
  type Negotiator,
  type NegotiatorInput,
  openNegotiator,
  type Strategy,
} from "../../../../sdk/negotiation/index.ts";

/** When dialogues of tests begin, in unix seconds. */
export const START = 1_800_000_000;
export const HOUR = 3_600;

export const domain = quittanceDomain({
  chainId: 8_453,
  address: "0x00000000000000000000000000000000000000aa",
});

/** Keys of tests, which own nothing. */
export const buyer = privateKeyToAccount(`0x${"b1".repeat(32)}`);
export const seller = privateKeyToAccount(`0x${"5e".repeat(32)}`);

const JUROR = "0x00000000000000000000000000000000000000c1";

/** Terms that are paid from the ledger, so that no token has to be asked. */
export function termsFor(amount: bigint, changes: Partial<TermsDraft> = {}): Terms {
  const draft: TermsDraft = {
    ...{ buyer: buyer.address, seller: seller.address, fundedFromLedger: true },
    ...{ milestones: [{ amount, deadline: START + 30 * 24 * HOUR }], panel: [JUROR] },
    ...{ payoutStep: 500, silencePayout: 5_000, pact: `0x${"ac".repeat(32)}`, salt: 7n },
    ...{ openBy: START + 10 * 24 * HOUR, ...changes },
  };
  return buildTerms(draft, { contract: domain.verifyingContract, now: START });
}

export const amountIn = ({ milestones }: Terms): bigint => milestones[0]?.amount ?? 0n;

/** The same terms for another price. */
export const priced = (terms: Terms, amount: bigint): Terms => ({
  ...terms,
  milestones: terms.milestones.map((milestone) => ({ ...milestone, amount })),
});

/** Accepts what is at least this, and else asks for it, or for half as much more where it was accepted. */
export const sellsFrom =
  (least: bigint, validFor = HOUR): Strategy =>
  ({ offers, state, side }) => {
    const last = offers.at(-1);
    if (last === undefined) return { kind: "wait" };
    if (state.phase === "accepted") return { kind: "accept" };
    if (state.phase !== "open") return { kind: "end", reason: "stalled" };
    if (last.by !== side && amountIn(last.terms) >= least) return { kind: "accept" };
    return { kind: "offer", terms: priced(last.terms, least), validFor };
  };

/** Accepts what is at most this, and else offers a little more than before, up to it. */
export const buysUpTo =
  (most: bigint, step = 10n, validFor = HOUR): Strategy =>
  ({ offers, state }) => {
    const last = offers.at(-1);
    if (last === undefined) return { kind: "wait" };
    if (state.phase !== "open" && state.phase !== "accepted") return { kind: "end", reason: "stalled" };
    if (state.phase === "accepted" || amountIn(last.terms) <= most) return { kind: "accept" };
    const own = offers.at(-2);
    const next = own === undefined ? most : amountIn(own.terms) + step;
    if (next > most) return { kind: "end", reason: "price" };
    return { kind: "offer", terms: priced(last.terms, next), validFor };
  };

/** A side whose clock a test turns. */
export interface Clocked {
  now: number;
}

export const openSide = (input: Omit<NegotiatorInput, "domain">): Promise<Negotiator> =>
  openNegotiator({ domain, ...input });

/** A buyer and a seller with one clock. */
export async function twoSides(
  strategies: { readonly buys: Strategy; readonly sells: Strategy },
  more: { readonly ofBuyer?: Partial<NegotiatorInput>; readonly ofSeller?: Partial<NegotiatorInput> } = {},
) {
  const clock: Clocked = { now: START };
  const now = () => clock.now;
  const bought = await openSide({ account: buyer, strategy: strategies.buys, now, ...more.ofBuyer });
  const sold = await openSide({ account: seller, strategy: strategies.sells, now, ...more.ofSeller });
  return { clock, bought, sold };
}

/** Hands envelopes over between two sides until neither has anything new. */
export async function talk(one: Negotiator, other: Negotiator, id: `0x${string}`, most = 200): Promise<void> {
  let envelope = await one.envelope(id);
  for (let turn = 0; turn < most; turn += 1) {
    const to = turn % 2 === 0 ? other : one;
    const before = envelope.messages.length;
    envelope = await to.receive(envelope);
    if (before === 0 && envelope.messages.length === 0) return;
  }
  throw new Error("the two sides talk without an end");
}
