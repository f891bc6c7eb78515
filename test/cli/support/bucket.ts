import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request as ask, createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSignedWith } from "../../sdk/evidence/signature-v4.ts";

/** A server that speaks the protocol of S3; its package brings no types. */
interface S3Server {
  readonly run: () => Promise<{ readonly port: number }>;
  readonly close: () => Promise<void>;
}
const S3rver: new (options: object) => S3Server = createRequire(import.meta.url)("s3rver");

/** A bucket on loopback that takes requests signed with its secret alone. */
export interface Bucket {
  readonly name: string;
  /** What the tools of AWS read from the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Methods and paths that it was asked, with the status it answered. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

const NAME = "seller-evidence";

export async function startBucket(): Promise<Bucket> {
  const directory = await mkdtemp(join(tmpdir(), "bucket-"));
  const server = new S3rver({
    ...{ address: "127.0.0.1", port: 0, silent: true, directory },
    configureBuckets: [{ name: NAME }],
  });
  const { port } = await server.run();
  // s3rver knows this pair alone, and does not check what is signed with it.
  const [key, secret] = ["S3RVER", "S3RVER"];
  const asked: string[] = [];
  const between = createServer(async (request, response) => {
    const { method, headers, url } = request;
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part as Uint8Array);
    const body = Buffer.concat(parts);
    if (!isSignedWith(secret, request, body)) {
      asked.push(`${method} ${url} 403`);
      return void response.writeHead(403).end();
    }
    const onward = ask({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
      asked.push(`${method} ${url} ${answer.statusCode}`);
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.end(body);
  });
  between.listen(0, "127.0.0.1");
  await once(between, "listening");
  const endpoint = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
  return {
    ...{ name: NAME, asked },
    environment: {
      ...{ AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret },
      ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: "eu-central-1" },
    },
    stop: async () => {
      between.closeAllConnections();
      between.close();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
