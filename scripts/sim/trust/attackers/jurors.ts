import { minimumBond } from "quittance/protocol";
import type { Attack, Attacker } from "../attack.ts";
import { partyOf } from "../people.ts";
import type { MarketScript } from "../script.ts";
import { GAS, spendOf } from "../spend.ts";
import { ringOf } from "./ring.ts";

const SEATS = [1, 2, 3, 5, 8, 12, 20, 30, 50, 70, 100, 150, 200, 300, 500];
const CONTESTS = [5, 20, 60];
const PANEL = 3;
const DRAWN = 7;
const SEAT_FEE = 1_000_000n;

/** Colluding jurors: their seats vouch, and vote in contests that the ring stages, so that the owner has a juror's record, too. */
function colluding(market: MarketScript, seats: number, contests: number): Attack {
  const said = { counterparties: 24, usdc: 500, ageDays: 360, pattern: "own" as const };
  const base = ringOf(market, { ...said, seats, seatsEach: 1 });
  const share = seats / (seats + market.seats.length);
  const bond = Number(minimumBond({ jurors: PANEL, seatFee: SEAT_FEE })) / 1e6;
  const subject = partyOf("attacker", 0);
  return {
    ...base,
    // The seats are of the one who is to be seen, as far as a juror's record goes.
    duties: Math.round(contests * DRAWN * share),
    deals: base.deals,
    subject,
    spend: spendOf(base.spend, {
      gas: contests * (GAS.contest + GAS.stagedDeal),
      // What others of the panel earn of the bonds.
      fees: contests * bond * (1 - share),
    }),
    said: `${base.said}, ${contests} staged contests`,
  };
}

export const jurors: Attacker = {
  name: "colluding jurors",
  families: (market) =>
    CONTESTS.map((contests) => SEATS.map((seats) => () => colluding(market, seats, contests))),
};
