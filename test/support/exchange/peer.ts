import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A peer of an exchange that says what a test wants. */
export interface Peer {
  readonly url: string;
  /** What it says comes after a place. */
  answers: (after: number) => string;
  stop(): Promise<void>;
}

/** Starts one on this machine. */
export async function startPeer(): Promise<Peer> {
  const server: Server = createServer((request, response) => {
    const after = Number(new URL(request.url ?? "", "http://peer").searchParams.get("after"));
    response.end(peer.answers(after));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer: Peer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: () => "",
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return peer;
}
