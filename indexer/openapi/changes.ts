import { MOST_CHANGES } from "../changes/question.ts";
import { get, inQuery } from "./operations.ts";
import { address, hash, list, object, orNull, ref, type Schema, text, time, whole } from "./schemas.ts";

const cursor = text("Where to go on.");
const given: Schema = { type: "string", pattern: "^0x[0-9a-fA-F]{64}$" };
const givenAddress: Schema = { type: "string", pattern: "^0x[0-9a-fA-F]{40}$" };

export const changeSchemas = {
  Change: object({
    ...{ cursor, name: text("The event, such as VerdictReached."), dealId: orNull(hash) },
    ...{ milestone: orNull(whole), account: orNull(address), contract: address },
    args: {
      ...{ type: "object", additionalProperties: true },
      description: "The event's arguments; whole numbers are text.",
    },
    ...{ block: whole, logIndex: whole, timestamp: time, transaction: hash },
  }),
  Changes: object({
    reorganisedFrom: {
      ...orNull(whole),
      description: "Changes from this block on, that came before, are void; those that are so now follow.",
    },
    ...{ changes: list(ref("Change")), next: cursor },
  }),
};

export const changePaths = {
  "/changes": get({
    ...{ id: "listChanges", tag: "changes" },
    summary: "What happened to a deal or to an agent, from a cursor on",
    description:
      "Give `deal` or `agent`. As `text/event-stream` the answer goes on with what is new: events `change`, whose data is a Change, and `reorganised`.",
    parameters: [
      inQuery("deal", given, "The id of a deal."),
      inQuery(
        "agent",
        givenAddress,
        "An address: what it did, and what happened to deals that it is a party of.",
      ),
      inQuery(
        "after",
        text(),
        "The cursor of the last change that was dealt with, or from- and a block's number.",
      ),
      inQuery(
        "limit",
        { ...whole, minimum: 1, maximum: MOST_CHANGES },
        "The most changes of a page; 100 when left out.",
      ),
      {
        ...{ name: "Last-Event-ID", in: "header", schema: text() },
        description: "As `after`: browsers send it when a stream broke off.",
      },
    ],
    answers: { "application/json": ref("Changes"), "text/event-stream": text() },
    refusals: {
      "429": "The caller has as many streams open as one may have; `retry-after` says when to ask again.",
      "503": "Too many streams are open.",
    },
  }),
};
