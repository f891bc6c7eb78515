import openapiTS, { astToString } from "openapi-typescript";
import { type ExampleModule, exampleFolder, wholeModule } from "../../docs/support/examples.ts";

/** A program that uses a client generated from an OpenAPI document, and the types that were generated. */
export interface GeneratedClient {
  readonly modules: readonly ExampleModule[];
  readonly load: () => Promise<Record<string, unknown>>;
}

/** Generates the types of a document, and puts a program beside them that imports them as `./paths.ts`. */
export async function generateClient(
  name: string,
  document: unknown,
  program: string,
): Promise<GeneratedClient> {
  const folder = exampleFolder(name);
  const types = astToString(await openapiTS(JSON.parse(JSON.stringify(document))));
  const paths = wholeModule(folder, "paths", types);
  const client = wholeModule(folder, "client", program);
  return { modules: [paths, client], load: client.load };
}
