import {
  concatHex,
  domainSeparator,
  encodeAbiParameters,
  type Hex,
  keccak256,
  stringToHex,
  type TypedDataDefinition,
} from "viem";
import { batchBrackets, batchHeight, fillBatch, nestBatch } from "./batch-tree.ts";
import { type QuittanceDomain, requireDomain } from "./domain.ts";
import { typedDataTypes } from "./typed-data.ts";
import { type StructTable, structsIn, structsOf } from "./typed-data-structs.ts";

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

/** EIP-712 digest of a batch of which only the root is known. */
export function batchDigestOf(input: {
  readonly domain: QuittanceDomain;
  readonly type: keyof typeof BATCHES;
  readonly root: Hex;
  readonly height: number;
}): Hex {
  const { domain, type, root, height } = input;
  const { item, field } = BATCHES[type];
  const table: StructTable = typedDataTypes;
  const parts = [...structsIn(table, item)].sort().map((name) => {
    const fields = (table[name] ?? []).map((each) => `${each.type} ${each.name}`);
    return `${name}(${fields.join()})`;
  });
  const encoded = `${type}(${item}${batchBrackets(height)} ${field})${parts.join("")}`;
  const parameters = [{ type: "bytes32" }, { type: "bytes32" }] as const;
  const struct = keccak256(encodeAbiParameters(parameters, [keccak256(stringToHex(encoded)), root]));
  return keccak256(concatHex(["0x1901", domainSeparator({ domain }), struct]));
}
