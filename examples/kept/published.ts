import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { hashEvidence } from "quittance";

const NAME = /^\/(0x[0-9a-f]{64}\.json)$/;
const FOLDER = "published";

/** Publishes a document under its hash, as `<hash>.json`. */
export async function publish(folder: string, content: string | Uint8Array): Promise<void> {
  const place = join(folder, FOLDER);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, `${hashEvidence(content)}.json`), content);
}

/** A store of documents by their hashes: a web server on this machine alone. */
export async function servePublished(
  folder: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = createServer(async ({ url = "" }, response) => {
    const [, name] = NAME.exec(url) ?? [];
    const bytes = name && (await readFile(join(folder, FOLDER, name)).catch(() => undefined));
    if (bytes === undefined || bytes === "") response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}
