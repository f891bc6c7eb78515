import { CounterpartyUnreachableError } from "../../errors/negotiation.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import type { Negotiator } from "../talk/negotiator.ts";
import type { NegotiationChannel } from "./channel.ts";
import { pause } from "./pause.ts";
import { type NegotiationSocket, type SocketRoad, socketRoad } from "./socket.ts";
import { requireCounterpartyUrl } from "./url.ts";

/** How a counterparty is reached over a WebSocket. */
export interface SocketChannelOptions {
  /** Where the other side listens: wss. */
  readonly url: string;
  /** Answers what the other side asks over the same socket. */
  readonly negotiator: Pick<Negotiator, "receive">;
  /**
   * Opens a socket; the global `WebSocket` when left out, which connects to whatever address a public name has. A server opens one of `ws`
   * with `publicLookup()` of `quittance/node`.
   */
  readonly connect?: ((url: string) => NegotiationSocket) | undefined;
  /** For counterparties on your own machine: takes ws, names of private networks and addresses. */
  readonly allowPrivate?: boolean | undefined;
  /** Attempts in all, each with a new socket where there is none; 4 when left out. */
  readonly attempts?: number | undefined;
  /** Milliseconds for a connection, and for each answer; 30,000 when left out. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds before the second attempt, twice as many before each further one; 500 when left out. */
  readonly pauseMs?: number | undefined;
}

/** A road over a socket that is opened when it is needed. */
export interface SocketChannel {
  readonly channel: NegotiationChannel;
  /** Closes the socket. The next envelope would open another one. */
  readonly close: () => void;
}

const FIELDS = "url negotiator connect allowPrivate attempts timeoutMs pauseMs";
const ATTEMPTS = 4;
const TIMEOUT_MS = 30_000;
const PAUSE_MS = 500;

/**
 * The road to a counterparty over a WebSocket, which is opened when it is needed and again when it broke.
 *
 * @throws InvalidFieldError for a URL that is not wss, or whose host is no public name.
 * @example
 * import { openNegotiator, socketChannel } from "quittance/negotiation";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const negotiator = await openNegotiator({ domain, account, strategy: () => ({ kind: "wait" }) });
 * const { channel, close } = socketChannel({ url: "wss://seller.example.com/negotiations", negotiator });
 * console.log(typeof channel); // function: pass it to `converse`
 * close();
 * await stack.stop();
 */
export function socketChannel(options: SocketChannelOptions): SocketChannel {
  requireOptions(options, FIELDS, "options");
  const { negotiator, attempts = ATTEMPTS, timeoutMs = TIMEOUT_MS, pauseMs = PAUSE_MS } = options;
  const { connect = (to) => new WebSocket(to), allowPrivate = false } = options;
  const url = requireCounterpartyUrl(options.url, ["wss:", "ws:"], allowPrivate);
  for (const [name, value] of Object.entries({ attempts, timeoutMs, pauseMs }))
    requirePositiveInteger(`options.${name}`, value);
  let current: Promise<SocketRoad> | undefined;

  const open = (): Promise<SocketRoad> => {
    if (current !== undefined) return current;
    const opening = opened(connect(url.href), timeoutMs).then((socket) => {
      const road = socketRoad({ negotiator, socket, timeoutMs });
      void road.closed.then(() => forget(opening));
      return road;
    });
    opening.catch(() => forget(opening));
    current = opening;
    return opening;
  };
  const forget = (road: Promise<SocketRoad>) => {
    if (current === road) current = undefined;
  };

  return {
    channel: async (envelope, signal) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await (await open()).channel(envelope, signal);
        } catch (error) {
          if (!(error instanceof CounterpartyUnreachableError) || attempt >= attempts) throw error;
        }
        await pause(pauseMs * 2 ** (attempt - 1), signal);
      }
    },
    close: () => {
      void current?.then(
        (road) => road.close(),
        () => undefined,
      );
      current = undefined;
    },
  };
}

/** Waits until a socket is open. */
function opened(socket: NegotiationSocket, timeoutMs: number): Promise<NegotiationSocket> {
  return new Promise((done, fail) => {
    const refuse = (problem: string) => {
      clearTimeout(timer);
      fail(new CounterpartyUnreachableError(problem));
    };
    const timer = setTimeout(() => {
      refuse(`no connection in ${timeoutMs} ms`);
      socket.close();
    }, timeoutMs);
    socket.addEventListener("open", () => {
      clearTimeout(timer);
      done(socket);
    });
    socket.addEventListener("error", () => refuse("the connection failed"));
    socket.addEventListener("close", () => refuse("the connection failed"));
  });
}
