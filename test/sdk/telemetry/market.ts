import type { Address, Hex } from "viem";
import type { StepEvent } from "../../../sdk/telemetry/index.ts";

export const hexOf = (byte: number, bytes = 32): Hex =>
  `0x${byte.toString(16).padStart(2, "0").repeat(bytes)}`;

export const [BUYER, SELLER, OTHER] = [0x0b, 0x05, 0x07].map((byte) => hexOf(byte, 20)) as [
  Address,
  Address,
  Address,
];

const USDC = 1_000_000n;
const START = 1_800_000_000;

/** Three negotiations, of which one is agreed, and its deal of two milestones, one of them contested. */
export function smallMarket(): readonly StepEvent[] {
  const [agreed, ended, open, deal] = [1, 2, 3, 9].map((byte) => hexOf(byte)) as [Hex, Hex, Hex, Hex];
  const parties = { buyer: BUYER, seller: SELLER };
  const offered = (
    negotiation: Hex,
    at: number,
    said: { readonly by: "buyer" | "seller"; readonly price: bigint; readonly round: number },
  ): StepEvent => ({
    ...{ step: "offered", id: `${negotiation}-${said.round}`, negotiation, at: START + at },
    ...{ ...said, ...parties, validUntil: START + 1_000 },
  });
  const milestone = (index: number, at: number) => ({ deal, milestone: index, at: START + at });
  return [
    { step: "found", id: "f", at: START, negotiation: agreed, listing: hexOf(8), listPrice: 200n * USDC },
    offered(agreed, 1, { by: "buyer", price: 100n * USDC, round: 1 }),
    offered(agreed, 11, { by: "seller", price: 180n * USDC, round: 2 }),
    offered(agreed, 21, { by: "buyer", price: 150n * USDC, round: 3 }),
    {
      ...{ step: "agreed", id: "a", at: START + 31, negotiation: agreed },
      ...{ deal, price: 150n * USDC, round: 3, ...parties },
    },
    offered(ended, 5, { by: "seller", price: 300n * USDC, round: 1 }),
    { step: "ended", id: "e", at: START + 15, negotiation: ended, by: "buyer", reason: "price" },
    offered(open, 6, { by: "buyer", price: 10n * USDC, round: 1 }),
    { step: "opened", id: "o", at: START + 40, deal, price: 150n * USDC, milestones: 2, ...parties },
    { step: "delivered", id: "d0", ...milestone(0, 140) },
    { step: "judged", id: "j0", ...milestone(0, 200), round: 1, payout: 10_000 },
    { step: "contested", id: "c0", ...milestone(0, 250), round: 2 },
    { step: "judged", id: "j1", ...milestone(0, 400), round: 2, payout: 5_000 },
    {
      ...{ step: "settled", id: "s0", ...milestone(0, 440), cause: "verdict" },
      ...{ toSeller: 50n * USDC, toBuyer: 50n * USDC },
    },
    {
      ...{ step: "settled", id: "s1", ...milestone(1, 540), cause: "release" },
      ...{ toSeller: 50n * USDC, toBuyer: 0n },
    },
    { step: "cost", id: "k", at: START + 600, deal, seller: SELLER, amount: 33n * USDC + 1n },
  ];
}

/** After every offer of the market is over. */
export const LATER = START + 2_000;
/** The first second at which the open offer has lapsed. */
export const LAPSED = START + 1_000;
