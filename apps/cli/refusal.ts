/** What the `quittance` command ends with. */
export const ExitCode = {
  done: 0,
  /** It was refused or failed, and nothing was sent or what was sent did nothing. */
  failed: 1,
  /** An option, an argument or a file is wrong. */
  usage: 2,
  /** Something was sent, and it is not known what became of it. */
  unknown: 3,
  /** What should be signed is no signature of Quittance. */
  foreign: 4,
  /** What should be signed is explained, and something in it differs from what was expected, or was not compared. */
  warned: 5,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Why a command does not go on; the message names what is wrong and the remedy, and goes to standard error. */
export class CommandRefusal extends Error {
  override readonly name: string = "CommandRefusal";
  readonly exitCode: ExitCode;
  /** A page of the documentation, as the errors of `quittance` have one. */
  readonly docsPath: `docs/${string}` = "docs/command.md";

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Lists every command, with its options. */
export const COMMANDS = "docs/command.md#commands";

/** Thrown when the command was called wrongly. */
export class UsageRefusal extends CommandRefusal {
  override readonly name: string = "UsageRefusal";
  override readonly docsPath = COMMANDS;

  constructor(message: string) {
    super(message, ExitCode.usage);
  }
}

/** Thrown when something was sent and no one knows yet what became of it. */
export class OutcomeUnknown extends CommandRefusal {
  override readonly name: string = "OutcomeUnknown";
  override readonly docsPath = "docs/command.md#when-an-answer-gets-lost";
  /** The transaction's hash; undefined when a node signed it and did not tell. */
  readonly hash: string | undefined;

  constructor(message: string, hash: string | undefined) {
    super(message, ExitCode.unknown);
    this.hash = hash;
  }
}

/** Thrown when the answer is printed already, and the exit code says what is wrong with it. The message is for people. */
export class AnsweredRefusal extends CommandRefusal {
  override readonly name: string = "AnsweredRefusal";
}
