import { expect } from "chai";
import { recordsOf } from "../../../sdk/reputation/index.ts";
import { asOf, duty, POOL, party } from "./support/facts.ts";

const KEY = 0xa1;
const OWNER = 0xc1;
const drawn = (deal: number, said: Parameters<typeof duty>[2] = {}) =>
  duty(deal, KEY, { principal: party(OWNER), ...said });
/** In round 1, to which anybody may name a key, no seat stands behind it. */
const named = duty(1, KEY, { round: 1, pool: undefined });
const absent = { payout: undefined, outcome: undefined, timely: false, absent: true };

const recordOf = (jurors: readonly ReturnType<typeof duty>[], subject: number) =>
  recordsOf({ facts: { settlements: [], jurors }, asOf, pools: [POOL], subject: party(subject) }).juror;

describe("the record of a juror's key", () => {
  it("has its drawn rounds, also when somebody named it for round 1", () => {
    const failed = [drawn(2, absent), drawn(3, absent), drawn(4, { equivocated: true })];
    expect(recordOf(failed, KEY).drawn).to.include({ duties: 3, absent: 2, equivocations: 1 });
    expect(recordOf([...failed, named], KEY).named).to.include({ duties: 1 });
    expect(recordOf([...failed, named], KEY).drawn).to.include({ duties: 3, absent: 2, equivocations: 1 });
  });

  it("has no drawn rounds of pools that the asker does not name: anyone deploys one, and it draws whom it likes", () => {
    const other = party(0xf002);
    const staged = [1, 2, 3].map((deal) => duty(deal, KEY, { pool: other }));
    const slander = [4, 5, 6].map((deal) => duty(deal, KEY, { pool: other, ...absent }));
    expect(recordOf([...staged, ...slander], KEY).drawn).to.include({ duties: 0, timely: 0, absent: 0 });
  });
});
