import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  Kind,
  parse,
  type SelectionSetNode,
  visit,
} from "graphql";
import { Kept } from "./kept.ts";

/** The most that one GraphQL request may ask of an indexer, which answers strangers while it indexes. */
export const GRAPHQL_LIMITS = {
  /** Bytes of the body. */
  bytes: 100_000,
  /** Words and signs of the query. */
  tokens: 1_000,
  /** Lists and objects inside each other in a variable. */
  depth: 10,
  /** Values that variables put into the query, each as often as it is used: PostgreSQL takes 65,535 in a statement. */
  values: 10_000,
  /** Fields, with fragments in their places. */
  fields: 2_000,
  /** Names that fields are given, with fragments in their places. */
  aliases: 30,
  /** Rows by the limits of lists inside each other, multiplied. */
  rows: 150_000,
  /** Of lists beside each other, together. */
  rowsTogether: 300_000,
} as const;

/** Of a list that says nothing else. */
const DEFAULT_LIMIT = 50;
/** Fields that may be inside themselves: neither makes more of anything. */
const HARMLESS = new Set(["items", "ofType"]);

type Variables = Readonly<Record<string, unknown>>;

/** Why a request asks for too much; undefined when it does not, or when its query is none, which is for others to say. */
export function sizeProblem(query: string, variables: Variables): string | undefined {
  const leaves = new Map(Object.entries(variables).map(([name, value]) => [name, leavesOf(value)] as const));
  for (const [name, count] of leaves) {
    if (count === undefined)
      return `variables.${name.slice(0, 40)} is nested deeper than ${GRAPHQL_LIMITS.depth}.`;
  }
  const parsed = parsedOf(query);
  if (parsed === undefined) return undefined;
  return valuesProblem(parsed, leaves) ?? new Lists(parsed.document, variables).problem();
}

/** A query, and how often it uses each variable. */
interface Parsed {
  readonly document: DocumentNode;
  readonly uses: ReadonlyMap<string, number>;
}

/** Queries that come again and again are parsed once; long ones each time. */
const KEPT = { queries: 500, length: 20_000 } as const;
const kept = new Kept<Parsed>(KEPT.queries);

function parsedOf(query: string): Parsed | undefined {
  const known = kept.get(query);
  if (known !== undefined) return known;
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: GRAPHQL_LIMITS.tokens, noLocation: true });
  } catch {
    return undefined;
  }
  const uses = new Map<string, number>();
  visit(document, {
    Variable: ({ name: { value } }) => void uses.set(value, (uses.get(value) ?? 0) + 1),
  });
  if (query.length <= KEPT.length) kept.set(query, { document, uses });
  return { document, uses };
}

/** How many values are in a value; undefined when it is nested too deeply. */
function leavesOf(value: unknown, depth: number = GRAPHQL_LIMITS.depth): number | undefined {
  if (value === null || typeof value !== "object") return 1;
  if (depth === 0) return undefined;
  let sum = 0;
  for (const inner of Object.values(value)) {
    const count = leavesOf(inner, depth - 1);
    if (count === undefined) return undefined;
    sum += count;
  }
  return sum;
}

function valuesProblem(
  { uses }: Parsed,
  leaves: ReadonlyMap<string, number | undefined>,
): string | undefined {
  const values = [...uses].reduce((sum, [name, times]) => sum + times * (leaves.get(name) ?? 0), 0);
  return values > GRAPHQL_LIMITS.values
    ? `The variables put ${values} values into the query. Keep them within ${GRAPHQL_LIMITS.values}: ask in parts.`
    : undefined;
}

/** Looks at the lists of a document, inside each other, with fragments in their places. */
class Lists {
  readonly #document: DocumentNode;
  readonly #variables: Variables;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #open = new Set<FragmentDefinitionNode>();
  #fields = 0;
  /** Of the innermost lists so far, which are beside each other. */
  #rows = 0;
  #aliases = 0;

  constructor(document: DocumentNode, variables: Variables) {
    this.#document = document;
    this.#variables = variables;
    this.#fragments = new Map(
      document.definitions.flatMap((each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
      ),
    );
  }

  problem(): string | undefined {
    for (const each of this.#document.definitions) {
      if (each.kind !== Kind.OPERATION_DEFINITION) continue;
      const problem = this.#problemIn(each.selectionSet, [], 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #problemIn(selections: SelectionSetNode, above: readonly string[], rows: number): string | undefined {
    for (const each of selections.selections) {
      const problem =
        each.kind === Kind.FIELD
          ? this.#problemOf(each, above, rows)
          : each.kind === Kind.INLINE_FRAGMENT
            ? this.#problemIn(each.selectionSet, above, rows)
            : this.#problemOfFragment(each, above, rows);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #problemOf(field: FieldNode, above: readonly string[], rows: number): string | undefined {
    const { name, selectionSet } = field;
    // Fragments of fragments make more of a short query than anybody could walk through.
    this.#fields += 1;
    if (this.#fields > GRAPHQL_LIMITS.fields) {
      return `The query has more than ${GRAPHQL_LIMITS.fields} fields, with fragments in their places. Ask in parts.`;
    }
    if (field.alias !== undefined) this.#aliases += 1;
    if (this.#aliases > GRAPHQL_LIMITS.aliases) {
      return `The query gives more than ${GRAPHQL_LIMITS.aliases} fields another name, with fragments in their places. Ask in parts.`;
    }
    if (selectionSet === undefined) return undefined;
    if (!HARMLESS.has(name.value) && above.includes(name.value)) {
      return `${name.value} is inside ${name.value}: ${[...above, name.value].join(".")}. Ask for it in a query of its own.`;
    }
    const more = rows * this.#limitOf(field, selectionSet);
    if (more > GRAPHQL_LIMITS.rows) {
      return (
        `${[...above, name.value].join(".")} may have ${more} rows by the limits of its lists. ` +
        `Keep them within ${GRAPHQL_LIMITS.rows}: give smaller limits, or ask in parts.`
      );
    }
    const before = this.#rows;
    const problem = this.#problemIn(selectionSet, [...above, name.value], more);
    if (problem !== undefined) return problem;
    // What has lists inside is counted by them.
    if (this.#rows === before && more > rows) this.#rows += more;
    return this.#rows > GRAPHQL_LIMITS.rowsTogether
      ? `The lists of the query may have ${this.#rows} rows together by their limits. ` +
          `Keep them within ${GRAPHQL_LIMITS.rowsTogether}: give smaller limits, or ask in parts.`
      : undefined;
  }

  #problemOfFragment(spread: FragmentSpreadNode, above: readonly string[], rows: number): string | undefined {
    const fragment = this.#fragments.get(spread.name.value);
    if (fragment === undefined) return undefined;
    this.#fields += 1;
    if (this.#open.has(fragment)) return `The fragment ${spread.name.value} is inside itself.`;
    this.#open.add(fragment);
    const problem = this.#problemIn(fragment.selectionSet, above, rows);
    this.#open.delete(fragment);
    return problem;
  }

  /** 1 for what is no list. */
  #limitOf({ arguments: given = [] }: FieldNode, { selections }: SelectionSetNode): number {
    const limit = given.find(({ name }) => name.value === "limit")?.value;
    if (limit?.kind === Kind.INT) return Number(limit.value);
    if (limit?.kind === Kind.VARIABLE) {
      const value = this.#variables[limit.name.value];
      return typeof value === "number" ? value : this.#defaultOf(limit.name.value);
    }
    return this.#isPage(selections) ? DEFAULT_LIMIT : 1;
  }

  /** Whether the rows of a list are asked for, here or in a fragment. */
  #isPage(selections: SelectionSetNode["selections"], open: readonly string[] = []): boolean {
    return selections.some((each) => {
      if (each.kind === Kind.FIELD) return each.name.value === "items";
      if (each.kind === Kind.INLINE_FRAGMENT) return this.#isPage(each.selectionSet.selections, open);
      const { value } = each.name;
      const fragment = open.includes(value) ? undefined : this.#fragments.get(value);
      return fragment !== undefined && this.#isPage(fragment.selectionSet.selections, [...open, value]);
    });
  }

  #defaultOf(variable: string): number {
    for (const each of this.#document.definitions) {
      if (each.kind !== Kind.OPERATION_DEFINITION) continue;
      const found = each.variableDefinitions?.find(
        (definition) => definition.variable.name.value === variable,
      );
      if (found?.defaultValue?.kind === Kind.INT) return Number(found.defaultValue.value);
    }
    return DEFAULT_LIMIT;
  }
}
