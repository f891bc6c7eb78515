import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import { table } from "../report.ts";
import { KINDS } from "./kinds.ts";
import { type KindFigure, kindFigures, type MarketSimulation, SIDES } from "./simulation.ts";

const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits)} %`;
/** How much of the error of a guess without looking the bytes take away. */
export const leakShare = ({ leak }: Pick<KindFigure, "leak">) => Math.max(0, 1 - leak.seen / leak.blind);

export const kindHead = ["strategy", "agreed", "offers", "seconds", "its part", "gained", "discount"];
export const kindRow = ({ kind, agreed, offers, seconds, share, gained, discount }: KindFigure) => [
  ...[kind, percent(agreed), offers.toFixed(1), seconds.toFixed(0)],
  ...[percent(share), percent(gained), percent(discount, 1)],
];

export const leakHead = ["strategy", "off without looking", "off", "leaked"];
export const leakRow = (figure: KindFigure) => [
  ...[`${figure.kind}, ${figure.side}`, percent(figure.leak.blind, 1)],
  ...[percent(figure.leak.seen, 1), percent(leakShare(figure))],
];

export const pairHead = ["buyer ↓ seller →", ...KINDS];
export const pairRow = (found: MarketSimulation, buyer: string) => [
  buyer,
  ...KINDS.map((seller) => {
    const pair = found.pairs.find((each) => each.buyer === buyer && each.seller === seller);
    return pair === undefined ? "–" : percent(pair.agreed / pair.possible);
  }),
];

/** Of every pair, for people. */
const everyHead = [
  "buyer",
  "seller",
  "agreed",
  "offers",
  "s",
  "buyer's part",
  "discount",
  "leak buyer",
  "leak seller",
];
const leaked = (blind: number, seen: number) => percent(Math.max(0, 1 - seen / blind));

/** All figures as tables. */
export function marketTables(found: MarketSimulation): string {
  const of = (side: Side) => kindFigures(found, side);
  const every = found.pairs.map((pair) => [
    ...[pair.buyer, pair.seller, percent(pair.agreed / pair.possible), pair.offers.toFixed(1)],
    ...[pair.seconds.toFixed(0), percent(pair.buyerShare), percent(pair.discount, 1)],
    ...SIDES.map((side) => leaked(pair.leak[side].blind, pair.leak[side].seen)),
  ]);
  return [
    `${found.runs} negotiations of each pair, without signatures: the library's strategies, record and state.`,
    ...SIDES.flatMap((side) => [`As ${side}s`, table(kindHead, of(side).map(kindRow))]),
    "How far an observer's guess of a limit is off, in percents of the list price",
    table(
      leakHead,
      SIDES.flatMap((side) => of(side).map(leakRow)),
    ),
    "Deals of those that were possible",
    table(
      pairHead,
      KINDS.map((kind) => pairRow(found, kind)),
    ),
    "Each pair",
    table(everyHead, every),
  ].join("\n\n");
}
