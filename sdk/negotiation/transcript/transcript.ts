import type { Address, Hex } from "viem";
import { lazily } from "../../errors/lazily.ts";
import { canonicalJson, hashCanonical } from "../../json/canonical.ts";
import { address, bytes32, list, record, type Schema, time, uint } from "../../json/fields.ts";
import { parseWith, toJson } from "../../json/parse.ts";
import { format } from "../../jury/fields.ts";
import { hashNegotiationMessage, messageSchema, type NegotiationMessage } from "../messages/message.ts";
import type { SignedOffer } from "../offers/offer.ts";
import { answeredBy } from "../record/tree.ts";
import type { NegotiationEntry } from "../talk/entries.ts";

const FORMAT = "quittance/negotiation-transcript/1";
/** More than a negotiation has. */
const MOST_MESSAGES = 4_096;

/** When the holder of a transcript says that it kept a message. */
export interface MessageTime {
  /** The name of the message (`hashNegotiationMessage`). */
  readonly message: Hex;
  /** Unix seconds. */
  readonly at: number;
}

/**
 * All that was said in a negotiation, as one document: each message is signed by who said it, and linked by hash to what it is about. The
 * order of the messages depends on what was said alone, so that both sides write the same list.
 */
export interface NegotiationTranscript {
  readonly format: typeof FORMAT;
  readonly chainId: number;
  /** The Quittance contract. */
  readonly contract: Address;
  /** Hash of the first offer. */
  readonly negotiation: Hex;
  readonly messages: readonly NegotiationMessage[];
  /** Who kept it, and its own word about the times, which no one has signed. */
  readonly holder: { readonly address: Address; readonly times: readonly MessageTime[] };
}

const transcriptSchema = /* @__PURE__ */ lazily(
  (): Schema<NegotiationTranscript> =>
    record({
      format: format(FORMAT),
      chainId: uint(48, { minimum: 1 }),
      contract: address(),
      negotiation: bytes32(),
      messages: list(messageSchema(), { entries: "messages", maximum: MOST_MESSAGES }),
      holder: record({
        address: address(),
        times: list(record({ message: bytes32(), at: time() }), { entries: "times", maximum: MOST_MESSAGES }),
      }),
    }) as unknown as Schema<NegotiationTranscript>,
);

/**
 * A transcript from another agent or a file: an object, or its JSON text. Whether it is good is `verifyTranscript`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseTranscript } from "quittance/negotiation";
 *
 * const [contract, address] = [`0x${"11".repeat(20)}`, `0x${"22".repeat(20)}`];
 * const transcript = parseTranscript({
 *   format: "quittance/negotiation-transcript/1",
 *   ...{ chainId: 8453, contract, negotiation: `0x${"33".repeat(32)}`, messages: [] },
 *   holder: { address, times: [] },
 * });
 * console.log(transcript.chainId); // 8453
 */
export function parseTranscript(input: unknown): NegotiationTranscript {
  return parseWith("transcript", transcriptSchema(), input);
}

/**
 * The one text of a transcript (RFC 8785): keep or send this.
 *
 * @example
 * import { parseTranscript, transcriptText } from "quittance/negotiation";
 *
 * const [contract, address] = [`0x${"11".repeat(20)}`, `0x${"22".repeat(20)}`] as const;
 * const empty = { chainId: 8453, contract, negotiation: `0x${"33".repeat(32)}`, messages: [] } as const;
 * const holder = { address, times: [] };
 * const text = transcriptText({ format: "quittance/negotiation-transcript/1", ...empty, holder });
 * console.log(transcriptText(parseTranscript(text)) === text); // true
 */
export function transcriptText(transcript: NegotiationTranscript): string {
  return canonicalJson(plain(parseTranscript(plain(transcript))));
}

/**
 * keccak256 of a transcript's text. Those of two sides differ by the holders' own words.
 *
 * @example
 * import { hashTranscript } from "quittance/negotiation";
 *
 * const [contract, address] = [`0x${"11".repeat(20)}`, `0x${"22".repeat(20)}`] as const;
 * const empty = { chainId: 8453, contract, negotiation: `0x${"33".repeat(32)}`, messages: [] } as const;
 * const holder = { address, times: [] };
 * console.log(hashTranscript({ format: "quittance/negotiation-transcript/1", ...empty, holder }).length); // 66
 */
export function hashTranscript(transcript: NegotiationTranscript): Hex {
  return hashCanonical(plain(parseTranscript(plain(transcript))));
}

const plain = (value: unknown): unknown => JSON.parse(toJson(value));

/** The transcript of what a side kept. */
export function transcriptOf(
  holder: Address,
  first: SignedOffer,
  negotiation: Hex,
  entries: readonly NegotiationEntry[],
): NegotiationTranscript {
  const kept = entries.flatMap((entry) =>
    entry.kind === "messages" ? entry.messages.map((message) => ({ message, at: entry.at })) : [],
  );
  const named = kept.map(({ message, at }) => ({ message, at, name: hashNegotiationMessage(message) }));
  const sorted = inOrder(named);
  const { chainId, contract } = first;
  const messages = sorted.map(({ message }) => message);
  const times = sorted.map(({ name, at }) => ({ message: name, at }));
  const said = { format: FORMAT, chainId, contract, negotiation, messages };
  // Both sides spell addresses alike, however they came.
  return parseTranscript(plain({ ...said, holder: { address: holder, times } }));
}

interface Named {
  readonly message: NegotiationMessage;
  readonly name: Hex;
}

const KINDS = { offer: 0, acceptance: 1, withdrawal: 2, end: 3 } as const;

/** Messages in the one order of a transcript: by the depth of the offer that each is about, then by kind and name. */
export function inOrder<Item extends Named>(items: readonly Item[]): Item[] {
  const offers = new Map(
    items.flatMap(({ message, name }) => (message.kind === "offer" ? [[name, message.offer] as const] : [])),
  );
  const depthOf = (hash: Hex): number => {
    let depth = 0;
    for (let at: Hex | undefined = hash; at !== undefined && depth <= offers.size; depth += 1) {
      const offer: SignedOffer | undefined = offers.get(at);
      at = offer === undefined ? undefined : answeredBy(offer);
    }
    return depth;
  };
  const ranks = new Map(
    items.map((item) => {
      const { message, name } = item;
      return [item, [message.kind === "end" ? 1 : 0, depthOf(subjectOf(message, name)), KINDS[message.kind]]];
    }),
  );
  const compare = (one: Item, other: Item) => {
    const [mine = [], yours = []] = [ranks.get(one), ranks.get(other)];
    const at = mine.findIndex((rank, index) => rank !== yours[index]);
    if (at >= 0) return (mine[at] ?? 0) - (yours[at] ?? 0);
    return one.name < other.name ? -1 : 1;
  };
  return [...items].sort(compare);
}

function subjectOf(message: NegotiationMessage, name: Hex): Hex {
  switch (message.kind) {
    case "offer":
      return name;
    case "acceptance":
      return message.acceptance.answers;
    case "withdrawal":
      return message.withdrawal.offer;
    case "end":
      return message.end.offer;
  }
}
