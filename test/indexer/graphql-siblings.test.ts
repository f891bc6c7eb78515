import { expect } from "chai";
import { GRAPHQL_LIMITS, sizeProblem } from "../../indexer/http/graphql-size.ts";

/** What Ponder takes of aliases in one query. */
const ALIASES = 30;

describe("the rows of one GraphQL request", () => {
  it("are limited together, also where lists are beside each other and not inside", () => {
    const list = "deals(limit: 1000) { items { milestones(limit: 150) { items { amount } } } }";
    expect(sizeProblem(`{ ${list} }`, {})).to.equal(undefined);
    const many = Array.from({ length: ALIASES }, (_, at) => `list${at}: ${list}`);
    expect(ALIASES * 1_000 * 150).to.be.greaterThan(GRAPHQL_LIMITS.rows);
    expect(sizeProblem(`{ ${many.join(" ")} }`, {})).to.be.a("string");
  });
});
