import { VERSION } from "./version.ts";

/**
 * The address of a page of the documentation, in the version that is installed.
 *
 * @param path Path of the page in the repository, with an anchor where a part of it is meant.
 * @throws TypeError when the path is no string.
 * @example
 * import { docsUrlOf } from "quittance";
 *
 * console.log(docsUrlOf("docs/errors.md#errors-on-the-way")); // https://…/docs/errors.md#errors-on-the-way
 */
export function docsUrlOf(path: `docs/${string}`): string {
  if (typeof path !== "string") throw new TypeError('path must be that of a page, such as "docs/errors.md".');
  // The npm package brings the documentation, and this is where its files can be read.
  return `https://unpkg.com/quittance@${VERSION}/dist/${path}`;
}
