import { type Message, type Part, Role } from "@a2a-js/sdk";
import { toJson } from "../../json/parse.ts";
import type { RoadRefusal } from "../roads/refusals.ts";
import type { NegotiationEnvelope } from "../talk/envelope.ts";
import { NEGOTIATION_EXTENSION } from "./extension.ts";

/** What a data part of the extension holds: an envelope, or why there is none. */
export type Carried = { readonly envelope: NegotiationEnvelope } | { readonly error: RoadRefusal };

/** A message of A2A with one data part, named by the extension. */
export function messageWith(
  carried: Carried,
  from: "agent" | "user",
  about: { readonly messageId: string; readonly contextId?: string; readonly taskId?: string },
): Message {
  const { messageId, contextId = "", taskId = "" } = about;
  const value: unknown = JSON.parse(toJson(carried));
  const part: Part = {
    content: { $case: "data", value },
    ...{ metadata: { [NEGOTIATION_EXTENSION]: true }, filename: "", mediaType: "application/json" },
  };
  return {
    ...{ messageId, contextId, taskId, role: from === "agent" ? Role.ROLE_AGENT : Role.ROLE_USER },
    ...{ parts: [part], metadata: undefined, extensions: [NEGOTIATION_EXTENSION], referenceTaskIds: [] },
  };
}

/** What the data parts of the extension in a message hold: unread, as a stranger wrote it. Text parts are passed over. */
export function carriedIn(message: Pick<Message, "parts"> | undefined): readonly unknown[] {
  return (message?.parts ?? []).flatMap(({ content, metadata }) =>
    content?.$case === "data" && metadata?.[NEGOTIATION_EXTENSION] === true ? [content.value as unknown] : [],
  );
}
