import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { generatePrivateKey } from "viem/accounts";
import { createHistory, listChanges, watchChanges } from "../../sdk/history/index.ts";
import { accountDid, openTab, signTab } from "../../sdk/index.ts";
import {
  exampleTab,
  openExampleAccount,
  openExampleDeal,
  type Stack,
  startStack,
} from "../../sdk/testing/index.ts";
import { verifyTrustCredential } from "../../sdk/trust/credentials/index.ts";
import { verifyTrustStatement } from "../../sdk/trust/index.ts";
import { typeErrors } from "../docs/support/examples.ts";
import { judgeJwt } from "../sdk/trust/support/independent.ts";
import { generateClient } from "./support/generated-client.ts";
import { environmentOf, type Indexer, startIndexer } from "./support/indexer.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const KEYS = {
  QUITTANCE_TRUST_KEY: generatePrivateKey(),
  QUITTANCE_TRUST_P256_KEY: JSON.stringify(privateKey.export({ format: "jwk" })),
  QUITTANCE_TRUST_URL: "https://trust.example",
};

/** A program as a user of the generated types writes it. */
const PROGRAM = `
import createClient from "openapi-fetch";
import type { paths } from "./paths.ts";

export async function ask(baseUrl: string, account: string, principal: string) {
  const client = createClient<paths>({ baseUrl });
  const path = { address: account };
  const standing = await client.GET("/accounts/{address}", { params: { path } });
  const available: string | undefined = standing.data?.limits.available;
  const statement = await client.GET("/accounts/{address}/statement", { params: { path, query: { limit: 1 } } });
  const next: number | null | undefined = statement.data?.next;
  const costs = await client.GET("/accounts/{address}/costs", { params: { path } });
  const owner = await client.GET("/principals/{address}", { params: { path: { address: principal } } });
  const nobody = await client.GET("/accounts/{address}", { params: { path: { address: principal } } });
  const refused = await client.GET("/accounts/{address}", { params: { path: { address: "0x12" } } });
  const problems: (string | undefined)[] = [nobody.error?.error, refused.error?.error];
  const csv = await client.GET("/accounts/{address}/statement.csv", { params: { path }, parseAs: "text" });
  const line: string | undefined = csv.data;
  const status = await client.GET("/status");
  const block: number | undefined = status.data?.chain.block.number;
  const keys = await client.GET("/trust/keys");
  const list = await client.GET("/trust/status/{list}", { params: { path: { list: 7 } } });
  const trust = await client.GET("/trust/{subject}", { params: { path: { subject: account } } });
  const batch = await client.POST("/trust/batch", { body: { subjects: [account, principal] } });
  const score: number | undefined = batch.data?.answers[1]?.score;
  const page = await client.POST("/trust/filter", { body: { tier: "unproven", limit: 5 } });
  const found: string | null | undefined = page.data?.next;
  return { trust, score, found, standing, available, statement, next, costs, owner, problems, line, block, keys, list };
}
`;

interface Documented {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, { readonly get?: { readonly responses: Record<string, unknown> } }>
  >;
}

describe("the OpenAPI document of the indexer", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-openapi-"));
  let stack: Stack;
  let postgres: Postgres | undefined;
  let indexer: Indexer;
  let document: Documented;
  let account: string;
  let principal: string;
  let dealId: `0x${string}`;

  before(async () => {
    [stack, postgres] = await Promise.all([startStack(), openCluster()]);
    const opened = await openExampleAccount(stack);
    const { address, domain, walletClient } = stack;
    ({ dealId } = await openExampleDeal(stack));
    const tab = await exampleTab(stack, { account: opened.account.address });
    const signature = await signTab({ domain, tab, account: opened.account });
    await openTab(walletClient, { address, tab, signature });
    [account, principal] = [opened.account.address.toLowerCase(), opened.principal.address.toLowerCase()];
    const database =
      postgres === undefined
        ? { QUITTANCE_PGLITE_DIRECTORY: join(folder, "pglite") }
        : { DATABASE_URL: postgres.url, DATABASE_SCHEMA: "quittance" };
    indexer = await startIndexer({ ...environmentOf(stack, database), ...KEYS });
    await indexer.reach(await stack.publicClient.getBlockNumber());
    document = (await (await fetch(`${indexer.url}/openapi.json`)).json()) as Documented;
  });

  after(async () => {
    await indexer?.stop("SIGTERM");
    await Promise.all([stack?.stop(), postgres?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it("is valid", async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(errors ?? []).to.deep.equal([]);
    expect([valid, document.openapi]).to.deep.equal([true, "3.1.0"]);
  });

  it("has every path that the indexer says it serves, and no other", async () => {
    const { error } = (await (await fetch(`${indexer.url}/nowhere`)).json()) as { readonly error: string };
    const served = (/Served here: (.*)\.$/.exec(error)?.[1] ?? "").split(", ");
    expect(served).to.have.length.above(10);
    const documented = Object.keys(document.paths)
      .filter((path) => !path.startsWith("/sql"))
      .map((path) => path.replace(/\{[^}]*\}/, "*"));
    expect(documented).to.have.members(served.map((path) => path.replace(/<[^>]*>/, "*")));
  });

  it("has the refusal of one stream of changes too many", async () => {
    const leaving = new AbortController();
    try {
      const headers = { Accept: "text/event-stream" };
      const follow = () =>
        fetch(`${indexer.url}/changes?deal=${dealId}`, { headers, signal: leaving.signal });
      const statuses: number[] = [];
      for (let stream = 0; stream < 21; stream++) statuses.push((await follow()).status);
      expect(statuses).to.deep.equal([...Array(20).fill(200), 429]);
      expect(document.paths["/changes"]?.get?.responses).to.include.keys("429", "503");
    } finally {
      leaving.abort();
    }
  });

  it("makes a client that passes the type checker, and that the indexer answers", async () => {
    const client = await generateClient("openapi-client", document, PROGRAM);
    expect(typeErrors(client.modules)).to.deep.equal([]);
    const { ask } = (await client.load()) as { readonly ask: (...input: string[]) => Promise<Answers> };
    const said = await ask(indexer.url, account, principal);
    expect(said.next).to.equal(0);
    expect(BigInt(said.available) > 0n).to.equal(true);
    expect(said.line).to.match(/^sequence,time,kind/);
    expect(said.block).to.equal(Number(await stack.publicClient.getBlockNumber()));
    const [unknown, refused] = said.problems;
    expect(unknown).to.include("No principal opened");
    expect(refused).to.include("Give 0x and 40 hex digits");
    expect([said.score, said.found]).to.deep.equal([0, null]);
    const now = new Date();
    const list = await (
      await fetch(`${indexer.url}/trust/status/7`, { headers: { Accept: "application/vc+jwt" } })
    ).text();
    const { issuer } = said.keys.data;
    const read = await judgeJwt(list, { keys: said.keys.data, issuer, now });
    expect(read.type).to.include("BitstringStatusListCredential");
  });

  it("describes pages of changes, and every event of a deal and of its parties is in them", async () => {
    const history = createHistory({ url: indexer.url });
    const all = await listChanges(history, { deal: dealId });
    const names = all.changes.map(({ name }) => name);
    expect(names).to.include("DealOpened");
    expect(all.changes.every((change) => change.dealId === dealId)).to.equal(true);
    const { changes } = await listChanges(history, { agent: stack.seller.address });
    expect(changes.map(({ name }) => name)).to.include.members(names);
    const logs = await stack.publicClient.getLogs({ address: stack.address, fromBlock: 0n });
    const places = new Set(logs.map((log) => `${log.transactionHash} ${log.logIndex}`));
    for (const { transaction, logIndex } of [...all.changes, ...changes]) {
      expect(places.has(`${transaction} ${logIndex}`)).to.equal(true);
    }
    expect((await listChanges(history, { deal: dealId, after: all.next })).changes).to.deep.equal([]);
  });

  it("streams what happens, and says what a reorganisation made void", async () => {
    const history = createHistory({ url: indexer.url });
    const { next: after } = await listChanges(history, { agent: stack.buyer.address, limit: 500 });
    const end = new AbortController();
    const watcher = watchChanges(history, { agent: stack.buyer.address, after, signal: end.signal });
    const take = async () => (await watcher.next()).value ?? undefined;
    const fork = await stack.snapshot();
    const lost = await openExampleDeal(stack);
    const seen: (string | undefined)[] = [];
    for (let said = await take(); said?.kind === "change"; said = await take()) {
      seen.push(said.dealId);
      if (said.name === "DealOpened") break;
    }
    expect(seen).to.include(lost.dealId);
    await stack.revert(fork);
    const kept = await openExampleDeal(stack);
    await stack.mine(3);
    let voidedFrom: number | undefined;
    for (let said = await take(); said !== undefined; said = await take()) {
      if (said.kind === "reorganised") voidedFrom = said.from;
      else if (said.dealId === kept.dealId && said.name === "DealOpened") break;
    }
    end.abort();
    expect(voidedFrom).to.be.a("number");
    const now = await listChanges(history, { agent: stack.buyer.address, limit: 500 });
    const ids = now.changes.map(({ dealId }) => dealId);
    expect(ids).to.include(kept.dealId).and.to.not.include(lost.dealId);
  });

  it("signs the scores that it computes, in every form, and others verify them", async () => {
    const read = async (form: string) => fetch(`${indexer.url}/trust/${stack.seller.address}?format=${form}`);
    const json = async (response: Response) => Object(await response.json());
    const { signer, issuer, ...keys } = await json(await fetch(`${indexer.url}/trust/keys`));
    const { domain } = stack;
    const all = await json(await read("all"));
    const { answer } = all;
    const subject = stack.seller.address;
    const { score } = await verifyTrustStatement({
      ...{ statement: all.statement, subject, domain, signer },
      answer,
    });
    expect(score).to.equal(answer.score);
    const jwt = await (await read("vc-jwt")).text();
    const said = await judgeJwt(jwt, { keys, issuer, now: new Date() });
    expect(said.credentialSubject).to.include({ tier: answer.tier });
    const loadStatus = async (url: string) => json(await fetch(`${indexer.url}${new URL(url).pathname}`));
    for (const credential of [all.jwt, all.credential]) {
      const verified = await verifyTrustCredential({
        ...{ credential, subject, issuer, domain },
        answer,
        loadStatus,
      });
      expect(verified.subject).to.equal(stack.seller.address.toLowerCase());
    }
    const did = accountDid({
      chainId: domain.chainId,
      address: stack.address,
      account: stack.seller.address,
    });
    const byDid = await fetch(`${indexer.url}/trust/${encodeURIComponent(did)}?format=vc`);
    expect(byDid.headers.get("content-type")).to.equal("application/vc");
    expect((await json(byDid)).credentialSubject.id).to.equal(did);
  });

  it("makes a client that refuses what is not in it", async () => {
    const wrong = PROGRAM.replace("data?.limits.available", "data?.limits.rest").replace(
      '"/trust/keys"',
      '"/trust/key"',
    );
    const client = await generateClient("openapi-client-wrong", document, wrong);
    const [field = "", path = "", ...others] = typeErrors(client.modules);
    expect(field).to.include("'rest' does not exist");
    expect(path).to.include("Expected 2 arguments");
    expect(others).to.deep.equal([]);
  });

  it("describes each answer to the last field", async () => {
    const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
    ajv.addSchema(document, "document");
    const paths = {
      "/accounts/{address}": `/accounts/${account}`,
      "/accounts/{address}/statement": `/accounts/${account}/statement`,
      "/accounts/{address}/costs": `/accounts/${account}/costs`,
      "/principals/{address}": `/principals/${principal}`,
      "/agents/{address}/settlements": `/agents/${stack.seller.address}/settlements?day=2026-11-21`,
      "/principals/{address}/settlements": `/principals/${principal}/settlements?day=2026-11-21`,
      "/changes": `/changes?deal=${dealId}`,
      "/documents": "/documents",
      "/deals/{id}/documents": `/deals/${dealId}/documents`,
      "/check": "/check",
      "/status": "/status",
      "/trust/{subject}": `/trust/${stack.seller.address}`,
      "/trust/keys": "/trust/keys",
      "/trust/did.json": "/trust/did.json",
    };
    for (const [path, asked] of Object.entries(paths)) {
      const answer: unknown = await (await fetch(`${indexer.url}${asked}`)).json();
      const pointer = `document#/paths/${path.replaceAll("/", "~1").replace("{", "%7B").replace("}", "%7D")}`;
      const validate = ajv.compile({
        $ref: `${pointer}/get/responses/200/content/application~1json/schema`,
      });
      expect(validate(answer), `${path}: ${ajv.errorsText(validate.errors)}`).to.equal(true);
      const more = { ...Object(answer), unheard: 1 };
      if (path !== "/trust/did.json") expect(validate(more), path).to.equal(false);
    }
  });
});

interface Answers {
  readonly available: string;
  readonly next: number;
  readonly line: string;
  readonly block: number;
  readonly score: number;
  readonly found: null;
  readonly problems: readonly string[];
  readonly keys: { readonly data: { readonly issuer: string } };
}
