// What a client of `/sql` does on a machine that is busy with other work.

const WAIT_MS = 200;

/** Asks again as long as the indexer answers that it is busy, or that the statement had too little time. */
export async function whenFree<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!/not available now|takes more than/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}

/** The first event of a stream of server-sent events; comments, which keep the connection open, come before it. */
export async function firstEvent(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const event = text
      .split("\n\n")
      .slice(0, -1)
      .find((each) => !each.startsWith(":"));
    if (event !== undefined) return event;
  }
  throw new Error(`the stream ended without an event: ${text}`);
}
