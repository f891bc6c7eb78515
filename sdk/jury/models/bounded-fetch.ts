/** Most bytes of an answer. Facts and levels need a few thousand. */
const MOST_BYTES = 1 << 20;

export type Fetch = typeof globalThis.fetch;

/**
 * A fetch that reaches one host and nothing else: it follows no redirect, and breaks off an answer that is too long.
 *
 * @param origin The endpoint's, such as `https://api.openai.com`; left out: that of the first request.
 */
export function boundedFetch(origin?: string, send: Fetch = globalThis.fetch): Fetch {
  let only = origin;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    only ??= url.origin;
    if (url.origin !== only) throw new TypeError("a request to another host than the endpoint");
    const response = await send(input, { ...init, redirect: "error" });
    return new Response(response.body?.pipeThrough(limited()) ?? null, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}

function limited(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform: (part, controller) => {
      bytes += part.byteLength;
      if (bytes <= MOST_BYTES) controller.enqueue(part);
      else controller.error(new TypeError("the answer is too long"));
    },
  });
}
