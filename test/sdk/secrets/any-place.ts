/** Where something is in the arguments of a call. */
export type Path = readonly string[];

const isForeign = (value: object) =>
  ["request", "signTypedData", "signDigest", "resolve"].some(
    (name) => typeof Reflect.get(value, name) === "function",
  );

/**
 * Every place in the arguments, whatever belongs there.
 *
 * @param whole Objects whose inside is tried elsewhere.
 */
export function placesIn(args: readonly unknown[], whole: WeakSet<object>): Path[] {
  const walk = (value: unknown, path: Path): Path[] => {
    const here = path.length === 0 ? [] : [path];
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return here;
    if (whole.has(value) || isForeign(value)) return here;
    return [...here, ...Object.entries(value).flatMap(([name, part]) => walk(part, [...path, name]))];
  };
  return walk(args, []);
}

/** The arguments with something else in a place. */
export function withAt(value: unknown, [name, ...rest]: Path, put: unknown): unknown {
  if (name === undefined) return put;
  const part = withAt(Reflect.get(Object(value), name), rest, put);
  return Array.isArray(value) ? value.with(Number(name), part) : { ...Object(value), [name]: part };
}

/** What is in a place. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((inner: unknown, name) => Reflect.get(Object(inner), name), value);
}

const isHash = (value: unknown) => typeof value === "string" && /^0x[0-9a-f]{64}$/i.test(value);

/** Whether a hash belongs in the place and a form reads like one: an error may name a hash. */
export function readsAsHash(form: { readonly name: string }, value: unknown): boolean {
  return form.name === "hex" && isHash(value);
}
