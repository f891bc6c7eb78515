import { type FieldNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from "graphql";
import { countSql, isCounted } from "./count.ts";
import { Draft, type Statement } from "./draft.ts";
import { type Field, type Fragments, fieldsIn, fieldsOf } from "./fields.ts";
import { type Given, givenOf, type Variables } from "./given.ts";
import { metaSql } from "./meta.ts";
import type { Model, Table, TableColumn } from "./model.ts";
import { pageSql } from "./page.ts";
import { argumentsOf, type Counted, joinedSql, oneSql, type Writing } from "./rows.ts";

/** A part of an answer: text as it is, or a column of the statement's one row. */
export type Piece =
  | { readonly text: string }
  | { readonly column: number }
  | { readonly introspection: FieldNode };

/** An operation as one statement, for all requests of its shape. */
export interface Plan {
  readonly whole: Statement;
  /** The same, to be given the numbers of `counts` as variables; undefined when there are none. */
  readonly lean: Statement | undefined;
  /** What is counted. */
  readonly counts: readonly Count[];
  /** Of the answer, in its order. */
  readonly pieces: readonly Piece[];
  /** Rows that the limits of its lists let it read. */
  readonly lookups: number;
}

/** A number of rows that depends on nothing but the variables. */
export interface Count {
  /** Never run: together with its parameters it names what is counted. */
  readonly statement: Statement;
  /** Where `whole` says it. */
  readonly column: number;
}

/** The variable of a number that is known. No variable of a query has such a name. */
export const countVariable = (place: number) => `#${place}`;

/** Columns of every statement before those of the answer: the latest indexed block, and the moment that its rows are of. */
export const HEAD = 0;
export const MOMENT = 1;
const BEGIN = [
  "(select latest_checkpoint from _ponder_checkpoint limit 1)",
  "pg_current_snapshot()::text",
] as const;

/** Throws `QuestionError` for what cannot be asked. */
export function planOf(
  schema: GraphQLSchema,
  model: Model,
  operation: OperationDefinitionNode,
  fragments: Fragments["fragments"],
  variables: Variables,
): Plan {
  const write = (isWhole: boolean) => {
    const writer = new Writer(schema, model, fragments, variables, isWhole);
    const pieces = writer.pieces(operation);
    return { ...writer.finish(), pieces };
  };
  const { statement: whole, ...rest } = write(true);
  return { ...rest, whole, lean: rest.counts.length > 0 ? write(false).statement : undefined };
}

class Writer {
  readonly #writing: Writing;
  readonly #isWhole: boolean;
  readonly #columns: string[] = [...BEGIN];
  readonly #counts: Statement[] = [];
  readonly #counted: string[] = [];

  constructor(
    schema: GraphQLSchema,
    model: Model,
    fragments: Fragments["fragments"],
    variables: Variables,
    isWhole: boolean,
  ) {
    const draft = new Draft();
    this.#isWhole = isWhole;
    this.#writing = {
      ...{ schema, model, fragments, variables, draft },
      page: (...of) => pageSql(this.#writing, ...of),
      count: (counted) => this.#count(counted),
    };
  }

  finish() {
    const { draft } = this.#writing;
    const counts = this.#counts.map((statement, place) => ({
      ...{ statement, column: this.#columns.length + place },
    }));
    const numbers = this.#isWhole ? counts.map((_, place) => `(select n from n${place})::text`) : [];
    const columns = [...this.#columns, ...numbers].map((sql, place) => `${sql} as c${place}`).join(", ");
    const before = this.#counted.length === 0 ? "" : `with ${this.#counted.join(", ")} `;
    return { statement: draft.finish(`${before}select ${columns}`), counts, lookups: draft.lookups };
  }

  pieces({ selectionSet }: OperationDefinitionNode): Piece[] {
    const fields = fieldsIn(selectionSet.selections, this.#writing);
    return [
      ...fields.flatMap((field, place) => [
        { text: `${place > 0 ? "," : "{"}"${field.key}":` },
        this.#root(field),
      ]),
      { text: fields.length === 0 ? "{}" : "}" },
    ];
  }

  #root(field: Field): Piece {
    const { model, draft } = this.#writing;
    const [node] = field.nodes;
    if (field.name === "__typename") return { text: '"Query"' };
    if (node !== undefined && (field.name === "__schema" || field.name === "__type")) {
      return { introspection: merged(field, node) };
    }
    if (field.name === "_meta") return this.#column(metaSql(fieldsOf(field, this.#writing)));
    const asked = { ...field, parent: "Query", path: [field.key] };
    const rows = draft.name();
    const one = model.get(field.name);
    if (one !== undefined) {
      const keys = this.#keysOf(one, field, node);
      const joined = [...keys].map(([column, given]) => ({
        ...{ column, given, sql: draft.parameter(given, column.encode) },
      }));
      const conditions = joined.map((each) => joinedSql(each, rows));
      return this.#column(`${oneSql(this.#writing, one, rows, asked, conditions, keys)}::text`);
    }
    const table = model.get(field.name.slice(0, -1));
    if (table === undefined)
      throw new Error(`Query.${field.name} is neither a row nor a list of the tables.`);
    return this.#column(`${pageSql(this.#writing, table, asked, [], rows)}::text`);
  }

  #keysOf({ key }: Table, { name }: Field, node: FieldNode | undefined): ReadonlyMap<TableColumn, Given> {
    const { schema, variables } = this.#writing;
    const types = argumentsOf(schema, "Query", name);
    return new Map(
      key.flatMap((column) => {
        const argument = node?.arguments?.find(({ name: of }) => of.value === column.field);
        const type = types.get(column.field);
        const given = type && givenOf(argument?.value, type, variables);
        return given ? [[column, given] as const] : [];
      }),
    );
  }

  /** A number that depends on variables alone is counted beside everything else, where it is not known. */
  #count(counted: Counted): string {
    const { draft, model } = this.#writing;
    const known = counted.joined.flatMap(({ column, given }) => (given ? [{ column, given }] : []));
    if (known.length < counted.joined.length || !isCounted(counted)) {
      const all = countSql(draft, model, counted);
      const { read } = counted;
      return read === undefined ? all : `case when ${read.isAll} then ${read.number} else ${all} end`;
    }
    const sqlOn = (on: Draft) => {
      const joined = known.map(({ column, given }) => ({
        ...{ column, given, sql: on.parameter(given, column.encode) },
      }));
      return countSql(on, model, { ...counted, joined });
    };
    const alone = new Draft();
    const place = this.#counts.length;
    this.#counts.push(alone.finish(sqlOn(alone)));
    if (!this.#isWhole) {
      const variable = countVariable(place);
      const given = { value: "0", read: (later: Variables) => later[variable], isFixed: false };
      return `${draft.parameter(given, String)}::bigint`;
    }
    this.#counted.push(`n${place} as materialized (select ${sqlOn(draft)} as n)`);
    return `(select n from n${place})`;
  }

  #column(sql: string): { readonly column: number } {
    this.#columns.push(sql);
    return { column: this.#columns.length - 1 };
  }
}

/** One field for those that a query asks for in several places. */
function merged({ nodes }: Field, node: FieldNode): FieldNode {
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}
