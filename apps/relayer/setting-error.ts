import { docsUrlOf } from "quittance/errors";

const DOCS = docsUrlOf("docs/relayer.md#running-one");

/** Thrown when the relayer cannot start with what it is given. The value is not shown, as it could be a secret. */
export class RelayerSettingError extends Error {
  override readonly name = "RelayerSettingError";
  readonly field: string;
  readonly remedy: string;
  /** The address of the page that has all settings. */
  readonly docsUrl = DOCS;

  constructor(field: string, problem: string, remedy: string) {
    super(`${field} ${problem}.\nWhat to do: ${remedy}\nDocs: ${DOCS}`);
    this.field = field;
    this.remedy = remedy;
  }
}

/** The code of an error of Node or of a database, such as `ECONNREFUSED`: its message could hold a secret. */
export function codeOf(error: unknown): string {
  const code: unknown = Reflect.get(Object(error), "code");
  return typeof code === "string" && /^\w{1,40}$/.test(code) ? code : "no code";
}
