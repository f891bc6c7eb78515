/** What the `quittance` command ends with. */
export const ExitCode = {
  done: 0,
  /** The indexer cannot be reached, or answers something else than it should. */
  failed: 1,
  /** An option or an argument is wrong. */
  usage: 2,
  /** The indexer knows no such account. */
  unknown: 3,
  /** What should be signed is no signature of Quittance. */
  foreign: 4,
  /** What should be signed is explained, and something in it differs from what was expected, or was not compared. */
  warned: 5,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Why a command does not go on; the message names what is wrong and the remedy, and goes to standard error. */
export class CommandRefusal extends Error {
  override readonly name = "CommandRefusal";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}
