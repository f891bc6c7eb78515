import { ref, type Schema } from "./schemas.ts";

/** A parameter of a path or a query. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description: string;
  readonly schema: Schema;
}

/** What a path answers. */
interface Operation {
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

const REFUSED = { "400": "A parameter or the body cannot be used; the text names what is wrong." } as const;

/** The item of a path that takes GET alone. */
export const get = (operation: Operation): object => ({ get: described(operation) });

/** The item of a path that takes POST of JSON alone. */
export function post({ body, ...operation }: Operation & { readonly body: Schema }): object {
  const { responses, ...said } = described(operation, REFUSED);
  const requestBody = { required: true, content: { "application/json": { schema: body } } };
  return { post: { ...said, requestBody, responses } };
}

function described(
  { id, tag, summary, description, parameters = [], answers, refusals = {} }: Operation,
  always: Operation["refusals"] = {},
) {
  const refused = { ...(parameters.length === 0 ? always : REFUSED), ...refusals };
  const content = (schemas: Operation["answers"]) =>
    Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, { schema }]));
  return {
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
  };
}

export const inPath = (name: string, schema: Schema, description: string): Parameter => ({
  ...{ name, in: "path", required: true, description, schema },
});

export const inQuery = (name: string, schema: Schema, description: string): Parameter => ({
  ...{ name, in: "query", description, schema },
});
