/** Names of the columns of each table that a statement may read. */
export type Tables = ReadonlyMap<string, ReadonlySet<string>>;

/** A node of the parser's tree, or a list or a value in it. */
type Fields = Readonly<Record<string, unknown>>;

/** Something in FROM that a name can stand before, as `d` in `from deal d`: it has these columns for certain. */
interface Source {
  readonly name: string;
  columns(): ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Why a name after a row, as in `deal.buyer`, is not run; undefined when each is a column for certain. PostgreSQL takes a
 * name that is no column of the row for a call of the function of that name, with the row as its argument.
 *
 * What stands under one name in several places of a statement must have the column in all of them, so that it does not
 * matter which of them PostgreSQL means.
 */
export function rowsProblem(statement: unknown, tables: Tables): string | undefined {
  const nodes = [...nodesIn(statement)];
  const parts = partsOf(nodes);
  const taken = [...parts.keys()].find((name) => tables.has(name));
  if (taken !== undefined) return `WITH gives a part of it the name of the table ${taken}`;

  const columnsOf = openColumns(tables, parts);
  const sources = nodes.flatMap(([kind, node]) => sourceOf({ [kind]: node }, columnsOf));
  for (const [kind, node] of nodes) {
    if (kind !== "ColumnRef") continue;
    const [row = "", name, ...more] = namesIn(node.fields);
    if (more.length > 0) return "it names a schema";
    if (name === undefined) continue;
    const named = sources.filter((source) => source.name === row);
    if (named.length === 0 || !named.every((source) => source.columns().has(name))) {
      return `${row} has no column ${name}, and the function ${name} is not supported`;
    }
  }
  return undefined;
}

/** The names in a list of the parser's nodes. */
export const namesIn = (nodes: unknown): string[] => listOf(nodes).flatMap((node) => textOf(node) ?? []);

/** Every node of a tree with its kind, which the parser writes as a name in capitals. */
function* nodesIn(node: unknown): Generator<readonly [string, Fields]> {
  if (node === null || typeof node !== "object") return;
  for (const [name, inside] of Object.entries(node)) {
    if (/^[A-Z]/.test(name)) yield [name, inside];
    // The two sides of a UNION stand in fields, without the name of their kind.
    yield* nodesIn(inside);
  }
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

/** What has columns: a table or a part by its name, or the select of a subquery, under the names that an alias gives. */
type ColumnsOf = (of: { readonly named: string } | { readonly select: unknown }) => ReadonlySet<string>;

function openColumns(tables: Tables, parts: ReadonlyMap<string, readonly Fields[]>): ColumnsOf {
  const known = new Map<Fields, ReadonlySet<string>>();

  const columnsOf: ColumnsOf = (of) => {
    if ("select" in of) return selected(of.select);
    const all = parts.get(of.named)?.map(ofPart);
    return all === undefined ? (tables.get(of.named) ?? NONE) : inAll(all);
  };

  function ofPart(part: Fields): ReadonlySet<string> {
    const found = known.get(part);
    if (found !== undefined) return found;
    // A part that names itself has, for itself, no column that is certain.
    known.set(part, NONE);
    const columns = part.aliascolnames ? new Set(namesIn(part.aliascolnames)) : selected(part.ctequery);
    known.set(part, columns);
    return columns;
  }

  function selected(node: unknown): ReadonlySet<string> {
    const select = fieldsOf(fieldsOf(node).SelectStmt ?? node);
    if (select.larg !== undefined) return selected(select.larg);
    const [values] = listOf(select.valuesLists);
    if (values !== undefined) {
      return new Set(listOf(fieldsOf(fieldsOf(values).List).items).map((_, index) => `column${index + 1}`));
    }
    const from = listOf(select.fromClause).flatMap((item) => partsOfItem(item, columnsOf));
    return new Set(listOf(select.targetList).flatMap((target) => outputs(target, from)));
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
    return [{ name: name || named, columns: () => given ?? columnsOf({ named }) }];
  }
  if (kind === "RangeSubselect") {
    return [{ name, columns: () => given ?? columnsOf({ select: node.subquery }) }];
  }
  if (kind !== "JoinExpr") return [];
  const sides = () => [node.larg, node.rarg].flatMap((side) => partsOfItem(side, columnsOf));
  const joined: Source[] =
    node.alias === undefined
      ? []
      : [{ name, columns: () => given ?? inAny(sides().map((side) => side.columns())) }];
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

/** The names of columns that one expression after SELECT is certain to give. */
function outputs(target: unknown, from: readonly Source[]): string[] {
  const { name, val } = fieldsOf(fieldsOf(target).ResTarget);
  if (typeof name === "string") return [name];
  const { ColumnRef, FuncCall } = fieldsOf(val);
  const names = namesIn(fieldsOf(ColumnRef).fields ?? fieldsOf(FuncCall).funcname);
  const isAll = listOf(fieldsOf(ColumnRef).fields).some((field) => "A_Star" in fieldsOf(field));
  if (!isAll) return names.slice(-1);
  const meant = from.filter((source) => names.length === 0 || source.name === names[0]);
  if (names.length > 0) return [...inAll(meant.map((source) => source.columns()))];
  return [...inAny(meant.map((source) => source.columns()))];
}

const inAny = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => [...set]));

const inAll = ([first = NONE, ...others]: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set([...first].filter((name) => others.every((other) => other.has(name))));

const fieldsOf = (node: unknown): Fields => (node !== null && typeof node === "object" ? { ...node } : {});

const listOf = (nodes: unknown): readonly unknown[] => (Array.isArray(nodes) ? nodes : []);

/** The text of a name, which the parser writes as it is or as a node. */
function textOf(node: unknown): string | undefined {
  if (typeof node === "string") return node;
  const { sval } = fieldsOf(fieldsOf(node).String);
  return typeof sval === "string" ? sval : undefined;
}
