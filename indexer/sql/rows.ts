import { type Columns, NONE, openMemory, type Remember } from "./memory.ts";

/** Names of the columns of each table that a statement may read. */
export type Tables = ReadonlyMap<string, Columns>;

/** A node of the parser's tree, or a list or a value in it. */
type Fields = Readonly<Record<string, unknown>>;

/** Something in FROM that a name can stand before, as `d` in `from deal d`: it has these columns for certain. */
interface Source {
  readonly name: string;
  columns(): Columns;
}

/** How often the columns of a part or a subquery may be worked out; no statement has half as many of them. */
const MOST_COMPUTED = 2_000;

/** What a table of Ponder's own bookkeeping is called, which a role may be able to read. */
const BOOKKEEPING = /^_(ponder|reorg)/;

/**
 * Why a name after a row, as in `deal.buyer`, is not run; undefined when each is a column for certain. PostgreSQL takes a
 * name that is no column of the row for a call of the function of that name, with the row as its argument.
 *
 * What stands under one name in several places of a statement must have the column in all of them, so that it does not
 * matter which of them PostgreSQL means. What stands in FROM is a table of `tables` or a part of the statement's own.
 * Throws `RangeError` when parts name each other in too many circles.
 */
export function rowsProblem(statement: unknown, tables: Tables): string | undefined {
  const nodes = nodesIn(statement);
  const parts = partsOf(nodes);
  const taken = [...parts.keys()].find((name) => tables.has(name) || BOOKKEEPING.test(name));
  if (taken !== undefined) return `WITH gives a part of it the name of the table ${taken}`;

  const columnsOf = openColumns(tables, parts);
  const sources = new Map<string, Source[]>();
  for (const [kind, node] of nodes) {
    for (const source of sourceOf({ [kind]: node }, columnsOf)) {
      const alike = sources.get(source.name) ?? [];
      alike.push(source);
      sources.set(source.name, alike);
    }
  }
  const certain = new Map<string, Columns>();
  for (const [kind, node] of nodes) {
    if (kind !== "ColumnRef") continue;
    const [row = "", name, ...more] = namesIn(node.fields);
    if (more.length > 0 || (name !== undefined && isStar(node))) return "it names a schema";
    if (name === undefined) continue;
    const columns = certain.get(row) ?? inAll((sources.get(row) ?? []).map((source) => source.columns()));
    certain.set(row, columns);
    if (!columns.has(name)) return `${row} has no column ${name}, and the function ${name} is not supported`;
  }
  const named = nodes.flatMap(([kind, node]) => (kind === "RangeVar" ? String(node.relname) : []));
  const unknown = named.find((name) => !tables.has(name) && !parts.has(name));
  return unknown === undefined ? undefined : `relation "${unknown}" does not exist`;
}

/** The names in a list of the parser's nodes. */
export const namesIn = (nodes: unknown): string[] => listOf(nodes).flatMap((node) => textOf(node) ?? []);

/** Every node of a tree with its kind, which the parser writes as a name in capitals. */
function nodesIn(node: unknown, found: [string, Fields][] = []): readonly (readonly [string, Fields])[] {
  if (node === null || typeof node !== "object") return found;
  for (const [name, inside] of Object.entries(node)) {
    if (/^[A-Z]/.test(name)) found.push([name, inside]);
    // The two sides of a UNION stand in fields, without the name of their kind.
    nodesIn(inside, found);
  }
  return found;
}

/** The statements that WITH gives names to. */
function partsOf(nodes: readonly (readonly [string, Fields])[]): Map<string, Fields[]> {
  const parts = new Map<string, Fields[]>();
  for (const [kind, node] of nodes) {
    if (kind !== "CommonTableExpr") continue;
    const name = String(node.ctename);
    parts.set(name, [...(parts.get(name) ?? []), node]);
  }
  return parts;
}

/** What has columns: a table or a part by its name, a select of a subquery, or a join. */
interface ColumnsOf {
  named(name: string): Columns;
  select(node: unknown): Columns;
  readonly remember: Remember;
}

function openColumns(tables: Tables, parts: ReadonlyMap<string, readonly Fields[]>): ColumnsOf {
  const remember = openMemory(MOST_COMPUTED);

  const columnsOf: ColumnsOf = {
    named(name) {
      const all = parts.get(name);
      return all === undefined ? (tables.get(name) ?? NONE) : remember(all, () => inAll(all.map(ofPart)));
    },
    select: (node) => remember(Object(node), () => selected(node)),
    remember,
  };

  function ofPart(part: Fields): Columns {
    return part.aliascolnames ? new Set(namesIn(part.aliascolnames)) : columnsOf.select(part.ctequery);
  }

  function selected(node: unknown): Columns {
    const select = fieldsOf(fieldsOf(node).SelectStmt ?? node);
    if (select.larg !== undefined) return selected(select.larg);
    const [values] = listOf(select.valuesLists);
    if (values !== undefined) {
      return new Set(listOf(fieldsOf(fieldsOf(values).List).items).map((_, index) => `column${index + 1}`));
    }
    const from = listOf(select.fromClause).flatMap((item) => partsOfItem(item, columnsOf));
    return outputs(listOf(select.targetList), from);
  }

  return columnsOf;
}

/** The source that an item of FROM gives a name to, if it does. */
function sourceOf(item: Fields, columnsOf: ColumnsOf): Source[] {
  const [kind = ""] = Object.keys(item);
  const node = fieldsOf(item[kind]);
  const alias = fieldsOf(node.alias);
  const given = alias.colnames === undefined ? undefined : new Set(namesIn(alias.colnames));
  const name = textOf(alias.aliasname) ?? "";
  if (kind === "RangeVar") {
    const named = String(node.relname);
    return [{ name: name || named, columns: () => given ?? columnsOf.named(named) }];
  }
  if (kind === "RangeSubselect") {
    return [{ name, columns: () => given ?? columnsOf.select(node.subquery) }];
  }
  if (kind !== "JoinExpr") return [];
  const sides = () => [node.larg, node.rarg].flatMap((side) => partsOfItem(side, columnsOf));
  const both = () =>
    columnsOf.remember(Object(item[kind]), () => inAny(sides().map((side) => side.columns())));
  const joined: Source[] = node.alias === undefined ? [] : [{ name, columns: () => given ?? both() }];
  const using = textOf(fieldsOf(node.join_using_alias).aliasname);
  const merged = new Set(namesIn(node.usingClause));
  return using === undefined ? joined : [...joined, { name: using, columns: () => merged }];
}

/** What `*` stands for of an item of FROM: the two sides of a join, unless the join has a name itself. */
function partsOfItem(item: unknown, columnsOf: ColumnsOf): Source[] {
  const { JoinExpr } = fieldsOf(item);
  const { alias, larg, rarg } = fieldsOf(JoinExpr);
  if (JoinExpr === undefined || alias !== undefined) return sourceOf(fieldsOf(item), columnsOf).slice(0, 1);
  return [larg, rarg].flatMap((side) => partsOfItem(side, columnsOf));
}

/** The columns that the expressions after SELECT are certain to give, each `*` looked up once. */
function outputs(targets: readonly unknown[], from: readonly Source[]): Columns {
  const stars = new Set<string | undefined>();
  const columns = new Set<string>();
  for (const target of targets) {
    const { name, val } = fieldsOf(fieldsOf(target).ResTarget);
    const { ColumnRef, FuncCall } = fieldsOf(val);
    const names = namesIn(fieldsOf(ColumnRef).fields ?? fieldsOf(FuncCall).funcname);
    const last = typeof name === "string" ? name : names.at(-1);
    if (typeof name !== "string" && isStar(fieldsOf(ColumnRef))) stars.add(names[0]);
    else if (last !== undefined) columns.add(last);
  }
  for (const star of stars) {
    const meant = from.filter((source) => star === undefined || source.name === star);
    const sets = meant.map((source) => source.columns());
    for (const column of star === undefined ? inAny(sets) : inAll(sets)) columns.add(column);
  }
  return columns;
}

const isStar = (columnRef: Fields) => listOf(columnRef.fields).some((field) => "A_Star" in fieldsOf(field));

function inAny(sets: readonly Columns[]): Columns {
  const columns = new Set<string>();
  // Many things in FROM can have one and the same set.
  for (const set of new Set(sets)) for (const name of set) columns.add(name);
  return columns;
}

function inAll(sets: readonly Columns[]): Columns {
  const [first = NONE, ...others] = new Set(sets);
  if (others.length === 0) return first;
  return new Set([...first].filter((name) => others.every((other) => other.has(name))));
}

const fieldsOf = (node: unknown): Fields => (node !== null && typeof node === "object" ? { ...node } : {});

const listOf = (nodes: unknown): readonly unknown[] => (Array.isArray(nodes) ? nodes : []);

/** The text of a name, which the parser writes as it is or as a node. */
function textOf(node: unknown): string | undefined {
  if (typeof node === "string") return node;
  const { sval } = fieldsOf(fieldsOf(node).String);
  return typeof sval === "string" ? sval : undefined;
}
