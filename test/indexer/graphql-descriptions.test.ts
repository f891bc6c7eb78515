import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type GraphQLSchema, getIntrospectionQuery, introspectionFromSchema, printSchema } from "graphql";
import { Hono } from "hono";
import { described } from "../../indexer/http/graphql-descriptions.ts";
import { describeGraphql } from "../../indexer/http/graphql-introspection.ts";
import * as schema from "../../indexer/ponder.schema.ts";
import { graphqlDescriptions } from "../../scripts/docs/descriptions.ts";

/** Ponder's own GraphQL, which it does not export. */
const PONDER = new URL("../../node_modules/ponder/dist/esm/graphql/index.js", import.meta.url).href;

interface Described {
  readonly name: string;
  readonly description?: string | null;
}

describe("what the indexer's GraphQL says of itself", () => {
  let plain: GraphQLSchema;

  before(async () => {
    const { buildGraphQLSchema } = (await import(PONDER)) as {
      buildGraphQLSchema(of: { readonly schema: object }): GraphQLSchema;
    };
    plain = buildGraphQLSchema({ schema });
  });

  it("is what the doc comments of the schema say. Otherwise run: npm run docs:graphql", () => {
    const committed = JSON.parse(readFileSync("indexer/http/descriptions.json", "utf8"));
    expect(committed).to.deep.equal(graphqlDescriptions());
  });

  it("has a description of every type, field, argument, filter and word", () => {
    const { types } = described(introspectionFromSchema(plain)).__schema;
    const own = types.filter(({ name }) => !name.startsWith("__"));
    const silent: string[] = [];
    const check = (place: string, each: Described) => {
      if (!each.description) silent.push(`${place}${each.name}`);
    };
    let fields = 0;
    for (const type of own) {
      check("", type);
      if (type.kind === "ENUM") for (const value of type.enumValues) check(`${type.name}.`, value);
      if (type.kind === "INPUT_OBJECT") for (const field of type.inputFields) check(`${type.name}.`, field);
      if (type.kind !== "OBJECT") continue;
      for (const field of type.fields) {
        fields += 1;
        check(`${type.name}.`, field);
        for (const argument of field.args) check(`${type.name}.${field.name} `, argument);
      }
    }
    expect(silent).to.deep.equal([]);
    expect(fields).to.be.greaterThan(500);
  });

  it("says what no limit is, what `_meta` has, and what `totalCount` costs", () => {
    const { types } = described(introspectionFromSchema(plain)).__schema;
    const says = (type: string, name: string) => {
      const found = types.find((each) => each.name === type);
      const fields = found?.kind === "OBJECT" ? found.fields : [];
      return fields.find((field) => field.name === name)?.description;
    };
    for (const limit of ["perTransaction", "perPeriod", "lifetime", "approvalAbove"]) {
      expect(says("policyVersion", limit), limit).to.include("18446744073709551615");
    }
    expect(says("Query", "_meta")).to.include("quittance-as-of");
    expect(says("Meta", "status")).to.include("unix time");
    expect(says("dealPage", "totalCount")).to.include("reads them all");
    expect(says("deal", "buyerPrincipal")).to.include("managed accounts");
  });

  it("is told where the schema alone is asked for, and everything else is Ponder's to answer", async () => {
    const asked: string[] = [];
    const ask = async (query: string) => {
      asked.push(query);
      return { data: introspectionFromSchema(plain, { descriptions: false }) };
    };
    const app = new Hono().use("/graphql", describeGraphql(ask)).all("/graphql", (c) => c.text("Ponder"));
    const post = (query: string, rest: object = {}) =>
      app.request("/graphql", { method: "POST", body: JSON.stringify({ query, ...rest }) });
    const whole = await post(getIntrospectionQuery());
    expect(((await whole.json()) as { data: { __schema: object } }).data.__schema).to.have.property("types");
    const one = await post(`query ($type: String!) { __type(name: $type) { description } }`, {
      variables: { type: "deal" },
    });
    expect(await one.json()).to.deep.equal({
      data: { __type: { description: "A deal: its terms, its money and what it is at." } },
    });
    expect(asked).to.have.length(1);
    for (const query of [
      "{ deals { items { id } } }",
      "{ __typename }",
      "{ _meta { status } __schema { description } }",
      "{ __type { x } }",
      "{",
    ]) {
      expect(await (await post(query)).text(), query).to.equal("Ponder");
    }
    expect(printSchema(plain)).to.include("type deal ");
  });
});
