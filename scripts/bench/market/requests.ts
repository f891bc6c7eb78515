import { type Address, type Hex, keccak256, toHex } from "viem";
import type { Rfq } from "../../../sdk/market/rfqs/rfq.ts";
import { type KnownCommitment, type OpenedBid, settleBids } from "../../../sdk/market/rfqs/settle.ts";
import type { SignedOffer } from "../../../sdk/negotiation/index.ts";

/** A number from 0 to below `most`; each call gives another. */
export type Dice = (most: number) => number;

/** Numbers that look random, the same for the same seed. */
export function diceOf(seed: number): Dice {
  let rolled = 0;
  return (most) => Number(BigInt(keccak256(toHex(`${seed}/${rolled++}`))) % BigInt(most));
}

const hashOf = (...parts: readonly (string | number)[]): Hex => keccak256(toHex(parts.join("/")));
const addressOf = (...parts: readonly (string | number)[]): Address => `0x${hashOf(...parts).slice(2, 42)}`;

const REVEAL_BY = 1_900_007_200;
const MOST_BIDDERS = 8;
const MILLION = 1_000_000;

/** All messages of one request, after their signatures were verified. */
export type Messages = Parameters<typeof settleBids>[0];

/** A request with bids that often tie, and with bidders that come late, twice, not at all, or with what does not fit. */
export function requestOf(seed: number): Messages {
  const dice = diceOf(seed);
  const hash = hashOf("rfq", seed);
  const pact = hashOf("pact", seed);
  const rfq = { ...scoredBy(dice), pact, clauses: [], revealBy: REVEAL_BY } as unknown as Rfq;
  const commitments: KnownCommitment[] = [];
  const opened: OpenedBid[] = [];
  const closed: Hex[] = [];
  const trust: Record<string, number> = {};
  for (let index = 0; index < 2 + dice(MOST_BIDDERS - 1); index++) {
    const bidder = addressOf("bidder", seed, index);
    trust[bidder] = dice(3) * 2_500;
    const times = dice(12) === 0 ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const commitment = {
        hash: hashOf("c", seed, index, time),
        bidder,
        seal: hashOf("s", seed, index, time),
      };
      commitments.push(commitment);
      if (dice(10) !== 0) closed.push(commitment.hash);
      if (dice(10) === 0) continue;
      const salt = hashOf("salt", seed, index, time);
      const offer = offerOf(dice, { pact, bidder });
      const revealed = { bid: { format: "quittance/bid/1" as const, rfq: hash, offer }, salt };
      opened.push({ revealed, seal: commitment.seal, isGood: dice(15) !== 0 });
    }
  }
  return { rfq, hash, closed, commitments, opened, trust };
}

function scoredBy(dice: Dice): Pick<Rfq, "scoring"> {
  const [price, latency, trust] = [dice(5_001), dice(2_501), dice(2_501)];
  return {
    scoring: {
      price: { weight: price, full: BigInt(5 * MILLION) },
      latency: { weight: latency, full: 3_600, zero: 86_400 },
      trust: { weight: trust, block: 1 },
      clauses: { weight: 10_000 - price - latency - trust },
    },
  };
}

function offerOf(
  dice: Dice,
  { pact, bidder }: { readonly pact: Hex; readonly bidder: Address },
): SignedOffer {
  const amount = BigInt((4 + dice(4)) * MILLION);
  const deadline = REVEAL_BY + (1 + dice(3)) * 7_200;
  const terms = { milestones: [{ amount, deadline }], verificationFee: 0n, seller: bidder, pact };
  return { terms, from: bidder } as unknown as SignedOffer;
}

/** A list in another order. */
export function shuffled<Item>(items: readonly Item[], dice: Dice): Item[] {
  const left = [...items];
  const order: Item[] = [];
  while (left.length > 0) order.push(...left.splice(dice(left.length), 1));
  return order;
}

/** What a request comes to when its messages arrive in another order. */
export function settledIn(messages: Messages, dice: Dice): string {
  const { ranking, refused } = settleBids({
    ...messages,
    closed: shuffled(messages.closed, dice),
    commitments: shuffled(messages.commitments, dice),
    opened: shuffled(messages.opened, dice),
  });
  return JSON.stringify([ranking.map(({ bidder, score }) => [bidder, score.total]), refused]);
}
