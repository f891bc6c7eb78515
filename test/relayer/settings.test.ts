import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { hashOfKey, readAccounts } from "../../apps/relayer/http/accounts.ts";
import { openLog, silentLog, withoutUrls } from "../../apps/relayer/log.ts";
import { RelayerSettingError } from "../../apps/relayer/setting-error.ts";
import { readSettings } from "../../apps/relayer/settings.ts";
import { openStore } from "../../apps/relayer/store/open.ts";

describe("settings of the relayer", () => {
  const key = generatePrivateKey();
  const account = { name: "one", keyHash: hashOfKey("one"), perDay: 3, isFree: true };
  let folder: string;
  let environment: Record<string, string>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-relayer-settings-"));
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    environment = {
      RELAYER_RPC_URL: "http://user:secret@127.0.0.1:1",
      RELAYER_QUITTANCE: "0x00000000000000000000000000000000000000aa",
      RELAYER_KEY_FILE: file("key", `${key.slice(2)}\n`),
      RELAYER_ACCOUNTS: file("accounts", JSON.stringify([account])),
    };
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const refusal = (changes: Record<string, string>) => {
    try {
      readSettings({ ...environment, ...changes });
    } catch (error) {
      if (error instanceof RelayerSettingError) return error;
      throw error;
    }
    throw new Error("the settings were taken");
  };

  it("come from the environment and the files that it names", () => {
    const settings = readSettings(environment);
    expect(settings.accounts.map(({ address }) => address)).to.deep.equal([privateKeyToAddress(key)]);
    expect(settings.authenticate("Bearer one")).to.deep.equal({ name: "one", perDay: 3, isFree: true });
    expect(settings.fees).to.equal(undefined);
  });

  it("take several keys, each once", () => {
    const another = generatePrivateKey();
    const { RELAYER_KEY_FILE: first } = environment;
    writeFileSync(join(folder, "another"), another);
    const { accounts } = readSettings({
      ...environment,
      RELAYER_KEY_FILE: `${first}, ${join(folder, "another")}`,
    });
    const senders = [key, another].map((each) => privateKeyToAddress(each));
    expect(accounts.map(({ address }) => address)).to.deep.equal(senders);
    expect(refusal({ RELAYER_KEY_FILE: `${first},${first}` }).message).to.include("names a key twice");
  });

  it("are refused by the name of the variable, and no message has a value", () => {
    const payee = privateKeyToAddress(generatePrivateKey());
    const cases: readonly (readonly [string, Record<string, string>])[] = [
      ["RELAYER_RPC_URL", { RELAYER_RPC_URL: "" }],
      ["RELAYER_QUITTANCE", { RELAYER_QUITTANCE: key }],
      ["RELAYER_QUITTANCE", { RELAYER_QUITTANCE: "0x00000000000000000000000000000000000000aA" }],
      ["RELAYER_KEY_FILE", { RELAYER_KEY_FILE: join(folder, "accounts") }],
      ["RELAYER_KEY_FILE", { RELAYER_KEY_FILE: join(folder, "missing") }],
      ["RELAYER_ACCOUNTS", { RELAYER_ACCOUNTS: join(folder, "key") }],
      ["RELAYER_PORT", { RELAYER_PORT: key }],
      ["RELAYER_USDC_PER_ETH", { RELAYER_FEE_PAYEE: payee }],
      [
        "RELAYER_FEE_PAYEE",
        { RELAYER_FEE_PAYEE: privateKeyToAddress(key), RELAYER_USDC_PER_ETH: "3000000000" },
      ],
    ];
    for (const [field, changes] of cases) {
      const error = refusal(changes);
      expect(error.field).to.equal(field);
      expect(error.remedy).to.match(/\w.*\.$/s);
      expect(error.message).to.not.include(key.slice(2, 14)).and.to.not.include("secret");
    }
  });

  it("take no account twice, none without a quota, and no key in the place of its hash", () => {
    const wrong: readonly (readonly [field: string, list: unknown])[] = [
      ["RELAYER_ACCOUNTS", {}],
      ["RELAYER_ACCOUNTS[0]", ["agent-1"]],
      ["RELAYER_ACCOUNTS[1]", [account, { ...account, keyHash: hashOfKey("other") }]],
      ["RELAYER_ACCOUNTS[1]", [account, { ...account, name: "other" }]],
      ["RELAYER_ACCOUNTS[0].perDay", [{ ...account, perDay: undefined }]],
      ["RELAYER_ACCOUNTS[0].perDay", [{ ...account, perDay: "1000" }]],
      ["RELAYER_ACCOUNTS[0].keyHash", [{ ...account, keyHash: "a plain key" }]],
      ["RELAYER_ACCOUNTS[1].name", [account, { ...account, name: "Capital" }]],
      ["RELAYER_ACCOUNTS[0].isFree", [{ ...account, isFree: "yes" }]],
    ];
    for (const [field, list] of wrong) {
      const read = () => readAccounts(JSON.stringify(list));
      expect(read, JSON.stringify(list))
        .to.throw(RelayerSettingError, `${field} `)
        .with.property("field", field);
      expect(read).to.not.throw("a plain key");
    }
    expect(readAccounts(JSON.stringify([account]))("Bearer two")).to.equal(undefined);
    expect(readAccounts(JSON.stringify([account]))("one")).to.equal(undefined);
  });

  it("are refused by name when their database cannot be opened, with its code and nothing of its URL", async () => {
    const databasePath = join(folder, "missing", "relayer.sqlite");
    const databaseUrl = "postgres://user:secret@127.0.0.1:1/relayer";
    const cases = [
      ["RELAYER_DATABASE", "ERR_SQLITE_ERROR", { databasePath, databaseUrl: undefined }],
      ["DATABASE_URL", "ECONNREFUSED", { databasePath, databaseUrl }],
    ] as const;
    for (const [field, code, settings] of cases) {
      const error: unknown = await openStore(settings, silentLog).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(RelayerSettingError);
      expect(String(error)).to.contain(`${field} cannot be opened (${code})`).and.to.not.contain("secret");
    }
  });

  it("show the address of their page when they are refused, and no other URL", () => {
    const { docsUrl, message } = refusal({ RELAYER_ACCOUNTS: join(folder, "missing") });
    expect(withoutUrls(message)).to.equal(message).and.to.contain(`Docs: ${docsUrl}`);
    expect(withoutUrls("no answer of http://user:secret@node.example/x")).to.equal("no answer of (a URL)");
  });

  it("give a log that shows hashes by name, and neither keys nor URLs", () => {
    const lines: string[] = [];
    const log = openLog(
      (line) => lines.push(line),
      () => 0,
    );
    log("info", "event", {
      hash: `0x${"ab".repeat(32)}`,
      message: `${key} at http://user:secret@node.example/x\u001b[2J`,
      reason: "no answer of postgres://user:secret@db.example/x",
    });
    const [line = ""] = lines;
    expect(JSON.parse(line)).to.include({ level: "info", event: "event", hash: `0x${"ab".repeat(32)}` });
    expect(line).to.not.include(key.slice(2, 14)).and.to.not.include("secret").and.to.not.include("\u001b");
  });
});
