import type { ChatRequest } from "./endpoint.ts";

/** What the model is shown as data, by the names of its parts. */
export interface ShownData {
  readonly sentences?: readonly { readonly id: string; readonly text: string }[];
  readonly passage?: string;
  readonly about?: string;
  readonly questions?: readonly { readonly id: string; readonly statement: string }[];
  readonly pairs?: readonly { readonly id: string; readonly quote: string; readonly statement: string }[];
  readonly question?: string;
  readonly levels?: readonly { readonly level: string; readonly description: string }[];
  readonly cases?: readonly {
    readonly id: string;
    readonly passages: readonly (readonly ShownFact[])[];
  }[];
}

export interface ShownFact {
  readonly level: string;
  readonly answer: string;
  readonly quotations: number;
  readonly supporting: number;
}

const PART = /as JSON between two lines of (\w+):\n\1\n(.*)\n\1$/s;

/** The texts of one role. */
export function textsOf({ messages }: Pick<ChatRequest, "messages">, role: string): string[] {
  return messages
    .filter((message) => message.role === role)
    .flatMap(({ content }) =>
      typeof content === "string" ? [content] : (content as { text: string }[]).map((part) => part.text),
    );
}

/** Reads the parts as a model would, by their delimiters. */
export function shownData(request: Pick<ChatRequest, "messages">): ShownData {
  const parts = textsOf(request, "user").flatMap((text) => {
    const [, , json] = PART.exec(text) ?? [];
    return json === undefined ? [] : [JSON.parse(json)];
  });
  return Object.assign({}, ...parts);
}
