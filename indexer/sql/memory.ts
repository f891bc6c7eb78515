/** Names of columns that something has for certain. */
export type Columns = ReadonlySet<string>;

export const NONE: Columns = new Set();

/** The columns of a node of the parser's tree, worked out by `compute` unless they are known. */
export type Remember = (node: object, compute: () => Columns) => Columns;

interface Known {
  readonly columns: Columns;
  /** How many nodes were open before the outermost open one that the columns rest on; Infinity when they rest on none. */
  readonly restsOn: number;
}

/**
 * A memory in which each node is worked out once, however many places name it. A node that is asked for itself while it is
 * worked out has, for itself, no column that is certain. What rests on such an answer is kept only until that node is known.
 *
 * @param most How often nodes may be worked out, since those that name each other in circles are so more than once.
 * The result throws `RangeError` beyond that.
 */
export function openMemory(most: number): Remember {
  const known = new Map<object, Known>();
  const provisional: object[] = [];
  let [computed, open, outermost] = [0, 0, Number.POSITIVE_INFINITY];

  return (node, compute) => {
    const found = known.get(node);
    if (found !== undefined) {
      outermost = Math.min(outermost, found.restsOn);
      return found.columns;
    }
    computed += 1;
    if (computed > most) throw new RangeError(`More than ${most} nodes were worked out.`);
    const [before, already, outside] = [open, provisional.length, outermost];
    known.set(node, { columns: NONE, restsOn: before });
    open += 1;
    outermost = Number.POSITIVE_INFINITY;
    const columns = compute();
    open -= 1;
    const restsOn = outermost < before ? outermost : Number.POSITIVE_INFINITY;
    if (restsOn < before) provisional.push(node);
    else for (const rested of provisional.splice(already)) known.delete(rested);
    known.set(node, { columns, restsOn });
    outermost = Math.min(outside, restsOn);
    return columns;
  };
}
