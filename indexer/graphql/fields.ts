import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
} from "graphql";
import type { Variables } from "./given.ts";

/** A field that is asked for under a name, once or in several places of a query. */
export interface Field {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
}

export interface Fragments {
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Variables;
}

/**
 * The fields of a selection in the order of the answer, with fragments in their places and without what directives leave out.
 * Every type of this schema is an object's, so a fragment on another type never passed validation.
 */
export function fieldsIn(selections: readonly SelectionNode[], of: Fragments): Field[] {
  const found = new Map<string, FieldNode[]>();
  collect(selections, of, found, new Set());
  return [...found].map(([key, nodes]) => ({ key, name: nodes[0]?.name.value ?? key, nodes }));
}

/** The fields that are asked for of what a field leads to. */
export const fieldsOf = ({ nodes }: Field, of: Fragments): Field[] =>
  fieldsIn(
    nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []),
    of,
  );

function collect(
  selections: readonly SelectionNode[],
  of: Fragments,
  found: Map<string, FieldNode[]>,
  spread: Set<string>,
): void {
  for (const each of selections) {
    if (!isWanted(each, of.variables)) continue;
    if (each.kind === Kind.FIELD) {
      const key = (each.alias ?? each.name).value;
      const nodes = found.get(key);
      if (nodes === undefined) found.set(key, [each]);
      else nodes.push(each);
      continue;
    }
    if (each.kind === Kind.INLINE_FRAGMENT) {
      collect(each.selectionSet.selections, of, found, spread);
      continue;
    }
    const name = each.name.value;
    if (spread.has(name)) continue;
    spread.add(name);
    collect(of.fragments[name]?.selectionSet.selections ?? [], of, found, spread);
  }
}

function isWanted(node: SelectionNode, variables: Variables): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  const { if: isSkipped } = getDirectiveValues(GraphQLSkipDirective, node, variables) ?? {};
  const { if: isIncluded } = getDirectiveValues(GraphQLIncludeDirective, node, variables) ?? {};
  return isSkipped !== true && isIncluded !== false;
}
