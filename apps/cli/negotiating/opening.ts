import {
  hashNegotiationMessage,
  type OfferAcceptance,
  parseOffer,
  parseTranscript,
  type SignedOffer,
} from "quittance/negotiation";
import { CommandRefusal, ExitCode } from "../refusal.ts";

/** An offer, and the acceptances of it that came along. Nothing is verified. */
interface Opening {
  readonly offer: SignedOffer;
  readonly said: readonly OfferAcceptance[];
}

/** The offer in a file's content, or that of a transcript which both sides signed. */
export function openingIn(content: unknown): Opening {
  const format: unknown = Reflect.get(Object(content), "format");
  const isTranscript = typeof format === "string" && format.startsWith("quittance/negotiation-transcript/");
  return isTranscript ? agreedIn(content) : { offer: parseOffer(content), said: [] };
}

function agreedIn(content: unknown): Opening {
  const { messages } = parseTranscript(content);
  const accepted = messages.flatMap((message) => (message.kind === "acceptance" ? message.acceptance : []));
  for (const message of messages) {
    if (message.kind !== "offer") continue;
    const name = hashNegotiationMessage(message);
    const said = accepted.filter(({ answers }) => answers === name);
    if (new Set(said.map(({ party }) => party)).size === 2) return { offer: message.offer, said };
  }
  throw new CommandRefusal(
    "In this transcript no offer has the signatures of both sides. Go on with quittance negotiate offer --negotiation.",
    ExitCode.failed,
  );
}
