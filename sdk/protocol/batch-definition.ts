import type { TypedDataDefinition } from "viem";
import { batchBrackets, batchHeight, fillBatch, nestBatch } from "./batch-tree.ts";
import { type QuittanceDomain, requireDomain } from "./domain.ts";
import { typedDataTypes } from "./typed-data.ts";
import { structsOf } from "./typed-data-structs.ts";

/** What a batch of each type is made of, and the field that holds it. */
const BATCHES = {
  BallotBatch: { item: "Ballot", field: "ballots" },
  TermsBatch: { item: "Terms", field: "terms" },
} as const;

/**
 * A batch as viem signs and hashes it: its messages in lists of two, and the type of as many levels.
 *
 * @param input.filler What stands at the places of the batch that no message takes.
 */
export function batchDefinition<Message extends object>(input: {
  readonly domain: QuittanceDomain;
  readonly type: keyof typeof BATCHES;
  readonly messages: readonly Message[];
  readonly filler: Message | undefined;
}): TypedDataDefinition {
  const { domain, type, messages, filler } = input;
  const { item, field } = BATCHES[type];
  const list = `${item}${batchBrackets(batchHeight(messages.length))}`;
  return {
    domain: requireDomain("domain", domain),
    types: structsOf({ ...typedDataTypes, [type]: [{ name: field, type: list }] }, type),
    primaryType: type,
    message: { [field]: nestBatch(fillBatch(messages, filler)) },
  };
}
