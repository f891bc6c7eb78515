import { BaseError } from "../../errors/base.ts";
import { CounterpartyRefusedError, CounterpartyUnreachableError } from "../../errors/negotiation.ts";
import { printable } from "../../errors/printable.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { toJson } from "../../json/parse.ts";
import { MOST_ENVELOPE_BYTES } from "../talk/envelope.ts";
import type { Negotiator } from "../talk/negotiator.ts";
import type { NegotiationChannel } from "./channel.ts";
import { type Frame, readFrame } from "./frames.ts";
import { isPassing, refusalFor } from "./refusals.ts";

/** What is needed of a WebSocket: a browser's, Node's own, and one of `ws` fit. */
export interface NegotiationSocket {
  readonly readyState: number;
  /** Bytes that are sent and not taken yet; where it is not told, a slow reader is not noticed. */
  readonly bufferedAmount?: number;
  readonly send: (data: string) => void;
  readonly close: (code?: number, reason?: string) => void;
  readonly addEventListener: (
    type: "open" | "message" | "close" | "error",
    listener: (event: { readonly type: string; readonly data?: unknown }) => void,
  ) => void;
}

/** A socket that carries envelopes both ways. */
export interface SocketRoad {
  /** Asks the other end, as long as the socket is open. */
  readonly channel: NegotiationChannel;
  /** Resolves when the socket has closed. */
  readonly closed: Promise<void>;
  readonly close: () => void;
}

const OPEN = 1;
const AT_ONCE = 8;
const TIMEOUT_MS = 30_000;
/** Codes of RFC 6455. */
const CLOSING = { done: 1000, unsupported: 1003, unreadable: 1007, tooSlow: 1008, tooLong: 1009 } as const;
/** Answers that wait in memory for one that asks and does not read. */
const MOST_UNREAD_BYTES = 8 * MOST_ENVELOPE_BYTES;
/** Characters of what the other side says is wrong. */
const LONGEST_PROBLEM = 300;

/**
 * Lets a negotiator talk over an open WebSocket: it answers what comes, and asks through `channel`, so that each side can speak first. Frames
 * are JSON text. What is no such text closes the socket.
 *
 * On a server that accepts with `ws`, pass `maxPayload: 524_288` to `WebSocketServer`: it refuses longer frames before they are in memory.
 *
 * @param options.atOnce Envelopes that are answered at the same time; more are refused until later. 8 when left out.
 * @param options.timeoutMs Milliseconds for an answer; 30,000 when left out.
 * @param options.onError Is told what went wrong on this side.
 * @example
 * import { openNegotiator, socketRoad } from "quittance/negotiation";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const negotiator = await openNegotiator({ domain, account, strategy: () => ({ kind: "accept" }) });
 * const socket = { readyState: 1, send: console.log, close: () => {}, addEventListener: () => {} };
 * const { channel } = socketRoad({ negotiator, socket }); // new WebSocketServer(…).on("connection", (socket) => …)
 * console.log(typeof channel); // function
 * await stack.stop();
 */
export function socketRoad(options: {
  readonly negotiator: Pick<Negotiator, "receive">;
  readonly socket: NegotiationSocket;
  readonly atOnce?: number;
  readonly timeoutMs?: number;
  readonly onError?: (error: unknown) => void;
}): SocketRoad {
  requireOptions(options, "negotiator socket atOnce timeoutMs onError", "options");
  const { negotiator, socket, atOnce = AT_ONCE, timeoutMs = TIMEOUT_MS, onError } = options;
  requirePositiveInteger("options.atOnce", atOnce);
  requirePositiveInteger("options.timeoutMs", timeoutMs);
  const waiting = new Map<number, (frame: Frame) => void>();
  let asked = 0;
  let running = 0;
  const say = (frame: Frame) => {
    if (socket.readyState !== OPEN) return;
    if ((socket.bufferedAmount ?? 0) > MOST_UNREAD_BYTES) socket.close(CLOSING.tooSlow, "reads too slowly");
    else socket.send(toJson(frame));
  };

  const answerTo = async (ask: number, envelope: unknown) => {
    if (running >= atOnce) {
      say({
        answer: ask,
        error: { status: 503, problem: "Too many are asked at once. Send the same later." },
      });
      return;
    }
    running += 1;
    try {
      say({ answer: ask, envelope: await negotiator.receive(envelope) });
    } catch (error) {
      const refused = refusalFor(error);
      if (refused.status === 500) onError?.(error);
      say({ answer: ask, error: refused });
    } finally {
      running -= 1;
    }
  };

  socket.addEventListener("message", ({ data }) => {
    if (typeof data !== "string") return socket.close(CLOSING.unsupported, "text only");
    if (data.length > MOST_ENVELOPE_BYTES) return socket.close(CLOSING.tooLong, "too long");
    const frame = frameIn(data);
    if (frame === undefined) return socket.close(CLOSING.unreadable, "no frame of a negotiation");
    if ("ask" in frame) void answerTo(frame.ask, frame.envelope);
    else waiting.get(frame.answer)?.(frame);
  });
  // An error is followed by a close.
  socket.addEventListener("error", () => undefined);
  const closed = new Promise<void>((done) => {
    socket.addEventListener("close", () => {
      for (const [id, end] of waiting) end({ answer: id, error: { status: 0, problem: "" } });
      done();
    });
  });

  const channel: NegotiationChannel = async (envelope, signal) => {
    signal?.throwIfAborted();
    if (socket.readyState !== OPEN) throw new CounterpartyUnreachableError("the socket is not open");
    const id = asked++;
    const frame = await new Promise<Frame>((done, fail) => {
      const timer = setTimeout(
        () => done({ answer: id, error: { status: 0, problem: `nothing for ${timeoutMs} ms` } }),
        timeoutMs,
      );
      const stop = () => fail(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      waiting.set(id, (given) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stop);
        done(given);
      });
      say({ ask: id, envelope });
    }).finally(() => waiting.delete(id));
    return envelopeIn(frame);
  };
  return { channel, closed, close: () => socket.close(CLOSING.done) };
}

function frameIn(text: string): Frame | undefined {
  try {
    return readFrame(text);
  } catch (error) {
    if (error instanceof BaseError) return undefined;
    throw error;
  }
}

/** What the other end answered, or why it did not. */
function envelopeIn(frame: Frame): unknown {
  if (!("error" in frame)) return frame.envelope;
  const { status, problem } = frame.error;
  if (status === 0) throw new CounterpartyUnreachableError(problem === "" ? "the socket closed" : problem);
  const said = printable(problem.slice(0, LONGEST_PROBLEM));
  if (isPassing(status)) throw new CounterpartyUnreachableError(`it answered with ${status}`);
  throw new CounterpartyRefusedError(said, status);
}
