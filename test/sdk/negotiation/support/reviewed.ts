import { type Address, getAddress, type Hex, keccak256, numberToHex, pad } from "viem";
import { buildTerms, quittanceDomain, type Terms } from "../../../../sdk/index.ts";
import type {
  ApprovalFacts,
  Commitment,
  NegotiationView,
  OfferSeen,
  OwnCommitment,
  Review,
} from "../../../../sdk/negotiation/index.ts";

export const USDC = 1_000_000n;
export const HOUR = 3_600;
export const DAY = 24 * HOUR;
/** Noon in UTC of a Monday. */
export const NOON = 1_796_040_000;

export const party = (index: number): Address => getAddress(pad(numberToHex(index), { size: 20 }));
export const named = (index: number): Hex => keccak256(numberToHex(index));

export const BUYER = party(0xb0);
export const SELLER = party(0x5e);
export const JURORS = [party(1), party(2), party(3)];
export const domain = quittanceDomain({ chainId: 8453, address: party(0xaa) });

/** Terms of one milestone of 20 USDC, with other fields. */
export function termsOf(changes: Partial<Terms> & { readonly price?: bigint } = {}): Terms {
  const { price = 20n * USDC, ...rest } = changes;
  const milestones = [{ amount: price, deadline: NOON + 7 * DAY }];
  const draft = { buyer: BUYER, seller: SELLER, milestones, panel: JURORS, pact: named(1), salt: 1n };
  const built = buildTerms(draft, { contract: domain.verifyingContract, token: party(0xcc), now: NOON });
  return { ...built, ...rest };
}

/** What lets pass the example terms within the narrow limits. */
export function factsOf(changes: Partial<ApprovalFacts> = {}): ApprovalFacts {
  const prices = [18n, 19n, 20n, 21n, 22n].map((price) => price * USDC);
  return { commitments: [], prices, known: [SELLER], owners: [], ...changes };
}

let count = 0;
/** An own commitment of 10 USDC to someone else, an hour and a half before noon. */
export function committed(changes: Partial<OwnCommitment> = {}): OwnCommitment {
  count += 1;
  return {
    ...{ negotiation: named(1_000 + count), counterparty: party(500 + count), at: NOON - 5_400 },
    ...{ value: 10n * USDC, state: "open", jurors: [] },
    ...changes,
  };
}

const seen = (index: number, by: OfferSeen["by"], terms: Terms): OfferSeen => ({
  ...{ hash: named(100 + index), by, terms, validUntil: NOON + HOUR },
});

/** What a buyer sees after offers of these terms, of which the last stands. */
export function viewOf(
  offered: readonly Terms[] = [],
  { now = NOON, side = "buyer" }: { readonly now?: number; readonly side?: "buyer" | "seller" } = {},
): NegotiationView {
  const offers = offered.map((terms, index) => seen(index, index % 2 === 0 ? "buyer" : "seller", terms));
  const path = offers.map(({ hash }) => hash);
  const offer = path.at(-1);
  const state = { phase: "open", path, agreed: [], doubled: [] } as const;
  return { side, now, offers, state: offer === undefined ? state : { ...state, offer } };
}

export const offer = (terms: Terms): Commitment => ({ kind: "offer", terms, validFor: HOUR });

/** Asks the principal about every acceptance. */
export const asksToAccept: Review = async ({ kind }) =>
  kind === "accept" ? { kind: "ask", reasons: [{ rule: "pilot", text: "It asks." }] } : { kind: "allow" };

/** Asks the principal about every offer. */
export const asksToOffer: Review = async ({ kind }) =>
  kind === "offer" ? { kind: "ask", reasons: [{ rule: "pilot", text: "It asks." }] } : { kind: "allow" };
