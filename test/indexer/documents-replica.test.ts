import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { canonicalJson } from "../../sdk/index.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { sends, startServer, type TestServer } from "../sdk/evidence/server.ts";
import { fundParties, hashOf, openOn, pactCalled } from "./support/documents.ts";
import { environmentOf, freePort, type Indexer, startIndexer, until } from "./support/indexer.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";

const ROOT = fileURLToPath(new URL("../../indexer", import.meta.url));
const PONDER = fileURLToPath(new URL("../../node_modules/ponder/dist/esm/bin/ponder.js", import.meta.url));
const SCHEMA = "replicated";

/** An indexer that writes to PostgreSQL, and a replica (`ponder serve`) of it. */
describe("documents of a replica", () => {
  const pact = pactCalled("replicated");
  const text = canonicalJson(pact);
  let stack: Stack;
  let store: TestServer;
  let postgres: Postgres | undefined;
  let indexer: Indexer | undefined;
  let stopReplica: (() => Promise<void>) | undefined;

  before(async () => {
    [stack, store, postgres] = await Promise.all([startStack(), startServer(), openCluster()]);
    store.answers.set(`/${hashOf(text)}.json`, sends(text));
    await fundParties(stack);
  });

  after(async () => {
    await stopReplica?.();
    await indexer?.stop("SIGTERM");
    await Promise.all([stack?.stop(), store?.stop(), postgres?.stop()]);
  });

  it("are those that the indexer found: only one of them looks", async () => {
    if (postgres === undefined) return console.log("      PostgreSQL is not here: there are no replicas.");
    const { dealId } = await openOn(stack, pact);
    const environment = environmentOf(stack, { DATABASE_URL: postgres.url, DATABASE_SCHEMA: SCHEMA });
    indexer = await startIndexer({ ...environment, QUITTANCE_EVIDENCE_URLS: store.url });
    await indexer.reach(await stack.publicClient.getBlockNumber());
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const place = ["--schema", SCHEMA, "--root", ROOT, "--hostname", "127.0.0.1", "--port", String(port)];
    const child = spawn(process.execPath, [PONDER, "serve", ...place], {
      ...{ cwd: tmpdir(), stdio: "ignore" },
      env: { ...process.env, ...environment, PONDER_TELEMETRY_DISABLED: "1" },
    });
    const ended = once(child, "exit");
    stopReplica = async () => {
      child.kill("SIGKILL");
      await ended;
    };
    const json = async (path: string) => (await (await fetch(`${url}${path}`)).json()) as Answered;
    await until("the replica says that it is verified", async () =>
      (await json(`/deals/${dealId}/documents`)).documents.every(({ state }) => state === "verified"),
    );
    const { documents, namedBy = [] } = await json(`/documents/${hashOf(text)}`);
    expect(documents.map(({ content }) => content)).to.deep.equal([text]);
    expect(namedBy.map(({ deal }) => deal)).to.deep.equal([dealId]);
    // It knows of no store, and says that documents are looked for.
    expect(await json("/documents")).to.deep.include({ looking: true });
    expect(store.asked.map((asked) => asked.url)).to.deep.equal([`/${hashOf(text)}.json`]);
  });
});

interface Answered {
  readonly documents: readonly { readonly state: string; readonly content?: string }[];
  readonly namedBy?: readonly { readonly deal: string }[];
}
