import {
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
} from "graphql";
import { type Model, modelOf, type Table } from "../../../indexer/graphql/model.ts";
import * as tables from "../../../indexer/ponder.schema.ts";
import { type Dice, diceOf } from "../../support/dice.ts";

/** A question that was made up, with the values of its variables. */
export interface RandomQuestion {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Rows of the tables by their names in GraphQL, with the names of GraphQL: what filters are made of. */
export type Samples = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const DEPTH = 3;

/** Makes questions up out of the schema: fields, relations, filters with every ending, orders, aliases, fragments, directives. */
export function randomQuestions(schema: GraphQLSchema, samples: Samples, seed: number) {
  const dice = diceOf(seed);
  const model = modelOf(tables);
  return { next: () => new Maker(schema, model, samples, dice).question() };
}

class Maker {
  readonly #schema: GraphQLSchema;
  readonly #model: Model;
  readonly #samples: Samples;
  readonly #dice: Dice;
  readonly #variables: { readonly name: string; readonly type: string; readonly value: unknown }[] = [];
  readonly #fragments: string[] = [];
  #aliases = 0;

  constructor(schema: GraphQLSchema, model: Model, samples: Samples, dice: Dice) {
    this.#schema = schema;
    this.#model = model;
    this.#samples = samples;
    this.#dice = dice;
  }

  question(): RandomQuestion {
    const count = this.#dice.between(1, 2);
    const roots = Array.from({ length: count }, () => this.#root());
    const declared = this.#variables.map(({ name, type }) => `$${name}: ${type}`).join(", ");
    return {
      query: `query Random${declared && `(${declared})`} { ${roots.join(" ")} } ${this.#fragments.join(" ")}`,
      variables: Object.fromEntries(this.#variables.map(({ name, value }) => [name, value])),
    };
  }

  #root(): string {
    if (this.#dice.chance(0.05)) return `${this.#alias()}: _meta { status __typename }`;
    const table = this.#dice.pick([...this.#model.values()]);
    if (this.#dice.chance(0.25)) {
      const row = this.#rowOf(table);
      const key = table.key.map(
        ({ field }) => `${field}: ${this.#given(this.#argument("Query", table.type, field), row[field])}`,
      );
      return `${this.#alias()}: ${table.type}(${key.join(", ")}) ${this.#row(table, DEPTH)}`;
    }
    return `${this.#alias()}: ${table.type}s${this.#page(table, "Query", `${table.type}s`, DEPTH)}`;
  }

  #alias(): string {
    this.#aliases += 1;
    return `a${this.#aliases}`;
  }

  #argument(parent: string, field: string, name: string): GraphQLInputType {
    const type = this.#schema.getType(parent) as GraphQLObjectType;
    const found = type.getFields()[field]?.args.find((each) => each.name === name)?.type;
    if (found === undefined) throw new Error(`${parent}.${field} takes no ${name}`);
    return found;
  }

  #rowOf(table: Table): Readonly<Record<string, unknown>> {
    const rows = this.#samples[table.type] ?? [];
    return rows.length === 0 ? {} : this.#dice.pick(rows);
  }

  #page(table: Table, parent: string, field: string, depth: number): string {
    const { chance, between, pick } = this.#dice;
    const given: string[] = [];
    if (chance(0.6)) {
      const type = this.#argument(parent, field, "where");
      given.push(`where: ${this.#given(type, this.#filter(table, 2))}`);
    }
    const sortable = [...table.columns.values()].filter(({ form, isArray }) => form !== "json" && !isArray);
    const order = pick(sortable);
    if (chance(0.6)) given.push(`orderBy: ${this.#text(order.field)}`);
    if (chance(0.6)) given.push(`orderDirection: ${this.#text(pick(["asc", "desc"]))}`);
    given.push(`limit: ${this.#number(between(0, 6))}`);
    if (chance(0.2)) given.push(`offset: ${this.#number(between(0, 4))}`);
    const parts = [`items ${this.#row(table, depth - 1)}`];
    if (chance(0.6))
      parts.push(`pageInfo { hasNextPage hasPreviousPage ${chance(0.7) ? "startCursor endCursor" : ""} }`);
    if (chance(0.4)) parts.push("totalCount");
    if (chance(0.1)) parts.push("__typename");
    if (chance(0.2)) parts.reverse();
    return `(${given.join(", ")}) { ${parts.join(" ")} }`;
  }

  #row(table: Table, depth: number): string {
    const { chance, between, draw } = this.#dice;
    const columns = [...table.columns.keys()];
    const fields = draw(columns, Math.min(columns.length, between(1, 6))).map((name) => this.#scalar(name));
    if (chance(0.1)) fields.push("__typename");
    const related = [...table.relations].filter(() => depth > 0 && chance(0.25)).slice(0, 2);
    for (const [name, { target, isMany }] of related) {
      const other = this.#model.get(target);
      if (other === undefined) continue;
      const inside = isMany ? this.#page(other, table.type, name, depth - 1) : this.#row(other, depth - 1);
      fields.push(`${chance(0.3) ? `${this.#alias()}: ` : ""}${name} ${inside}`);
    }
    const all = fields.join(" ");
    if (chance(0.1)) return `{ ... on ${table.type} { ${all} } }`;
    if (chance(0.1)) {
      const name = `F${this.#fragments.length}${this.#alias()}`;
      this.#fragments.push(`fragment ${name} on ${table.type} { ${all} }`);
      return `{ ${this.#scalar(columns[0] ?? "")} ...${name} }`;
    }
    return `{ ${all} }`;
  }

  #scalar(name: string): string {
    const { chance, pick } = this.#dice;
    const alias = chance(0.15) ? `${this.#alias()}: ` : "";
    if (!chance(0.08)) return `${alias}${name}`;
    const directive = pick(["include", "skip"]);
    const value = chance(0.5) ? this.#variable("Boolean!", chance(0.5)) : String(chance(0.5));
    return `${this.#alias()}: ${name} @${directive}(if: ${value})`;
  }

  /** As a value of JSON. A filter in a list has one condition: Ponder takes those of one filter for as many. */
  #filter(table: Table, depth: number): Record<string, unknown> {
    const { between, chance, pick } = this.#dice;
    const filter: Record<string, unknown> = {};
    for (let count = between(0, 2); count > 0; count--) {
      const [name, value] = this.#condition(table);
      filter[name] = value;
    }
    if (depth > 0 && chance(0.4)) {
      const inner = Array.from({ length: between(0, 3) }, () => {
        if (chance(0.2)) return this.#one(this.#filter(table, depth - 1));
        return Object.fromEntries([this.#condition(table)]);
      });
      filter[pick(["AND", "OR"])] = inner;
    }
    return filter;
  }

  #one(filter: Record<string, unknown>): Record<string, unknown> {
    const parts = Object.entries(filter).map(([name, value]) => ({ [name]: value }));
    return parts.length === 1 ? filter : { AND: parts };
  }

  #condition(table: Table): readonly [string, unknown] {
    const { chance, pick } = this.#dice;
    const type = this.#schema.getType(`${table.type}Filter`);
    const fields = isInputObjectType(type) ? Object.values(type.getFields()) : [];
    const { name, type: of } = pick(fields.filter((each) => each.name !== "AND" && each.name !== "OR"));
    const column = [...table.columns.values()]
      .filter(({ field }) => name === field || name.startsWith(`${field}_`))
      .sort((a, b) => b.field.length - a.field.length)[0];
    const ending = name.slice(column?.field.length ?? 0);
    const some = () => this.#rowOf(table)[column?.field ?? ""] ?? null;
    if (column?.isArray) {
      const list = (some() ?? [`0x${"00".repeat(20)}`]) as unknown[];
      return [name, ending.endsWith("has") ? pick(list) : list];
    }
    if (isListType(getNullableType(of)))
      return [name, [some(), some(), some()].slice(0, this.#dice.between(0, 3))];
    const value = some();
    if (/with|contains/.test(ending)) {
      // No sign that stands for others in LIKE.
      const text = String(value ?? "0x").replace(/[\\%_]/g, "");
      return [
        name,
        ending.includes("starts")
          ? text.slice(0, 4)
          : ending.includes("ends")
            ? text.slice(-2)
            : text.slice(2, 4),
      ];
    }
    if (value === null && ending !== "" && ending !== "_not") return [name, this.#anything(of)];
    return [name, chance(0.05) && (ending === "" || ending === "_not") ? null : (value ?? null)];
  }

  #anything(type: GraphQLInputType): unknown {
    const named = getNamedType(type);
    if (isEnumType(named)) return named.getValues()[0]?.name;
    if (named.name === "Int") return this.#dice.between(0, 5_000);
    if (named.name === "Boolean") return this.#dice.chance(0.5);
    return named.name === "BigInt" ? String(this.#dice.between(0, 5_000)) : `0x${"0a".repeat(20)}`;
  }

  #text = (value: string) =>
    this.#dice.chance(0.4) ? this.#variable("String", value) : JSON.stringify(value);
  #number = (value: number) => (this.#dice.chance(0.4) ? this.#variable("Int", value) : String(value));

  #variable(type: string, value: unknown): string {
    const name = `v${this.#variables.length}`;
    this.#variables.push({ name, type, value });
    return `$${name}`;
  }

  /** A value as it stands in the query: in words, or as a variable, here or deeper inside. */
  #given(type: GraphQLInputType, value: unknown): string {
    if (this.#dice.chance(0.35)) return this.#variable(String(type), value);
    if (value === null || value === undefined) return "null";
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      return `[${(value as unknown[]).map((each) => this.#given(nullable.ofType, each)).join(", ")}]`;
    }
    if (isInputObjectType(nullable)) {
      const fields = nullable.getFields();
      const parts = Object.entries(value).flatMap(([name, part]) => {
        const field = fields[name];
        return field === undefined ? [] : [`${name}: ${this.#given(field.type, part)}`];
      });
      return `{ ${parts.join(", ")} }`;
    }
    return isEnumType(nullable) ? String(value) : JSON.stringify(value);
  }
}

/** Whether a type of the schema is a row of a table. */
export const isRow = (schema: GraphQLSchema, type: string) => isObjectType(schema.getType(type));
