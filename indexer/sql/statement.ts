import { loadModule, parseSync } from "libpg-query";
import superjson from "superjson";
import { FUNCTIONS, NODES } from "./allowed.ts";
import { namesIn, rowsProblem, type Tables } from "./rows.ts";

/** What a caller sent cannot be answered; the message says why and what to send instead. */
export class StatementError extends Error {
  override readonly name = "StatementError";
}

export type Parameter = string | number | boolean | bigint | Date | null | readonly Parameter[];

export interface Statement {
  readonly sql: string;
  readonly params: readonly Parameter[];
}

const MAX_LENGTH = 5_000;
const REMEDY = "Use createClient of @ponder/client, which encodes statements.";

await loadModule();

/**
 * The statement that a caller sent as `sql` parameter, in the encoding of `@ponder/client`. It is one SELECT without
 * system tables, of allowed functions only, in which each name after a row is a column of `tables` or of the statement's own
 * parts. Throws `StatementError`.
 */
export function readStatement(encoded: string | undefined, tables: Tables): Statement {
  const { sql, params } = decode(encoded);
  if (typeof sql !== "string")
    throw new StatementError(`The query parameter sql holds no statement. ${REMEDY}`);
  if (sql.length > MAX_LENGTH) {
    throw new StatementError(`The statement has ${sql.length} characters. Keep it within ${MAX_LENGTH}.`);
  }
  if (!Array.isArray(params) || !params.every(isParameter)) {
    throw new StatementError(
      "The statement's params are no list of texts, numbers, booleans, dates and lists of them.",
    );
  }
  const problem = statementProblem(sql, tables);
  if (problem === undefined) return { sql, params };
  throw new StatementError(
    `The statement was refused: ${problem}. Send one SELECT over the tables of the schema.`,
  );
}

/**
 * Why a statement is not run; undefined when it may be. Every part of what PostgreSQL's own parser makes of it is looked
 * at, each time: nothing is remembered about statements that were looked at before.
 */
export function statementProblem(sql: string, tables: Tables): string | undefined {
  if (sql.includes("\0")) return "it holds a zero byte";
  let parsed: ReturnType<typeof parseSync>;
  try {
    parsed = parseSync(sql);
  } catch (error) {
    return error instanceof RangeError ? "it is nested too deeply" : messageOf(error);
  }
  const [statement, ...others] = parsed.stmts ?? [];
  if (statement?.stmt === undefined) return "it is empty";
  if (others.length > 0) return "it is more than one";
  if (!("SelectStmt" in statement.stmt)) return `${Object.keys(statement.stmt)[0]} is not supported`;
  try {
    return problemIn(statement.stmt) ?? rowsProblem(statement.stmt, tables);
  } catch (error) {
    if (error instanceof RangeError) return "it is nested too deeply";
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The parser writes what kind of node a node is as a name in capitals, and its fields in small letters. */
const IS_KIND = /^[A-Z]/;

function problemIn(node: unknown): string | undefined {
  if (node === null || typeof node !== "object") return undefined;
  for (const [name, inside] of Object.entries(node)) {
    const problem =
      (IS_KIND.test(name) ? kindProblem(name, inside) : fieldProblem(name, inside)) ?? problemIn(inside);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function kindProblem(kind: string, fields: Fields): string | undefined {
  if (!NODES.has(kind)) return `${kind} is not supported`;
  if (kind === "FuncCall") return functionProblem(fields.funcname);
  if (kind === "A_Indirection") return indirectionProblem(fields.indirection);
  if (kind !== "RangeVar") return undefined;
  if (fields.schemaname !== undefined || fields.catalogname !== undefined) return "it names a schema";
  return String(fields.relname).startsWith("pg_") ? "it names a system table" : undefined;
}

const refused = (names: readonly string[]) => `the function ${names.join(".")} is not supported`;

function functionProblem(funcname: unknown): string | undefined {
  const names = namesIn(funcname);
  const [schema, name] = names.length === 1 ? ["pg_catalog", ...names] : names;
  const isAllowed = names.length <= 2 && schema === "pg_catalog" && FUNCTIONS.has(name ?? "");
  return isAllowed ? undefined : refused(names);
}

/** PostgreSQL takes a name after a value, as in `(1).pg_sleep`, for a call of the function of that name. */
function indirectionProblem(indirection: unknown): string | undefined {
  const names = namesIn(indirection);
  return names.length === 0 ? undefined : refused(names);
}

/** Fields that name an operator, a type or a collation, with its schema before it. */
const NAMING: ReadonlySet<string> = new Set(["name", "useOp", "operName", "names", "collname"]);

/** Types, and arrays of them, whose values PostgreSQL looks up by name, which tells what there is: roles, functions, tables. */
const LOOKED_UP = /^_?(reg[a-z]+|aclitem)$/;

function fieldProblem(field: string, inside: unknown): string | undefined {
  if (field === "intoClause") return "INTO is not supported";
  if (field === "lockingClause") return "locks are not supported";
  if (!NAMING.has(field)) return undefined;
  const names = Array.isArray(inside) ? namesIn(inside) : [];
  // The parser writes pg_catalog before the types that have a name in SQL, such as int.
  if (names.length > 2 || (names.length === 2 && names[0] !== "pg_catalog")) return "it names a schema";
  const type = field === "names" ? names.at(-1) : undefined;
  return type !== undefined && LOOKED_UP.test(type) ? `the type ${type} is not supported` : undefined;
}

function decode(encoded: string | undefined): { readonly sql?: unknown; readonly params?: unknown } {
  if (encoded === undefined) throw new StatementError(`The query parameter sql is missing. ${REMEDY}`);
  let decoded: unknown;
  try {
    decoded = superjson.parse(encoded);
  } catch {
    throw new StatementError(`The query parameter sql is not encoded as it should be. ${REMEDY}`);
  }
  return decoded !== null && typeof decoded === "object" ? decoded : {};
}

function isParameter(value: unknown): value is Parameter {
  if (value === null || value instanceof Date) return true;
  if (Array.isArray(value)) return value.every(isParameter);
  return ["string", "number", "boolean", "bigint"].includes(typeof value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
