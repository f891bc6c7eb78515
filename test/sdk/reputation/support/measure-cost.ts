// `node test/sdk/reputation/support/measure-cost.ts`: prints what the scores of a large market cost. It asserts nothing.

import { reputationOf, reputationsOf, trustOf } from "../../../../sdk/reputation/index.ts";
import { asOf, POOL, party, seat, settlement, USDC } from "./facts.ts";
import { numbersOf } from "./random-facts.ts";

const PRINCIPALS = 10_000;
const MILESTONES = 100_000;
const SEATS = 200;

const next = numbersOf(5);
const settlements = Array.from({ length: MILESTONES }, () => {
  const buyer = next(PRINCIPALS);
  const seller = (buyer + 1 + next(PRINCIPALS - 1)) % PRINCIPALS;
  const said = { amount: BigInt(1 + next(500)) * USDC, ago: BigInt(next(20_000_000)) };
  return settlement(buyer + 1, seller + 1, said);
});
const seats = Array.from({ length: SEATS }, (_, number) => seat(number, 1 + next(PRINCIPALS)));
const input = { facts: { settlements, seats }, asOf, pools: [POOL] };
const edges = new Set(settlements.map(({ buyer, seller }) => buyer + seller)).size;
console.log(`${PRINCIPALS} principals, ${edges} edges, ${SEATS} seats`);

const measured: Readonly<Record<string, () => unknown>> = {
  trustOf: () => trustOf(input).trust.size,
  reputationOf: () => reputationOf({ ...input, subject: party(7) }).score,
  reputationsOf: () => reputationsOf(input).length,
};
for (const [name, run] of Object.entries(measured)) {
  const before = process.cpuUsage();
  run();
  const { user } = process.cpuUsage(before);
  const memory = Math.round(process.memoryUsage().rss / 1_000_000);
  console.log(`${name}: ${(user / 1_000_000).toFixed(1)} s of processor time, ${memory} MB in the process`);
}
