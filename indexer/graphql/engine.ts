import {
  type ExecutionResult,
  executeSync,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from "graphql";
import { Kept } from "../http/kept.ts";
import { type KnownDocument, openDocuments } from "./document.ts";
import type { Statement } from "./draft.ts";
import type { Variables } from "./given.ts";
import type { Model } from "./model.ts";
import { countVariable, HEAD, MOMENT, type Piece, type Plan, planOf } from "./operation.ts";
import { QuestionError } from "./question-error.ts";
import type { Reader, Row } from "./reader.ts";
import { shapeOf } from "./shape.ts";

/** A request to GraphQL. */
export interface Question {
  readonly query: string;
  readonly variables?: Variables | null;
  readonly operationName?: string | null;
}

/** What can be asked: the statement of a question, and its values. */
export interface Prepared {
  readonly plan: Plan;
  readonly document: KnownDocument;
  readonly operation: OperationDefinitionNode;
  readonly variables: Variables;
  readonly isNew: boolean;
}

export interface Answer {
  /** JSON. */
  readonly body: string;
  /** Of the latest block that the rows know, as Ponder writes it. */
  readonly checkpoint: string | undefined;
}

/** Why a question has no answer, in GraphQL's form. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly body: string;

  constructor(errors: readonly GraphQLError[], isBeforeExecution: boolean) {
    super(errors.map(({ message }) => message).join("\n"));
    this.body = JSON.stringify(isBeforeExecution ? { errors } : { errors, data: null });
  }
}

const MOST_PLANS = 20;
const MOST_COUNTS = 10_000;
const MOST_VARIABLE_ERRORS = 50;

/** Answers questions, each with one statement. */
export class Engine {
  readonly #schema: GraphQLSchema;
  readonly #model: Model;
  readonly #reader: Reader;
  readonly #documentOf: (query: string) => KnownDocument;
  readonly #plans = new WeakMap<KnownDocument, Kept<Plan>>();
  readonly #counts = new Kept<{ readonly moment: string; readonly count: string }>(MOST_COUNTS);
  /** Of the latest answer. */
  #moment: string | undefined;

  constructor(schema: GraphQLSchema, model: Model, reader: Reader) {
    this.#schema = schema;
    this.#model = model;
    this.#reader = reader;
    this.#documentOf = openDocuments(schema);
  }

  /** Throws `Refused`. */
  prepare({ query, variables: given, operationName }: Question): Prepared {
    const document = this.#documentOf(query);
    if (document.errors.length > 0) throw new Refused(document.errors, true);
    const operation = operationIn(document, operationName);
    const { errors, coerced: variables } = getVariableValues(
      this.#schema,
      operation.variableDefinitions ?? [],
      { ...given },
      { maxErrors: MOST_VARIABLE_ERRORS },
    );
    if (variables === undefined) throw new Refused(errors ?? [], true);
    return { document, operation, variables, ...this.#planFor(document, operation, variables) };
  }

  /** Throws `Refused`, and `Unavailable`. */
  async answer(prepared: Prepared): Promise<Answer> {
    const { plan, variables } = prepared;
    try {
      const keys = plan.counts.map(({ statement }) => keyOf(statement, variables));
      const row =
        (await this.#readWithoutCounting(prepared, keys)) ?? (await this.#readWhole(prepared, keys));
      const data = plan.pieces.map((piece) => this.#textOf(prepared, piece, row)).join("");
      return { body: `{"data":${data}}`, checkpoint: row[HEAD] ?? undefined };
    } catch (error) {
      throw refusalOf(error);
    }
  }

  #planFor(document: KnownDocument, operation: OperationDefinitionNode, variables: Variables) {
    const plans = this.#plans.get(document) ?? new Kept<Plan>(MOST_PLANS);
    this.#plans.set(document, plans);
    const shape = `${operation.name?.value ?? ""} ${shapeOf(variables, document.uses)}`;
    const known = plans.get(shape);
    if (known !== undefined) return { plan: known, isNew: false };
    try {
      const plan = planOf(this.#schema, this.#model, operation, document.fragments, variables);
      plans.set(shape, plan);
      return { plan, isNew: true };
    } catch (error) {
      throw refusalOf(error);
    }
  }

  async #readWhole({ plan, variables }: Prepared, keys: readonly string[]): Promise<Row> {
    const row = await this.#read(plan.whole, variables);
    for (const [place, { column }] of plan.counts.entries()) {
      this.#counts.set(keys[place] ?? "", { moment: row[MOMENT] ?? "", count: row[column] ?? "" });
    }
    return row;
  }

  /**
   * Counts of the same moment of the database are the same: where all are known, nothing is counted. Undefined where one is not,
   * or the moment has passed.
   */
  async #readWithoutCounting(
    { plan, variables }: Prepared,
    keys: readonly string[],
  ): Promise<Row | undefined> {
    const moment = this.#moment;
    if (plan.lean === undefined || moment === undefined) return undefined;
    const counts: Record<string, string> = {};
    for (const [place, key] of keys.entries()) {
      const known = this.#counts.get(key);
      if (known?.moment !== moment) return undefined;
      counts[countVariable(place)] = known.count;
    }
    const row = await this.#read(plan.lean, { ...variables, ...counts });
    return row[MOMENT] === moment ? row : undefined;
  }

  async #read({ text, parametersOf }: Statement, variables: Variables): Promise<Row> {
    const row = await this.#reader.read(text, parametersOf(variables));
    this.#moment = row[MOMENT] ?? undefined;
    return row;
  }

  #textOf(prepared: Prepared, piece: Piece, row: Row): string {
    if ("text" in piece) return piece.text;
    if ("introspection" in piece) return this.#introspect(prepared, piece.introspection);
    return row[piece.column] ?? "null";
  }

  #introspect({ document, operation, variables }: Prepared, node: FieldNode): string {
    const only = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: [node] } } as const;
    const fragments = Object.values(document.fragments);
    const { data, errors }: ExecutionResult = executeSync({
      schema: this.#schema,
      document: { kind: Kind.DOCUMENT, definitions: [only, ...fragments] },
      variableValues: variables,
    });
    if (errors !== undefined) throw new Refused(errors, false);
    return JSON.stringify(Object.values({ ...data })[0] ?? null);
  }
}

const keyOf = ({ text, parametersOf }: Statement, variables: Variables) =>
  `${text} ${JSON.stringify(parametersOf(variables))}`;

function operationIn(
  { operations }: KnownDocument,
  name: string | null | undefined,
): OperationDefinitionNode {
  const named = name ? operations.filter((each) => each.name?.value === name) : operations;
  const [operation, another] = named;
  if (operation === undefined) {
    throw refusedAtOnce(
      name ? `Unknown operation named ${JSON.stringify(name)}.` : "Must provide an operation.",
    );
  }
  if (another !== undefined) {
    throw refusedAtOnce("Must provide operation name if query contains multiple operations.");
  }
  if (operation.operation === "query") return operation;
  throw refusedAtOnce(`The operation is a ${operation.operation}. The indexer only answers queries.`);
}

const refusedAtOnce = (message: string) => new Refused([new GraphQLError(message)], true);

function refusalOf(error: unknown): unknown {
  if (!(error instanceof QuestionError)) return error;
  const path = error.path.length > 0 ? { path: [...error.path] } : {};
  return new Refused([new GraphQLError(error.message, path)], false);
}
