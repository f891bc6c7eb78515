import { expect } from "chai";
import { batchIn } from "../../indexer/http/trust-requests.ts";
import { Scores } from "../../indexer/trust/scores.ts";
import type { FactSources } from "../../sdk/reputation/index.ts";
import { NOW, POOL, party, USDC, word } from "../sdk/reputation/support/facts.ts";

const SALES = 2_000;
const SELLER = party(2);
/** What an endpoint sends at most for one question about many. */
const MOST_BYTES = 16 * 1_024 * 1_024;

/** What a seller with many sales looks like in the rows. */
function rows(): Partial<FactSources> {
  const numbers = Array.from({ length: SALES }, (_, number) => number);
  const at = (number: number) => ({ blockNumber: BigInt(number), logIndex: 0, timestamp: NOW });
  const of = (number: number) => ({ dealId: word(number), milestone: 0 });
  return {
    deals: numbers.map((number) => ({
      ...{ dealId: word(number), buyer: party(10 + (number % 50)), seller: SELLER, pact: word(7) },
      ...{ marketplace: party(0), panel: [party(9)], passingScore: 1, payoutStep: 500, verdictWindow: 3_600 },
      ...at(number),
    })),
    milestones: numbers.map((number) => ({ ...of(number), amount: USDC, deadline: NOW })),
    settlements: numbers.map((number) => ({
      ...{ ...of(number), cause: "release", toSeller: USDC, toBuyer: 0n, ...at(number) },
    })),
  };
}

describe("a batch that asks for one busy seller again and again, for a tenth of a point each", () => {
  it("makes no more of the answer than can be sent", () => {
    const scores = new Scores();
    scores.do({ kind: "add", snapshot: 1, part: rows() });
    const asked = { subjects: Array.from({ length: 100 }, () => SELLER) };
    let subjects: readonly `0x${string}`[] = [SELLER];
    try {
      subjects = batchIn(asked, { chainId: 8_453, address: party(0xaa) }).subjects;
    } catch {
      // To refuse a subject that is named twice is one way; accounts of one principal have as large an answer each.
    }
    const asOf = { blockNumber: BigInt(SALES), timestamp: NOW };
    const view = { snapshot: 1, asOf, hash: word(1), pools: [POOL] };
    const { answers = [] } = scores.do({ kind: "answers", view, subjects });
    expect(answers.reduce((sum, { length }) => sum + length, 0)).to.be.at.most(MOST_BYTES);
  });
});
