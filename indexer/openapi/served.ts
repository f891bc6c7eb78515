import { readFileSync } from "node:fs";
import { openapiDocument } from "./document.ts";

const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

/** The document of this version of the indexer, as text. */
export const openapiText = JSON.stringify(openapiDocument(version));
