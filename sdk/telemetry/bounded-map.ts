/** A map that forgets what was put into it first. Strangers choose the keys, so that they have to be bounded. */
export function boundedMap<Key, Value>(
  most: number,
): Pick<Map<Key, Value>, "get" | "has" | "delete"> & {
  /** What there is of a key, made when there is nothing. */
  readonly ensure: (key: Key, make: () => Value) => Value;
} {
  const kept = new Map<Key, Value>();
  return {
    get: (key) => kept.get(key),
    has: (key) => kept.has(key),
    delete: (key) => kept.delete(key),
    ensure: (key, make) => {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const [oldest] = kept.keys();
      if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
      const made = make();
      kept.set(key, made);
      return made;
    },
  };
}
