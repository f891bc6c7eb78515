import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { call } from "./support/call.ts";
import { MANAGED_ACCOUNT } from "./support/indexer.ts";

/** What the command says of an indexer at this URL, and its exit code. */
const askedAt = (url: string, ...more: string[]) => call(["account", MANAGED_ACCOUNT, "--url", url, ...more]);

/** A server on a free port for as long as `use` takes. */
async function served<Result>(
  answer: RequestListener,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("a question that is not answered", () => {
  it("fails with what happened: the connection was refused", async () => {
    const closed = await served(
      () => undefined,
      async (url) => url,
    );
    const { code, err } = await askedAt(closed);
    expect(code).to.equal(1);
    expect(err).to.equal(
      `quittance: No indexer answers at ${closed} (the connection was refused, ECONNREFUSED). Start one, or name another with --url.\n`,
    );
  });

  it("fails with what happened: the port is none that is asked over HTTP", async () => {
    const { code, err } = await askedAt("http://127.0.0.1:9");
    expect(code).to.equal(1);
    expect(err).to.contain("(bad port)").and.to.not.contain("TypeError");
  });

  for (const more of [[], ["--csv"]]) {
    it(`fails with what happened: the answer broke off ${more.join("")}`, async () => {
      const half: RequestListener = (_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("sequence,", () => response.destroy());
      };
      const { code, err } = await served(half, (url) => askedAt(url, ...more));
      expect(code).to.equal(1);
      expect(err).to.contain("(the connection was broken off, ").and.to.not.contain("TypeError");
    });
  }
});
