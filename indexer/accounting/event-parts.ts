import { jurorPoolAbi, quittanceAbi } from "quittance/abi";
import { decodeRecordedBallots, decodeSettlement, decodeVerdict, decodeVerdicts } from "quittance/protocol";
import type { Address, Hex } from "viem";
import { type Argument, argumentsText } from "./event-text.ts";

/** The arguments of a log by their names, as its ABI has them. */
export type EventArguments = Readonly<Record<string, unknown>>;

/** What one row of the events says, besides when and where. */
export interface EventPart {
  readonly dealId: Hex | null;
  readonly milestone: number | null;
  readonly account: Address | null;
  /** JSON. */
  readonly args: string;
}

/** Who did it, or whose it is; the first of these that an event names. */
const ACCOUNTS = [
  ...["account", "contester", "judge", "payer", "drawer", "juror", "rater", "arbiter", "payee"],
  ...["principal", "owner", "from", "buyer"],
];

/** Types of the arguments of every event by their names, in the order of the ABI. */
const INPUTS = new Map(
  [...quittanceAbi, ...jurorPoolAbi].flatMap((item) =>
    item.type === "event"
      ? [[item.name as string, item.inputs.map(({ name, type }) => ({ name, type }))] as const]
      : [],
  ),
);

/**
 * The rows of one log: itself, and one more for each deal of a log about several. Throws when the ABI has no such event.
 */
export function eventParts(name: string, args: EventArguments): EventPart[] {
  const inputs = INPUTS.get(name);
  if (inputs === undefined) throw new Error(`The contracts have no event ${name}.`);
  const written = Object.fromEntries(
    inputs.map((input) => [input.name, writtenAs(input.type, args[input.name])]),
  );
  const account = ACCOUNTS.find((candidate) => candidate in written);
  const itself = {
    dealId: (written.dealId as Hex | undefined) ?? null,
    milestone: milestoneOf(name, args),
    account: account === undefined ? null : (written[account] as Address),
    args: argumentsText(written),
  };
  return [itself, ...dealsOf(name, args)];
}

/** Hex in one case; a text as it is, also when it looks like hex. */
function writtenAs(type: string, value: unknown): Argument {
  const isHex = type === "address" || type.startsWith("bytes");
  return isHex ? String(value).toLowerCase() : (value as Argument);
}

/** The milestone that an event is about, which some have in a packed argument. */
function milestoneOf(name: string, args: EventArguments): number | null {
  switch (name) {
    case "VerdictReached":
      return decodeVerdict(args.verdict as Hex).milestone;
    case "BallotsRecorded":
      return decodeRecordedBallots(args.ballots as Hex).milestone;
    case "MilestoneSettled":
      return decodeSettlement(args.settlement as Hex).milestone;
    default:
      return args.milestone === undefined ? null : Number(args.milestone);
  }
}

function dealsOf(name: string, args: EventArguments): EventPart[] {
  if (name !== "VerdictsReached") return [];
  const verdicts = decodeVerdicts({ jurors: args.jurors as Hex, verdicts: args.verdicts as Hex });
  return verdicts.map(({ dealId, evidence, milestone, ballots }) => ({
    dealId,
    milestone,
    account: null,
    args: argumentsText({
      ...{ dealId, evidence, milestone },
      ballots: ballots.map(({ position, score, reasons }) => ({ position, score, reasons })),
    }),
  }));
}
