import { ref, type Schema } from "./schemas.ts";

/** A parameter of a path or a query. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description: string;
  readonly schema: Schema;
}

/** What a path answers to GET. */
interface Get {
  /** The name that generated clients give it. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  /** By media type. */
  readonly answers: Readonly<Record<string, Schema>>;
  /** Status codes of refusals beside those of every path. */
  readonly refusals?: Readonly<Record<string, string>>;
}

const REFUSED = { "400": "A parameter cannot be used; the text names it." } as const;

/** The item of a path that takes GET alone. */
export function get({ id, tag, summary, description, parameters = [], answers, refusals = {} }: Get): object {
  const refused = parameters.length === 0 ? refusals : { ...REFUSED, ...refusals };
  const content = (schemas: Get["answers"]) =>
    Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, { schema }]));
  return {
    get: {
      ...{ operationId: id, tags: [tag], summary },
      ...(description === undefined ? {} : { description }),
      ...(parameters.length === 0 ? {} : { parameters }),
      responses: {
        "200": { description: "The answer.", content: content(answers) },
        ...Object.fromEntries(
          Object.entries(refused).map(([status, meaning]) => [
            status,
            { description: meaning, content: content({ "application/json": ref("Problem") }) },
          ]),
        ),
      },
    },
  };
}

export const inPath = (name: string, schema: Schema, description: string): Parameter => ({
  ...{ name, in: "path", required: true, description, schema },
});

export const inQuery = (name: string, schema: Schema, description: string): Parameter => ({
  ...{ name, in: "query", description, schema },
});
