import { IndexerAnswerMalformedError, IndexerUnreachableError } from "../errors/history.ts";
import { reasonOf } from "./failures.ts";

/** One server-sent event. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** The body of a stream, and for how long nothing may come before it is taken for dead. */
export interface EventBody {
  readonly body: ReadableStream<Uint8Array>;
  readonly silenceMs: number;
}

/** Characters of one event; a longer one is none of an indexer's. */
const MOST_CHARACTERS = 4_194_304;

/** The events of a stream as they come, by the rules of the HTML standard; comments keep the connection alive and are left out. */
export async function* readEvents({ body, silenceMs }: EventBody): AsyncGenerator<StreamEvent | "alive"> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    const next = () => within(silenceMs, reader.read());
    for (let read = await next(); !read.done; read = await next()) {
      text = (text + decoder.decode(read.value, { stream: true })).replace(/\r\n?/g, "\n");
      if (text.length > MOST_CHARACTERS) {
        throw new IndexerAnswerMalformedError(`an event is longer than ${MOST_CHARACTERS} characters`);
      }
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      yield "alive";
      for (const block of blocks) {
        const event = eventIn(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** What comes in time. Throws IndexerUnreachableError when nothing does, or the connection breaks. */
async function within<Read>(milliseconds: number, read: Promise<Read>): Promise<Read> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    const error = new IndexerUnreachableError(`nothing for ${milliseconds / 1_000} s`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([read, silence]);
  } catch (error) {
    throw error instanceof IndexerUnreachableError ? error : new IndexerUnreachableError(reasonOf(error));
  } finally {
    clearTimeout(timer);
  }
}

function eventIn(block: string): StreamEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === "") continue;
    const before = name === "data" ? fields.get("data") : undefined;
    fields.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  const data = fields.get("data");
  if (data === undefined) return undefined;
  return { event: fields.get("event") ?? "message", id: fields.get("id") ?? "", data };
}
