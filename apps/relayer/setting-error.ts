/** Thrown when the relayer cannot start with what it is given. The value is not shown, as it could be a secret. */
export class RelayerSettingError extends Error {
  override readonly name = "RelayerSettingError";
  readonly field: string;
  readonly remedy: string;

  constructor(field: string, problem: string, remedy: string) {
    super(`${field} ${problem}.\nWhat to do: ${remedy}`);
    this.field = field;
    this.remedy = remedy;
  }
}
