import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type GraphQLSchema, introspectionFromSchema } from "graphql";
import { described } from "../../indexer/http/graphql-descriptions.ts";
import { graphqlDescriptions } from "../../scripts/docs/descriptions.ts";
import { ponderSchema } from "./support/ponder-graphql.ts";

interface Described {
  readonly name: string;
  readonly description?: string | null;
}

describe("what the indexer's GraphQL says of itself", () => {
  let plain: GraphQLSchema;

  before(async () => {
    plain = await ponderSchema();
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
});
