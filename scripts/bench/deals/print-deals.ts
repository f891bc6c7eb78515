import { styleText } from "node:util";
import { table } from "../report.ts";
import { measure, medianOf } from "../sdk/rates.ts";
import { ballotPair } from "./ballots.ts";
import { countFaults } from "./faults.ts";
import { countOf, DEAL_GOALS, type DealFigure, ratioOf } from "./figures.ts";
import { measureLatency } from "./latency.ts";
import { openMarket } from "./market.ts";
import { countRepeats } from "./repeats.ts";
import { fillMarket, measureThroughput, relayDeals } from "./throughput.ts";

const BALLOT_SPAN = { total: 6_000, slice: 100 };
/** Deals that are open when growth is measured, first and then. */
const OPEN_BEFORE = 10;
const OPEN_AFTER = 10_000;
const SCHEDULES = 25;
const LATENCY_SECONDS = 5;
/** So many deals measure all of this; fewer measure less of it in proportion. */
const FULL = 400;

/**
 * Measures everything in one run, and prints it: as one JSON object, or as a table.
 *
 * @param deals How many deals each rate is measured with.
 */
export async function printDeals({
  json,
  deals,
}: {
  readonly json: boolean;
  readonly deals: number;
}): Promise<void> {
  const share = Math.min(1, deals / FULL);
  const openAfter = Math.ceil(share * OPEN_AFTER);
  const report = (text: string) => {
    if (!json) process.stderr.write(`${text} …\n`);
  };
  const figures: DealFigure[] = [];
  report("Checking ballots");
  const { ballots } = await measure({ ballots: await ballotPair() }, BALLOT_SPAN);
  const middle = (side: "ours" | "baseline") => medianOf(ballots.map((rates) => rates[side]));
  figures.push(ratioOf("ballot_verify_ratio", middle("ours"), middle("baseline")));

  const market = await openMarket();
  try {
    report(`Opening and settling ${deals} deals, by a relayer, from memory and plainly`);
    const { relayed, ceiling, plain } = await measureThroughput(market, deals);
    figures.push(
      ratioOf("deals_ceiling_ratio", relayed, ceiling),
      ratioOf("deals_plain_ratio", relayed, plain),
    );
    report("Waiting for single intents");
    const rate = Math.max(1, ceiling / 2);
    const latency = await measureLatency(market, rate, Math.ceil(rate * LATENCY_SECONDS));
    figures.push(ratioOf("intent_p95_ratio", latency.relayed, latency.direct));
    report(`Opening ${openAfter} deals that stay open`);
    await fillMarket(market, OPEN_BEFORE);
    const few = await relayDeals(market, await market.sign(deals));
    await fillMarket(market, openAfter);
    const many = await relayDeals(market, await market.sign(deals));
    figures.push(ratioOf("deal_cost_growth", many.seconds / deals, few.seconds / deals));
  } finally {
    await market.stop();
  }
  const played = Math.ceil(share * SCHEDULES);
  report(`Playing ${played} schedules of faults`);
  const { lost, doubled, schedules } = await countFaults(played);
  figures.push(countOf("faults_lost", lost, schedules), countOf("faults_doubled", doubled, schedules));
  report(
    share < 1 ? "Repeating some actions after a lost answer" : "Repeating every action after a lost answer",
  );
  const repeats = await countRepeats(share);
  figures.push(countOf("repeat_doubled", repeats.doubled, repeats.repeated));
  const order = Object.keys(DEAL_GOALS);
  figures.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
  console.log(json ? JSON.stringify({ figures }) : tableOf(figures));
}

function tableOf(figures: readonly DealFigure[]): string {
  const rows = figures.map(({ name, value, reach, isReached, measured, baseline }) => [
    name,
    String(value),
    `${DEAL_GOALS[name].is === "least" ? "≥" : "≤"} ${reach}`,
    isReached ? styleText("green", "reached") : styleText("red", "missed"),
    String(measured),
    String(baseline),
    DEAL_GOALS[name].what,
  ]);
  return table(["figure", "value", "reach", "", "measured", "baseline", "what"], rows);
}
