import { type AbiEvent, decodeEventLog, type GetEventArgs, type Hex, toEventSelector } from "viem";
import {
  ballotsRecordedEvent,
  bondEarnedEvent,
  bondReimbursedEvent,
  bondReturnedEvent,
  contestOpenedEvent,
  dealAmendedEvent,
  dealCancelledEvent,
  dealOpenedEvent,
  dealRatedEvent,
  drawPaidEvent,
  equivocationRecordedEvent,
  evidenceDeliveredEvent,
  feeCreditedEvent,
  feeReturnedEvent,
  milestoneRuledEvent,
  milestoneSettledEvent,
  panelDrawnEvent,
  payoutRefusedEvent,
  verdictReachedEvent,
  verdictsReachedEvent,
} from "../abi/fragments/quittance.ts";
import { NodeAnswerMalformedError } from "../errors/watching.ts";
import { milestonesIn } from "../protocol/bitmap.ts";
import { bounds } from "../protocol/bounds.ts";
import { decodePanel, decodeRecordedBallots, decodeSettlement, decodeVerdict } from "../protocol/events.ts";
import { decodeTerms } from "../protocol/terms-codec.ts";
import { decodeVerdicts } from "../protocol/verdict-group-codec.ts";
import type { DealEventName, DealEventValues } from "./events.ts";
import type { MinedLog } from "./node-questions.ts";

/** What an event says, without its place. */
export type Said = {
  readonly [Name in DealEventName]: { readonly name: Name; readonly dealId: Hex } & DealEventValues[Name];
}[DealEventName];

type ArgsOf<Event extends AbiEvent> = GetEventArgs<
  readonly [Event],
  Event["name"],
  { EnableUnion: false; IndexedOnly: false; Required: true }
>;

interface Reading {
  readonly event: AbiEvent;
  readonly read: (args: never) => Said[];
}

const reading = <const Event extends AbiEvent>(
  event: Event,
  read: (args: ArgsOf<Event>) => Said[],
): Reading => ({ event, read });

/** An event whose values are its own fields; `account` is the field that has the account. */
function plain(event: AbiEvent, account?: string): Reading {
  const read = (args: Readonly<Record<string, unknown>>) => {
    const { [account ?? ""]: holder, ...others } = args;
    return [{ name: event.name, ...others, ...(account === undefined ? {} : { account: holder }) } as never];
  };
  return { event, read };
}

/** How each event is read; made when it is first needed. */
function makeReadings(): readonly Reading[] {
  return [
    reading(dealOpenedEvent, ({ terms, ...parties }) => [
      { name: "DealOpened", ...parties, terms: decodeTerms(terms) },
    ]),
    plain(dealAmendedEvent),
    reading(dealCancelledEvent, ({ milestones, ...cancelled }) => [
      { name: "DealCancelled", ...cancelled, milestones: milestonesIn(milestones) },
    ]),
    plain(evidenceDeliveredEvent),
    reading(ballotsRecordedEvent, ({ dealId, ballots }) => [
      { name: "BallotsRecorded", dealId, ...decodeRecordedBallots(ballots) },
    ]),
    reading(verdictReachedEvent, ({ dealId, evidence, verdict }) => [
      { name: "VerdictReached", dealId, evidence, ...decodeVerdict(verdict) },
    ]),
    // Each of a batch's verdicts pays in full.
    reading(verdictsReachedEvent, (packed) =>
      decodeVerdicts(packed).map((verdict) => ({
        ...{ name: "VerdictReached" as const, ...verdict, round: 1, payout: bounds.full },
      })),
    ),
    plain(contestOpenedEvent),
    reading(panelDrawnEvent, ({ panel, ...drawn }) => [
      { name: "PanelDrawn", ...drawn, panel: decodePanel(panel) },
    ]),
    plain(milestoneRuledEvent),
    reading(milestoneSettledEvent, ({ dealId, settlement }) => [
      { name: "MilestoneSettled", dealId, ...decodeSettlement(settlement) },
    ]),
    plain(feeCreditedEvent, "account"),
    plain(feeReturnedEvent, "buyer"),
    plain(bondEarnedEvent, "judge"),
    plain(bondReimbursedEvent, "payer"),
    plain(bondReturnedEvent, "payer"),
    plain(drawPaidEvent, "drawer"),
    plain(payoutRefusedEvent, "account"),
    plain(equivocationRecordedEvent),
    plain(dealRatedEvent),
  ];
}

let readings: ReadonlyMap<Hex, Reading> | undefined;

function readingOf(): ReadonlyMap<Hex, Reading> {
  readings ??= new Map(makeReadings().map((each) => [toEventSelector(each.event), each]));
  return readings;
}

/** Topics of all events of deals whose first indexed value is the deal's id. */
export function topicsOfDeals(): Hex[] {
  return [...readingOf().keys()].filter((topic) => topic !== topicOfBatches());
}

/** The topic of the event that holds verdicts on many deals, and names none of them in a topic. */
export const topicOfBatches = (): Hex => toEventSelector(verdictsReachedEvent);

/** The topic of the event of one verdict. */
export const topicOfVerdicts = (): Hex => toEventSelector(verdictReachedEvent);

/** The events that a log holds, in order. */
export function eventsOf(log: MinedLog): Said[] {
  const [topic] = log.topics;
  const found = topic === undefined ? undefined : readingOf().get(topic);
  if (found === undefined) return [];
  try {
    const { data, topics } = log;
    const { args } = decodeEventLog({ abi: [found.event], data, topics, strict: true });
    return found.read((args ?? {}) as never);
  } catch (error) {
    const reason = error instanceof Error ? error.name : "unknown";
    throw new NodeAnswerMalformedError(`a ${found.event.name} log cannot be decoded (${reason})`);
  }
}
