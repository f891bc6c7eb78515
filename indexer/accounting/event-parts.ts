import { jurorPoolAbi, quittanceAbi } from "quittance/abi";
import {
  type BallotEntry,
  decodeRecordedBallots,
  decodeSettlement,
  decodeVerdict,
  decodeVerdicts,
} from "quittance/protocol";
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
  const { milestone, packed, said } = unpacked(name, args);
  const plain = inputs.filter((input) => input.name !== packed);
  const written: Readonly<Record<string, Argument>> = {
    ...Object.fromEntries(plain.map((input) => [input.name, writtenAs(input.type, args[input.name])])),
    ...said,
  };
  const account = ACCOUNTS.find((candidate) => candidate in written);
  const itself = {
    dealId: (written.dealId as Hex | undefined) ?? null,
    milestone,
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

/** The milestone that an event is about, and what is in the argument that it packs, if it packs one. */
function unpacked(name: string, args: EventArguments): Unpacked {
  switch (name) {
    case "VerdictReached": {
      const { milestone, round, payout, ballots } = decodeVerdict(args.verdict as Hex);
      return { milestone, packed: "verdict", said: { round, payout, ballots: ballots.map(ballotOf) } };
    }
    case "BallotsRecorded": {
      const { milestone, round, ballots } = decodeRecordedBallots(args.ballots as Hex);
      return { milestone, packed: "ballots", said: { round, ballots: ballots.map(ballotOf) } };
    }
    case "MilestoneSettled": {
      const { milestone, ...said } = decodeSettlement(args.settlement as Hex);
      return { milestone, packed: "settlement", said: { ...said } };
    }
    default:
      return { milestone: args.milestone === undefined ? null : Number(args.milestone) };
  }
}

interface Unpacked {
  readonly milestone: number | null;
  /** The name of the argument, in whose place stands what is in it. */
  readonly packed?: string;
  readonly said?: Readonly<Record<string, Argument>>;
}

const ballotOf = ({ position, score, reasons }: BallotEntry) => ({ position, score, reasons });

function dealsOf(name: string, args: EventArguments): EventPart[] {
  if (name !== "VerdictsReached") return [];
  const verdicts = decodeVerdicts({ jurors: args.jurors as Hex, verdicts: args.verdicts as Hex });
  return verdicts.map(({ dealId, evidence, milestone, ballots }) => ({
    dealId,
    milestone,
    account: null,
    args: argumentsText({
      ...{ dealId, evidence, milestone },
      ballots: ballots.map(ballotOf),
    }),
  }));
}
