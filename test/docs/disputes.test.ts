import { expect } from "chai";
import { parseUnits, zeroAddress } from "viem";
import { corruptionCost, latestExits, parseTerms, splitOf, type Terms } from "../../sdk/index.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";

const DAY = 86_400;
const SEED_DELAY = 25;
const SEED_REACH = 8_191;

const usdc = (text: string) => parseUnits(/[\d.]+/.exec(text)?.[0] ?? "0", 6);
const seconds = (text = "") => Number(text.replace(/\D/g, ""));

/** The terms of docs/terms.md with the windows of the worked example, and one milestone. */
function termsWith(changes: Partial<Terms>): Terms {
  const page = section(readPage("docs/terms.md"), "Worked example");
  const terms = parseTerms(blocks(page, "json")[0] ?? "");
  const { disputes, ...rest } = terms;
  const windows = { verdictWindow: DAY, contestWindow: DAY, milestones: terms.milestones.slice(0, 1) };
  const named = changes.contestWindow === 0 || disputes === undefined ? {} : { disputes };
  return { ...rest, ...windows, ...named, ...changes };
}

/** Seconds from the deadline to the latest exit of the milestone. */
function latestAfterDeadline(terms: Terms): number {
  return latestExits({ terms }).buyer - (terms.milestones[0]?.deadline ?? 0);
}

describe("docs/disputes.md", () => {
  const page = readPage("docs/disputes.md");
  const disputes = termsWith({}).disputes;
  const withoutArbiter = () => {
    if (disputes === undefined) throw new Error("docs/terms.md names no dispute rules");
    return termsWith({ disputes: { ...disputes, arbiter: zeroAddress, rulingWindow: 0 } });
  };

  it("computes the latest moment as the SDK does", () => {
    const [V, W, R] = [DAY, DAY, disputes?.rulingWindow ?? 0];
    const value = (formula: string) =>
      [...formula.matchAll(/[VWR]/g)].reduce(
        (sum, [name]) => sum + (name === "V" ? V : name === "W" ? W : R),
        0,
      );
    const rows = tableRows(section(page, "The latest moment")).filter(([, second]) =>
      second?.startsWith("D"),
    );
    const [never, alone, whole] = rows.map((cells) => cells.slice(1).map(value));
    expect(never?.[0]).to.equal(latestAfterDeadline(termsWith({ contestWindow: 0 })));
    expect(alone?.[1]).to.equal(latestAfterDeadline(withoutArbiter()));
    expect(whole?.[1]).to.equal(latestAfterDeadline(termsWith({})));
    expect([alone?.[0], whole?.[0]]).to.deep.equal([V + W, V + W]);
  });

  it("counts its worked moments right", () => {
    const rows = tableRows(section(page, "The latest moment")).filter(([, second]) => second?.endsWith(" s"));
    const steps = [0, DAY, DAY, DAY, DAY, disputes?.rulingWindow ?? 0];
    const moments = steps.map((_, index) => steps.slice(0, index + 1).reduce((sum, step) => sum + step, 0));
    expect(rows.map(([, moment]) => seconds(moment))).to.deep.equal(moments);
    expect(moments.at(-1)).to.equal(latestAfterDeadline(termsWith({})));
  });

  it("shares its worked milestone right", () => {
    const rows = tableRows(section(page, "Reimbursement"));
    expect(rows.length).to.be.greaterThan(3);
    for (const [
      what = "",
      final,
      sellersPart = "",
      buyersPart = "",
      reimbursed = "",
      seller = "",
      buyer = "",
    ] of rows) {
      const amount = usdc("54");
      const split = splitOf({ amount, payout: Number(final), marketplaceFee: 100 });
      expect([usdc(sellersPart), usdc(buyersPart)], what).to.deep.equal([split.toSeller, split.toBuyer]);
      const back = reimbursed.startsWith("nothing") ? 0n : usdc(reimbursed);
      expect(usdc(seller) + usdc(buyer) + back + split.marketplaceFee, what).to.equal(amount);
      expect(
        usdc(seller) === split.toSeller - split.marketplaceFee || usdc(buyer) === split.toBuyer,
        what,
      ).to.equal(true);
    }
  });

  it("computes what a panel costs to corrupt as the SDK does", () => {
    const pool = { seatStake: usdc("100"), maturity: 7 * DAY, unbonding: 45 * DAY };
    const cost = corruptionCost({ ...pool, jurors: 3, honestSeats: 10 });
    const interest = `about ${(Number(cost.interest) / 1e6).toFixed(0)} USDC of interest`;
    expect(page.replace(/\s+/g, " ")).to.contain(`${cost.seats} seats`).and.to.contain(interest);
  });
});

describe("docs/juror-pool.md", () => {
  it("states what a majority costs as the SDK computes it", () => {
    const pool = { seatStake: usdc("100"), maturity: 7 * DAY, unbonding: 45 * DAY };
    const rows = readPage("docs/juror-pool.md").matchAll(
      /^ *\| (\d+) \| (\d+) \| ([\d,]+) USDC \| (\d+) USDC \|$/gm,
    );
    const stated = [...rows].map(([, ...cells]) => cells.map(seconds));
    expect(stated.map(([honestSeats]) => honestSeats)).to.deep.equal([10, 50, 200]);
    for (const [honestSeats = 0, ...figures] of stated) {
      const { seats, capital, interest } = corruptionCost({ ...pool, jurors: 3, honestSeats });
      const rounded = Math.round(Number(interest) / 1e6);
      expect(figures).to.deep.equal([seats, Number(capital / 1_000_000n), rounded]);
    }
  });

  it("names seed blocks whose hash a contract can see", () => {
    const rows = tableRows(section(readPage("docs/juror-pool.md"), "The seed")).slice(1);
    expect(rows.length).to.be.greaterThan(1);
    let next = 1_000 + SEED_DELAY + 1;
    for (const [blocksNow = "", seedBlock] of rows) {
      const [from = 0, to = 0] = blocksNow.split(" to ").map(seconds);
      expect(from).to.equal(next);
      expect([from - seconds(seedBlock), to - seconds(seedBlock)]).to.deep.equal([1, SEED_REACH]);
      next = to + 1;
    }
  });
});
