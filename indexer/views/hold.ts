/** The part of Ponder's database with which it makes views. */
interface Transactions {
  transaction(...given: readonly unknown[]): Promise<unknown>;
}

/**
 * Keeps Ponder from making the views itself. It does so once it has read the history, when its rows are of a block that is final: who
 * reads the views would go back by as many blocks as are not. Call it from the endpoints, which Ponder loads before it begins
 * to index.
 * @returns the schemas, where this process shall make views; undefined where it shall not.
 * Throws when Ponder has no such part, which a newer one may not.
 */
export function holdViews(): { readonly schema: string; readonly viewsSchema: string } | undefined {
  const { schema, viewsSchema } = Object(Reflect.get(globalThis, "PONDER_NAMESPACE_BUILD")) as {
    readonly schema?: string;
    readonly viewsSchema?: string;
  };
  const common: unknown = Reflect.get(globalThis, "PONDER_COMMON");
  const command: unknown = Reflect.get(Object(Reflect.get(Object(common), "options")), "command");
  if (schema === undefined || viewsSchema === undefined || command !== "start") return undefined;
  const database: unknown = Reflect.get(globalThis, "PONDER_DATABASE");
  const admin: unknown = Reflect.get(Object(database), "adminQB");
  if (!hasTransactions(admin)) {
    throw new Error(
      "Ponder has no place where it makes views. Start the indexer with the version of Ponder that it is for.",
    );
  }
  const original = admin.transaction.bind(admin);
  admin.transaction = async (...given) => {
    const label: unknown = Reflect.get(Object(given[0]), "label");
    return label === "create_views" ? undefined : original(...given);
  };
  return { schema, viewsSchema };
}

function hasTransactions(value: unknown): value is Transactions {
  return value instanceof Object && "transaction" in value && typeof value.transaction === "function";
}
