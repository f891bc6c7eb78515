import { expect } from "chai";
import { Hono } from "hono";
import { checkGraphql, graphqlProblem } from "../../indexer/http/graphql-request.ts";

const ADDRESS = `0x${"aB".repeat(20)}`;
const HASH = `0x${"0f".repeat(32)}`;

describe("requests to the indexer", () => {
  for (const [body, problem] of [
    [{ query: "{ deals { items { id } } }" }, undefined],
    [{ query: "query", variables: {} }, undefined],
    [{ query: "query", variables: null }, undefined],
    [[], "no"],
    [null, "not a JSON object"],
    [{}, "query is missing"],
    [{ query: 5 }, "query is no text: 5"],
    [{ query: "query", variables: [] }, "variables is no object: []"],
    [
      {
        query: `{ deal(id: "${HASH}") { id } agent(address: "${ADDRESS}") { address } total(id: "quittance") { held } }`,
      },
      undefined,
    ],
    [
      {
        query: `{ deals(where: { buyer_starts_with: "0x12", evidenceUri: "x" }, limit: 1000) { items { id } } }`,
      },
      undefined,
    ],
    [{ query: '{ deal(id: "0x12") { id } }' }, 'id is "0x12". Give 0x and 64 hex digits.'],
    [
      { query: '{ deals(where: { buyer: "me" }) { items { id } } }' },
      'buyer is "me". Give 0x and 40 hex digits.',
    ],
    [
      { query: "query ($a: String!) { agent(address: $a) { address } }", variables: { a: "0xZZ" } },
      'address is "0xZZ"',
    ],
    [
      {
        query: "query ($w: dealFilter) { deals(where: $w) { items { id } } }",
        variables: { w: { seller_in: [ADDRESS, "you"] } },
      },
      'seller_in is "you"',
    ],
    [
      {
        query: `{ seat(pool: "${ADDRESS}", number: 3) { stake } contests(where: { payer: "${ADDRESS}" }) { items { held } } }`,
      },
      undefined,
    ],
    [{ query: '{ seats(where: { key: "key 1" }) { items { stake } } }' }, 'key is "key 1"'],
    [{ query: "{ deals(limit: -1) { items { id } } }" }, "limit is -1. Give a number from 0 to 1000."],
    [
      {
        query:
          "{ deals(limit: 60) { items { milestones { items { verdicts { items { ballots(limit: 1) { items { score } } } } } } } } }",
      },
      undefined,
    ],
    [
      {
        query:
          "{ deals(limit: 61) { items { milestones { items { verdicts { items { ballots(limit: 1) { items { score } } } } } } } } }",
      },
      "deals.items.milestones.items.verdicts may have 152500 rows",
    ],
    [
      {
        query:
          "query ($n: Int = 1000) { deals(limit: $n) { items { milestones(limit: $n) { items { id } } } } }",
      },
      "deals.items.milestones may have 1000000 rows",
    ],
    [
      {
        query: "query ($n: Int) { deals(limit: $n) { items { milestones(limit: $n) { items { id } } } } }",
        variables: { n: 300 },
      },
      undefined,
    ],
    [
      { query: "{ milestones { items { deal { milestones { items { id } } } } } }" },
      "milestones is inside milestones: milestones.items.deal.milestones",
    ],
    [
      {
        query:
          "{ milestones { items { ...M } } } fragment M on milestone { deal { milestones { items { id } } } }",
      },
      "milestones is inside milestones",
    ],
    [{ query: `{ deals { items { ${"a: id ".repeat(30)} } } }` }, undefined],
    [
      {
        query: `{ deals { items { ${"a: id ".repeat(15)} ...F ...F } } } fragment F on deal { ${"b: id ".repeat(8)} }`,
      },
      "more than 30 fields another name",
    ],
    [{ query: "{ ...A } fragment A on Query { ...A }" }, "The fragment A is inside itself."],
  ] as const) {
    it(`GraphQL ${JSON.stringify(body)} is ${problem === undefined ? "taken" : "refused"}`, () => {
      if (problem === undefined) expect(graphqlProblem(body)).to.equal(undefined);
      else expect(graphqlProblem(body)).to.include(problem);
    });
  }

  it("GraphQL that a browser opens is answered with how to ask, and runs no script of another host", async () => {
    const app = new Hono();
    app.use("/graphql", checkGraphql);
    app.get("/graphql", (c) => c.html('<script src="https://cdn.example/">'));
    const answer = await app.request("http://indexer.example/graphql?query={deals{items{id}}}");
    expect([answer.status, answer.headers.get("allow")]).to.deep.equal([405, "POST"]);
    expect(answer.headers.get("cache-control")).to.equal("no-store");
    expect(answer.headers.get("content-type")).to.match(/^text\/plain/);
    const text = await answer.text();
    expect(text)
      .to.include("curl -s http://127.0.0.1:42069/graphql")
      .and.include("Put this indexer's own address in place of")
      .and.not.match(/script|cdn|indexer\.example/);
    const [, body = ""] = /-d '(.*)'/.exec(text) ?? [];
    expect(graphqlProblem(JSON.parse(body))).to.equal(undefined);
  });

  it("GraphQL that is not said to be JSON is refused: it would be read in another way than it was checked", async () => {
    const app = new Hono();
    app.use("/graphql", checkGraphql);
    app.post("/graphql", (c) => c.text("asked"));
    const body = JSON.stringify({ query: "{ deals { items { id } } }", x: "&query={ heavy }" });
    const ask = (type: string | undefined) =>
      app.request("/graphql", {
        method: "POST",
        body,
        headers: type === undefined ? {} : { "content-type": type },
      });
    for (const type of ["application/json", "application/json; charset=utf-8", "application/graphql+json"]) {
      expect(await (await ask(type)).text(), type).to.equal("asked");
    }
    const others = [
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/graphql",
    ];
    for (const type of [undefined, "text/plain", "application/jsonx", "text/json", ...others]) {
      const answer = await ask(type);
      expect(answer.status, type).to.equal(400);
      expect(await answer.text()).to.include("Send the header content-type: application/json.");
    }
  });

  it("GraphQL whose variables hold a heap of values, or are nested deeply, is refused", () => {
    const query = "query ($w: [String]) { deals(where: { id_in: $w }) { items { id } } }";
    const ids = (count: number) => Array.from({ length: count }, () => HASH);
    expect(graphqlProblem({ query, variables: { w: ids(5_000) } })).to.equal(undefined);
    const tooMany = "The variables put 10002 values into the query";
    expect(graphqlProblem({ query, variables: { w: ids(5_001) } })).to.include(tooMany);
    const often = "query ($w: dealFilter) { deals(where: { OR: [$w, $w, $w] }) { items { id } } }";
    expect(graphqlProblem({ query: often, variables: { w: { id_in: ids(2_500) } } })).to.equal(undefined);
    expect(graphqlProblem({ query: often, variables: { w: { id_in: ids(2_501) } } })).to.include(
      "10004 values",
    );
    const nested = (depth: number): unknown => (depth === 0 ? "0x" : [nested(depth - 1)]);
    expect(graphqlProblem({ query, variables: { x: nested(10) } })).to.equal(undefined);
    expect(graphqlProblem({ query, variables: { x: nested(11) } })).to.include("x is nested deeper than 10");
    expect(graphqlProblem({ query, variables: { x: nested(5_000) } })).to.include(
      "x is nested deeper than 10",
    );
  });

  it("GraphQL that fragments of fragments make long is refused, before anyone walks through all of it", () => {
    const fragments = Array.from(
      { length: 40 },
      (_, level) =>
        `fragment F${level} on T { a${level} { ...F${level + 1} } b${level} { ...F${level + 1} } }`,
    );
    const query = `{ x { ...F0 } } ${fragments.join(" ")} fragment F40 on T { id { id } }`;
    expect(graphqlProblem({ query })).to.include("more than 2000 fields");
  });
});
