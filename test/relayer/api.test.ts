import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { toHex } from "viem";
import { hashOfKey } from "../../apps/relayer/http/accounts.ts";
import { decodeRevert, release, signRelease, withdraw } from "../../sdk/index.ts";
import { intentIdOf } from "../../sdk/relayer/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { keys, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";

const PROGRAM = "apps/relayer/relayer.ts";

describe("the relayer over HTTP", () => {
  const setup = useStack();
  let relayer: Awaited<ReturnType<typeof startTestRelayer>>;
  const lines: string[] = [];

  beforeEach(async () => {
    lines.length = 0;
    relayer = await startTestRelayer(settingsFor(setup()), (level, event, fields) => {
      lines.push(JSON.stringify({ level, event, ...fields }));
    });
  });
  afterEach(async () => {
    await relayer.stop();
  });

  const ask = async (path: string, init: RequestInit & { readonly key?: string } = {}) => {
    const { key = keys.free, ...rest } = init;
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(`${relayer.url}${path}`, { ...rest, headers });
    const text = await response.text();
    return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : {} };
  };
  const post = (path: string, body: unknown, key?: string) =>
    ask(path, { method: "POST", body: JSON.stringify(body), ...(key && { key }) });
  const released = async () => {
    const { terms } = await openExampleDeal(setup());
    const { domain, buyer, address } = setup();
    const signature = await signRelease({ domain, terms, milestone: 0, account: buyer });
    return release.call({ address, terms, milestone: 0, signature }).data;
  };
  const untilState = async (id: string, state: string) => {
    for (;;) {
      const { body } = await ask(`/intents/${id}`);
      if (body.state === state) return body;
      await setup().publicClient.request({ method: "hardhat_mine", params: ["0x1"] } as never);
    }
  };

  it("takes an intent once, and brings it to its end", async () => {
    const data = await released();
    const { address, chain } = setup();
    const taken = await post("/intents", { data });
    expect(taken.status).to.equal(202);
    expect(taken.body.id).to.equal(intentIdOf({ chainId: chain.id, address, data }));
    expect((await post("/intents", { data })).status).to.equal(200);
    const final = await untilState(taken.body.id, "final");
    expect(final).to.include({ data });
    const receipt = await setup().publicClient.getTransactionReceipt({ hash: final.hash });
    expect(receipt.status).to.equal("success");
  });

  it("keeps an answer back until a block has the intent, when it is asked to", async () => {
    const data = await released();
    const { request } = setup().publicClient;
    await request({ method: "evm_setAutomine", params: [false] } as never);
    const { body } = await post("/intents", { data });
    const early = await ask(`/intents/${body.id}?wait=0.05`);
    expect(["queued", "sent"]).to.include(early.body.state);
    const waiting = ask(`/intents/${body.id}?wait=30`);
    const mining = setInterval(() => void request({ method: "evm_mine" } as never), 150);
    const late = await waiting.finally(() => clearInterval(mining));
    await request({ method: "evm_setAutomine", params: [true] } as never);
    expect(late.body.state).to.equal("done");
    for (const wait of ["-1", "31", "soon"]) {
      expect((await ask(`/intents/${body.id}?wait=${wait}`)).status, wait).to.equal(400);
    }
  });

  it("refuses what the contract refuses, with its error", async () => {
    const data = await released();
    const { body } = await post("/intents", { data });
    await untilState(body.id, "final");
    const { terms } = await openExampleDeal(setup());
    const { address } = setup();
    const unsigned = release.call({ address, terms, milestone: 0 }).data;
    const refused = await post("/intents", { data: unsigned });
    expect(refused.status).to.equal(422);
    expect(decodeRevert(refused.body.reason).name).to.equal("InvalidSignatureError");
    expect((await post("/quotes", { data: unsigned }, keys.paying)).status).to.equal(422);
  });

  it("refuses calls for its own sender, malformed bodies and long ones", async () => {
    const { address, seller } = setup();
    const { data } = withdraw.call({ address, to: seller.address, amount: 1n, salt: 1n });
    const refused = await post("/intents", { data });
    expect(refused.status).to.equal(400);
    expect(refused.body.error).to.include("relayers send");
    for (const body of [
      {},
      { data: "text" },
      { data: "0x123" },
      { data: "0x" },
      [],
      { data: "0x01020304", payment: 7 },
    ]) {
      expect((await post("/intents", body)).status, JSON.stringify(body)).to.equal(400);
    }
    expect((await ask("/intents", { method: "POST", body: "{" })).status).to.equal(400);
    expect((await post("/intents", { data: toHex(new Uint8Array(210_000)) })).status).to.equal(413);
  });

  it("takes no more than an account's intents of a day, also when they come at once", async () => {
    const all = [await released(), await released()];
    const answers = await Promise.all(all.map((data) => post("/intents", { data }, keys.small)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([202, 429]);
  });

  it("answers no stranger, and knows no other paths", async () => {
    const data = await released();
    expect((await post("/intents", { data }, "other")).status).to.equal(401);
    expect((await ask("/intents/0x12", { key: "other" })).status).to.equal(401);
    expect((await ask("/intents/0x12")).status).to.equal(400);
    expect((await ask(`/intents/0x${"12".repeat(32)}`)).status).to.equal(404);
    expect((await ask("/anything")).status).to.equal(404);
  });

  it("has figures for Prometheus, says what it is for, and is well", async () => {
    const { body } = await post("/intents", { data: await released() });
    await untilState(body.id, "final");
    const { text } = await ask("/metrics");
    expect(text)
      .to.include('relayer_intents{state="final"} 1')
      .and.to.include(`relayer_mined_intents_total{sender="${setup().relayer.address}"} 1`);
    expect(text).to.match(/relayer_sender_balance_gwei\{sender="0x[0-9a-fA-F]{40}"\} [1-9]/);
    expect((await ask("/health")).body).to.deep.equal({ ok: true });
    const { address, relayer: sender } = setup();
    expect((await ask("/")).body).to.deep.include({ address, senders: [sender.address] });
  });

  it("logs neither keys of accounts, nor signatures", async () => {
    const data = await released();
    await post("/intents", { data });
    await post("/intents", { data }, "another-secret-key");
    expect(lines.length).to.be.greaterThan(0);
    for (const secret of [...Object.values(keys), "another-secret-key", data.slice(-64)]) {
      expect(lines.join("\n")).to.not.include(secret);
    }
  });

  it("ends by SIGTERM with code 0, as a program, and goes on where it was", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quittance-relayer-program-"));
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const privateKey = setup().accounts[6]?.getHdKey().privateKey ?? new Uint8Array();
    const accounts = [{ name: "one", keyHash: hashOfKey("one"), perDay: 10, isFree: true }];
    const env = {
      ...process.env,
      RELAYER_RPC_URL: setup().rpcUrl,
      RELAYER_QUITTANCE: setup().address,
      RELAYER_KEY_FILE: file("key", toHex(privateKey)),
      RELAYER_ACCOUNTS: file("accounts", JSON.stringify(accounts)),
      RELAYER_DATABASE: join(folder, "relayer.sqlite"),
      RELAYER_PORT: "0",
      RELAYER_FINAL_DEPTH: "5",
    };
    const run = async () => {
      const child = spawn(process.execPath, [PROGRAM], { env, stdio: ["ignore", "pipe", "inherit"] });
      const printed: string[] = [];
      const listening = Promise.withResolvers<string>();
      createInterface(child.stdout).on("line", (line) => {
        printed.push(line);
        const { event, host, port } = JSON.parse(line);
        if (event === "listening") listening.resolve(`http://${host}:${port}`);
      });
      child.once("exit", () => listening.reject(new Error("it ended")));
      return { child, printed, url: await listening.promise };
    };
    const first = await run();
    const data = await released();
    const headers = { authorization: "Bearer one", "content-type": "application/json" };
    const asked = await fetch(`${first.url}/intents`, {
      method: "POST",
      headers,
      body: JSON.stringify({ data }),
    });
    expect(asked.status).to.equal(202);
    const { id } = (await asked.json()) as { id: string };
    const ended = once(first.child, "exit");
    first.child.kill("SIGTERM");
    expect(await ended).to.deep.equal([0, null]);
    expect(first.printed.join("\n"))
      .to.include('"event":"stopped"')
      .and.to.not.include(toHex(privateKey).slice(2));
    const second = await run();
    for (;;) {
      const status = (await (await fetch(`${second.url}/intents/${id}`, { headers })).json()) as {
        state: string;
      };
      if (status.state === "final") break;
      await setup().publicClient.request({ method: "hardhat_mine", params: ["0x1"] } as never);
    }
    const over = once(second.child, "exit");
    second.child.kill("SIGTERM");
    await over;
    expect(readFileSync(join(folder, "key"), "utf8")).to.equal(toHex(privateKey));
    rmSync(folder, { recursive: true });
  });
});
