import { expect } from "chai";
import { graphqlProblem } from "../../indexer/http/graphql-request.ts";

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
  ] as const) {
    it(`GraphQL ${JSON.stringify(body)} is ${problem === undefined ? "taken" : "refused"}`, () => {
      if (problem === undefined) expect(graphqlProblem(body)).to.equal(undefined);
      else expect(graphqlProblem(body)).to.include(problem);
    });
  }
});
