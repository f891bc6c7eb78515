import { type FieldNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from "graphql";
import { type Counted, countSql, isCounted } from "./count.ts";
import { Draft, type Entry, quoted, type Statement } from "./draft.ts";
import { type Field, type Fragments, fieldsIn, fieldsOf } from "./fields.ts";
import { givenOf, type Variables } from "./given.ts";
import { metaSql } from "./meta.ts";
import type { Model } from "./model.ts";
import { filterOf, pageParts, pageSql } from "./page.ts";
import { type Asked, argumentsOf, oneSql, type Writing } from "./rows.ts";

/** A part of an answer: text as it is, a column of the statement's one row, a number that is known already, or both. */
export type Piece =
  | { readonly text: string }
  | { readonly column: number; readonly count?: number }
  | { readonly count: number; readonly column?: undefined }
  | { readonly introspection: FieldNode };

/** A statement, and the answer that its one row makes. */
export interface Written {
  readonly statement: Statement;
  readonly pieces: readonly Piece[];
}

/** An operation as one statement, for all requests of its shape. */
export interface Plan {
  readonly whole: Written;
  /** The same without the numbers of `counts`; undefined when there are none. */
  readonly lean: Written | undefined;
  /** What is counted: statements that are never run, which together with their parameters name what they would count. */
  readonly counts: readonly Statement[];
  /** Rows that the limits of its lists let it read. */
  readonly lookups: number;
}

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
    return { statement: writer.finish(), pieces, counts: writer.counts, lookups: writer.lookups };
  };
  const { counts, lookups, ...whole } = write(true);
  return { whole, lean: counts.length > 0 ? write(false) : undefined, counts, lookups };
}

class Writer {
  readonly counts: Statement[] = [];
  readonly #writing: Writing;
  readonly #isWhole: boolean;
  readonly #columns: string[] = [...BEGIN];
  readonly #sources: string[] = [];

  constructor(
    schema: GraphQLSchema,
    model: Model,
    fragments: Fragments["fragments"],
    variables: Variables,
    isWhole: boolean,
  ) {
    const draft = new Draft();
    const page: Writing["page"] = (...of) => pageSql(this.#writing, ...of);
    this.#writing = { schema, model, fragments, variables, draft, page };
    this.#isWhole = isWhole;
  }

  get lookups(): number {
    return this.#writing.draft.lookups;
  }

  finish(): Statement {
    const columns = this.#columns.map((sql, place) => `${sql} as c${place}`).join(", ");
    const sources = this.#sources.map((source) => ` cross join lateral ${source}`).join("");
    return this.#writing.draft.finish(`select ${columns} from (select) as one${sources}`);
  }

  pieces({ selectionSet }: OperationDefinitionNode): Piece[] {
    const fields = fieldsIn(selectionSet.selections, this.#writing);
    return inObject(fields.map((field) => [field.key, this.#root(field)]));
  }

  #root(field: Field): Piece[] {
    const { schema, model, draft, variables } = this.#writing;
    const [node] = field.nodes;
    if (field.name === "__typename") return [{ text: '"Query"' }];
    if (node !== undefined && (field.name === "__schema" || field.name === "__type")) {
      return [{ introspection: merged(field, node) }];
    }
    if (field.name === "_meta") return [this.#column(metaSql(fieldsOf(field, this.#writing)))];
    const asked = { ...field, parent: "Query", path: [field.key] };
    const rows = draft.name();
    const one = model.get(field.name);
    if (one !== undefined) {
      const types = argumentsOf(schema, "Query", field.name);
      const conditions = one.key.flatMap((column) => {
        const argument = node?.arguments?.find(({ name }) => name.value === column.field);
        const type = types.get(column.field);
        const given = type && givenOf(argument?.value, type, variables);
        return given ? [`${rows}.${quoted(column.name)} = ${draft.parameter(given, column.encode)}`] : [];
      });
      return [this.#column(`(${oneSql(this.#writing, one, rows, asked, conditions)})::text`)];
    }
    return this.#page(asked, rows);
  }

  #page(asked: Asked, rows: string): Piece[] {
    const table = this.#writing.model.get(asked.name.slice(0, -1));
    if (table === undefined) throw new Error(`Query.${asked.name} is no list of the tables.`);
    const where = filterOf(this.#writing, asked);
    const isKnown = !isCounted({ table, rows, joined: [], where });
    const counts = isKnown ? [] : fieldsOf(asked, this.#writing).filter(({ name }) => name === "totalCount");
    const { entries, source } = pageParts(this.#writing, table, asked, [], rows, isKnown || this.#isWhole);
    const place = this.#sources.length;
    const own: Entry[] = [];
    const pieces = entries.map(([key, sql]): readonly [string, Piece[]] => {
      const isCount = counts.some((each) => each.key === key);
      const count = this.counts.length;
      if (isCount) this.counts.push(this.#countOf({ table, rows, joined: [], where }));
      if (isCount && !this.#isWhole) return [key, [{ count }]];
      const name = `e${own.length}`;
      own.push([name, `to_json(${sql})::text`]);
      const column = this.#column(`s${place}.${name}`);
      return [key, [isCount ? { ...column, count } : column]];
    });
    const selected = own.map(([name, sql]) => `${sql} as ${name}`).join(", ");
    if (own.length > 0) {
      this.#sources.push(`(select ${selected}${source === undefined ? "" : ` from ${source}`}) s${place}`);
    }
    return inObject(pieces);
  }

  #countOf(counted: Counted): Statement {
    const draft = new Draft();
    return draft.finish(countSql(draft, this.#writing.model, counted));
  }

  #column(sql: string): { readonly column: number } {
    this.#columns.push(sql);
    return { column: this.#columns.length - 1 };
  }
}

function inObject(entries: readonly (readonly [key: string, pieces: readonly Piece[]])[]): Piece[] {
  return [
    { text: "{" },
    ...entries.flatMap(([key, pieces], place) => [{ text: `${place > 0 ? "," : ""}"${key}":` }, ...pieces]),
    { text: "}" },
  ];
}

/** One field for those that a query asks for in several places. */
function merged({ nodes }: Field, node: FieldNode): FieldNode {
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}
