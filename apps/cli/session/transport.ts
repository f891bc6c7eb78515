import { type Hex, http, type Transport, webSocket } from "viem";

/** Called with each signed transaction before a node gets it. */
export type Recording = (signed: Hex) => void;

interface Socket {
  readonly close: () => unknown;
}

const opened = new Set<Promise<Socket>>();

/** A connection to a node, over HTTP or a WebSocket, which lets each signed transaction be written down before it leaves. */
export function recordedTransport(url: string, record: { current?: Recording | undefined }): Transport {
  const inner: Transport = /^wss?:/i.test(url) ? kept(webSocket(url)) : http(url, { retryCount: 2 });
  return (options) => {
    const made = inner(options);
    const request: typeof made.request = async (asked, ...rest) => {
      const { method, params } = asked as { readonly method: string; readonly params?: readonly Hex[] };
      const [signed] = method === "eth_sendRawTransaction" ? (params ?? []) : [];
      if (signed !== undefined) record.current?.(signed);
      return made.request(asked as never, ...rest) as never;
    };
    return { ...made, request };
  };
}

/** Remembers the socket of a transport, which would keep the process alive. */
function kept(inner: ReturnType<typeof webSocket>): Transport {
  return (options) => {
    const made = inner(options);
    const request: typeof made.request = async (...asked) => {
      const socket = made.value?.getRpcClient();
      if (socket !== undefined) opened.add(socket);
      return made.request(...asked);
    };
    return { ...made, request };
  };
}

/** Closes the sockets of all nodes that were asked, so that the process can end. */
export async function closeConnections(): Promise<void> {
  const closing = [...opened];
  opened.clear();
  for (const socket of await Promise.allSettled(closing)) {
    if (socket.status === "fulfilled") socket.value.close();
  }
}
