import type { Hex } from "viem";
import { TranscriptWrongError } from "../../errors/negotiation.ts";
import { requireOptions } from "../../json/options.ts";
import { toJson } from "../../json/parse.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { hashNegotiationMessage, type NegotiationMessage } from "../messages/message.ts";
import { type NegotiationTranscript, parseTranscript } from "./transcript.ts";

/** A message that one transcript has. */
export interface MissingMessage {
  readonly name: Hex;
  readonly message: NegotiationMessage;
}

/** How the transcripts of two sides differ. */
export interface TranscriptDifference {
  /** Whether both have the same messages. */
  readonly isSame: boolean;
  /** What only the first, and only the second one has. */
  readonly onlyInOne: readonly MissingMessage[];
  readonly onlyInOther: readonly MissingMessage[];
  /** Names of messages that say the same with other signatures, or carry another commitment to a draw. */
  readonly signedOtherwise: readonly Hex[];
  /** When each of them says that it kept a message, where both have it and name other times. Unix seconds. */
  readonly times: readonly { readonly name: Hex; readonly one: number; readonly other: number }[];
}

/**
 * Compares what two sides kept of one negotiation, and names what one has and the other has not. Verify both before. That a message is
 * missing does not say whose fault it is: it may never have arrived.
 *
 * @throws InvalidFieldError for what is no transcript; TranscriptWrongError when they are of different negotiations.
 * @example
 * import { compareTranscripts, openNegotiator } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer, seller } = stack;
 * const start = await stack.now();
 * const common = { domain, now: () => start };
 * const bought = await openNegotiator({ ...common, account: buyer, strategy: () => ({ kind: "wait" }) });
 * const sold = await openNegotiator({ ...common, account: seller, strategy: () => ({ kind: "accept" }) });
 * const { negotiation } = await bought.begin({ terms: await exampleTerms(stack), validFor: 600 });
 * await sold.receive(await bought.envelope(negotiation)); // the answer gets lost
 * const [one, other] = [await bought.transcript(negotiation), await sold.transcript(negotiation)];
 * console.log(compareTranscripts({ one, other }).onlyInOther[0]?.message.kind); // acceptance
 * await stack.stop();
 */
export function compareTranscripts(input: {
  readonly one: unknown;
  readonly other: unknown;
}): TranscriptDifference {
  requireOptions(input, "one other");
  const [one, other] = [parseTranscript(input.one), parseTranscript(input.other)];
  const isOfOne =
    one.negotiation.toLowerCase() === other.negotiation.toLowerCase() &&
    one.chainId === other.chainId &&
    isSameAddress(one.contract, other.contract);
  if (!isOfOne) throw new TranscriptWrongError("the two are of different negotiations");
  const [mine, yours] = [namedIn(one), namedIn(other)];
  const missing = (from: ReadonlyMap<Hex, NegotiationMessage>, to: ReadonlyMap<Hex, NegotiationMessage>) =>
    [...from].flatMap(([name, message]) => (to.has(name) ? [] : [{ name, message }]));
  const onlyInOne = missing(mine, yours);
  const onlyInOther = missing(yours, mine);
  const signedOtherwise = [...mine].flatMap(([name, message]) => {
    const same = yours.get(name);
    return same !== undefined && toJson(same) !== toJson(message) ? [name] : [];
  });
  const times = one.holder.times.flatMap(({ message: name, at }) => {
    const same = other.holder.times.find(({ message }) => message.toLowerCase() === name.toLowerCase());
    return same === undefined || same.at === at ? [] : [{ name, one: at, other: same.at }];
  });
  const isSame = onlyInOne.length + onlyInOther.length === 0;
  return { isSame, onlyInOne, onlyInOther, signedOtherwise, times };
}

const namedIn = ({ messages }: NegotiationTranscript): ReadonlyMap<Hex, NegotiationMessage> =>
  new Map(messages.map((message) => [hashNegotiationMessage(message), message]));
