import type { SSEStreamingApi } from "hono/streaming";

/** Ends the stream of a caller that went away, or that does not take in what it is sent. */
export function watchCaller(stream: SSEStreamingApi, signal: AbortSignal, pingMs: number): () => void {
  const abort = () => stream.abort();
  let isTakenIn = true;
  const ping = setInterval(() => {
    if (!isTakenIn) return abort();
    isTakenIn = false;
    void stream.write(": still here\n\n").then(() => {
      isTakenIn = true;
    });
  }, pingMs).unref();
  signal.addEventListener("abort", abort);
  return () => {
    clearInterval(ping);
    signal.removeEventListener("abort", abort);
  };
}
