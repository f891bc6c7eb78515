import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "viem";
import { nameOf } from "../../../sdk/evidence/digest.ts";
import type { EvidenceStore } from "../../../sdk/evidence/index.ts";

/** How a server treats what is below the first part of a path. */
export type Manner = "honest" | "lying" | "stalling" | "flooding" | "inward" | "failing";

/** A server of evidence on loopback, honest or not. */
export interface EvidenceServer {
  readonly url: string;
  /** A store whose URIs are served in a manner. */
  readonly store: (manner: Manner) => EvidenceStore;
  /** Keeps bytes under a path, such as a pact under its hash. */
  readonly place: (path: string, bytes: Uint8Array) => void;
  /** Changes a manner for all that is served in it. */
  readonly turn: (from: Manner, to: Manner) => void;
  /** Requests that were ever open at once. */
  readonly mostAtOnce: () => number;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
}

const FLOOD = Buffer.alloc(65_536, 0x20);

/** Starts a server of evidence. */
export async function startEvidenceServer(): Promise<EvidenceServer> {
  const entries = new Map<string, Uint8Array>();
  const turned = new Map<Manner, Manner>();
  const asked: string[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    open++;
    most = Math.max(most, open);
    response.on("close", () => {
      open--;
    });
    const manner = (path.split("/")[1] ?? "honest") as Manner;
    const bytes = entries.get(path.split("/").at(-1) ?? "");
    const behaviour = turned.get(manner) ?? manner;
    if (behaviour === "stalling") return;
    if (behaviour === "failing") return void response.writeHead(500).end();
    if (behaviour === "inward")
      return void response.writeHead(302, { location: "http://10.0.0.1/secret" }).end();
    if (behaviour === "flooding") {
      const pour = () => {
        while (!response.destroyed && response.write(FLOOD));
        response.once("drain", pour);
      };
      response.writeHead(200);
      return pour();
    }
    if (bytes === undefined) return void response.writeHead(404).end();
    const served =
      behaviour === "lying" ? bytes.map((byte, index) => (index === 3 ? byte ^ 1 : byte)) : bytes;
    response.writeHead(200).end(served);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    store: (manner) => ({
      put: async (bytes) => {
        const name = nameOf(sha256(bytes));
        entries.set(name, bytes);
        return { uri: `${url}/${manner}/${name}`, sha256: sha256(bytes), size: bytes.length };
      },
      read: () => Promise.reject(new Error("it is read over HTTP")),
      has: async (hash) => entries.has(nameOf(hash)),
      delete: async (hash) => entries.delete(nameOf(hash)),
    }),
    place: (path, bytes) => void entries.set(path, bytes),
    turn: (from, to) => void turned.set(from, to),
    mostAtOnce: () => most,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, "close");
    },
  };
}
