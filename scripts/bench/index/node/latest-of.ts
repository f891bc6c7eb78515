/** The same function, which keeps its latest results: a node that two ask the same does not read it twice. */
export function latestOf<Key, Result>(make: (key: Key) => Result, kept: number): (key: Key) => Result {
  const results = new Map<Key, Result>();
  return (key) => {
    const known = results.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    results.set(key, made);
    const oldest = results.keys().next();
    if (results.size > kept && oldest.done === false) results.delete(oldest.value);
    return made;
  };
}
