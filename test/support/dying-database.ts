import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** One message of PostgreSQL's protocol: its kind, its length, its content. */
function messageOf(kind: string, content: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(kind), length, content]);
}

const AUTHENTICATED = messageOf("R", Buffer.alloc(4));
const READY = messageOf("Z", Buffer.from("I"));
const ENDED = messageOf(
  "E",
  Buffer.from("SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"),
);

/** A PostgreSQL that ends each connection in the moment in which it is open: both are said in one packet. */
export async function startDyingDatabase() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(Buffer.concat([AUTHENTICATED, READY, ENDED])));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
  return { url: `postgres://nobody@127.0.0.1:${port}/none`, stop };
}
