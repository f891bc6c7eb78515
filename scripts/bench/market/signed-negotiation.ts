import {
  acceptOffer,
  type FastSigner,
  fastSigner,
  quittanceDomain,
  signOffer,
  type Terms,
  toJson,
} from "quittance";
import {
  endNegotiation,
  type Negotiation,
  type NegotiationMessage,
  openingMove,
  openNegotiation,
  type Strategy,
  utilityStrategy,
  viewNegotiation,
} from "quittance/negotiation";
import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import { diceOf } from "../../../test/support/dice.ts";
import { drawTerms, START } from "../../sim/market/drawn-terms.ts";

const CONTRACT = `0x${"aa".repeat(20)}` as const;
const TOKEN = `0x${"bb".repeat(20)}` as const;
const CHAIN = 8_453;
const PAUSE = 20;
/** Rounds of each side before the price that both can live with. */
const ROUNDS = 6;

export const DOMAIN = quittanceDomain({ chainId: CHAIN, address: CONTRACT });
export const TOKEN_DOMAIN = { name: "USD Coin", version: "2", chainId: CHAIN, verifyingContract: TOKEN };

/** Two sides of signed negotiations. */
export interface Scene {
  readonly signers: Readonly<Record<Side, FastSigner>>;
  readonly strategies: Readonly<Record<Side, Strategy>>;
}

/** Sides whose strategies meet after four offers of each. */
export function sceneOf(seed: number): Scene {
  const [buyer, seller] = [0xb1n, 0x5en].map((secret) =>
    fastSigner(`0x${(secret * 1_000_003n + BigInt(seed)).toString(16).padStart(64, "0")}`),
  ) as [FastSigner, FastSigner];
  const terms: Terms = { ...drawTerms(diceOf(seed)), buyer: buyer.address, seller: seller.address };
  const price = terms.milestones.reduce((sum, { amount }) => sum + amount, 0n);
  const part = (share: number) => (price * BigInt(share)) / 100n;
  const common = {
    terms,
    pace: { kind: "time", shape: "linear" },
    ...{ from: START, until: START + 10_000, rounds: ROUNDS },
  } as const;
  return {
    signers: { buyer, seller },
    strategies: {
      buyer: utilityStrategy({
        ...common,
        issues: {
          price: { opening: part(80), aspiration: part(110), weight: 9_000 },
          silencePayout: { opening: 0, aspiration: 5_000, weight: 1_000 },
        },
        limits: { price: part(108) },
      }),
      seller: utilityStrategy({
        ...common,
        issues: {
          price: { opening: part(120), aspiration: part(90), weight: 9_000 },
          silencePayout: { opening: 8_000, aspiration: 0, weight: 1_000 },
        },
        limits: { price: part(92), silencePayout: 0 },
      }),
    },
  };
}

/** The messages of a signed negotiation, each of which both sides have taken from its JSON. */
export async function negotiateSigned({
  signers,
  strategies,
}: Scene): Promise<readonly NegotiationMessage[]> {
  const said: NegotiationMessage[] = [];
  let now = START;
  const opening = openingMove(strategies.buyer, { side: "buyer", now });
  if (opening.kind !== "offer") throw new Error("a buyer opens with an offer");
  const first = await signOffer({
    ...{ domain: DOMAIN, terms: opening.terms, account: signers.buyer },
    validUntil: now + opening.validFor,
  });
  said.push({ kind: "offer", offer: first });
  const sides: Record<Side, Negotiation> = {
    buyer: await openNegotiation({ domain: DOMAIN, token: TOKEN_DOMAIN, first }),
    seller: await openNegotiation({ domain: DOMAIN, token: TOKEN_DOMAIN, first }),
  };
  let side: Side = "seller";
  for (;;) {
    now += PAUSE;
    const view = viewNegotiation(sides[side], { side, now });
    if (view.state.phase === "agreed" || view.state.phase === "ended") return said;
    const message = await messageOf(strategies[side](view), sides[side], signers[side], now);
    if (message !== undefined) {
      said.push(message);
      const text = toJson(message);
      await sides.buyer.take(text);
      await sides.seller.take(text);
    }
    side = side === "buyer" ? "seller" : "buyer";
  }
}

async function messageOf(
  move: ReturnType<Strategy>,
  negotiation: Negotiation,
  account: FastSigner,
  now: number,
): Promise<NegotiationMessage | undefined> {
  const { path, offer } = negotiation.state(now);
  const domain = DOMAIN;
  switch (move.kind) {
    case "wait":
      return undefined;
    case "end":
      return {
        kind: "end",
        end: await endNegotiation({ domain, first: negotiation.first, reason: move.reason, account }),
      };
    case "accept": {
      const live = offer === undefined ? undefined : negotiation.offer(offer);
      if (live === undefined) throw new Error("nothing stands that could be accepted");
      return {
        kind: "acceptance",
        acceptance: await acceptOffer({ domain, offer: live, token: TOKEN_DOMAIN, account }),
      };
    }
    case "offer": {
      const answers = path.at(-1);
      if (answers === undefined) throw new Error("nothing stands that could be answered");
      const { terms, validFor } = move;
      return {
        kind: "offer",
        offer: await signOffer({ domain, terms, answers, validUntil: now + validFor, account }),
      };
    }
  }
}
