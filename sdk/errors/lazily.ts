/**
 * Makes a value when it is first asked for, and keeps it. Where the call is marked as pure, importing the module costs
 * nothing, and a bundler drops what an app does not use.
 */
export function lazily<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
