import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { encryptKey } from "../../apps/cli/keys/keystore.ts";
import { openLog } from "../../apps/juror/log.ts";
import { JurorSettingError } from "../../apps/juror/setting-error.ts";
import { readSettings } from "../../apps/juror/settings.ts";

const PASSPHRASE = "correct horse";

describe("the settings of a juror", () => {
  const key = generatePrivateKey();
  let folder: string;
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-juror-settings-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const least = (): Record<string, string> => ({
    JUROR_RPC_URL: "http://127.0.0.1:8545",
    JUROR_QUITTANCE: "0x00000000000000000000000000000000000000aa",
    JUROR_KEY_FILE: file("key", `${key.slice(2)}\n`),
    JUROR_BOARDS: "https://board.example, https://other.example",
  });
  const refusal = async (changes: Record<string, string | undefined>) => {
    try {
      await readSettings({ ...least(), ...changes });
    } catch (error) {
      if (error instanceof JurorSettingError) return error;
      throw error;
    }
    throw new Error("it was taken");
  };

  it("are few: node, contract, key and boards", async () => {
    const settings = await readSettings(least());
    expect(settings.account.address).to.equal(privateKeyToAccount(key).address);
    expect(settings.boards).to.deep.equal(["https://board.example", "https://other.example"]);
    expect(settings).to.include({
      dryRun: false,
      allowPrivate: false,
      models: undefined,
      collect: undefined,
      submit: undefined,
    });
    expect(settings.guardFolder).to.equal(join("juror", "guard"));
  });

  it("take a key from a keystore as the command writes it", async () => {
    const JUROR_KEY_FILE = file("keystore.json", await encryptKey(key, PASSPHRASE, 2));
    const JUROR_PASSPHRASE_FILE = file("passphrase", `${PASSPHRASE}\n`);
    const { account } = await readSettings({ ...least(), JUROR_KEY_FILE, JUROR_PASSPHRASE_FILE });
    expect(account.address).to.equal(privateKeyToAccount(key).address);
    const wrong = { JUROR_KEY_FILE, JUROR_PASSPHRASE_FILE: file("wrong", "horse") };
    expect((await refusal(wrong)).field).to.equal("JUROR_PASSPHRASE_FILE");
    expect((await refusal({ JUROR_KEY_FILE })).message).to.match(/JUROR_PASSPHRASE_FILE is missing/);
  });

  for (const [field, value] of [
    ["JUROR_RPC_URL", ""],
    ["JUROR_QUITTANCE", "0x12"],
    ["JUROR_BOARDS", ""],
    ["JUROR_BOARDS", "board.example"],
    ["JUROR_PACTS", "ftp://pacts.example"],
    ["JUROR_CONFIRMATIONS", "0"],
    ["JUROR_POLL_MS", "soon"],
    ["JUROR_AT_ONCE", "-1"],
    ["JUROR_ALLOW_PRIVATE", "yes"],
    ["JUROR_PAY_TO", "me"],
    ["JUROR_KEY_FILE", "/nowhere"],
    ["JUROR_MODELS_FILE", "/nowhere"],
    ["JUROR_SUBMIT", "yes"],
  ] as const) {
    it(`refuse ${JSON.stringify(value)} for ${field}, naming it and what to do`, async () => {
      const error = await refusal({ [field]: value });
      expect(error.field).to.equal(field);
      expect(error.message).to.match(/\nWhat to do: /);
    });
  }

  it("show nothing of a key, wherever it is wrong", async () => {
    const broken = file("broken", `${key}ff`);
    for (const changes of [
      { JUROR_KEY_FILE: broken },
      { JUROR_ENCRYPTION_KEY_FILE: file("jwk", `{"d":"${key}"}`) },
    ])
      expect((await refusal(changes)).message).to.not.contain(key.slice(2, 20));
  });

  it("have a juror send nothing unless they say when it does", async () => {
    expect((await readSettings(least())).submit).to.equal(undefined);
    expect((await readSettings({ ...least(), JUROR_SUBMIT: "never" })).submit).to.equal(undefined);
    const own = { when: "worth", etherPrice: "3000", relayer: undefined };
    expect((await readSettings({ ...least(), JUROR_SUBMIT: "worth" })).submit).to.deep.equal(own);
    const given = { JUROR_SUBMIT: "always", JUROR_ETHER_PRICE: "2,500.50" };
    const always = { when: "always", etherPrice: "2,500.50", relayer: undefined };
    expect((await readSettings({ ...least(), ...given })).submit).to.deep.equal(always);
    for (const price of ["0", "-1", "much"])
      expect((await refusal({ JUROR_SUBMIT: "worth", JUROR_ETHER_PRICE: price })).field).to.equal(
        "JUROR_ETHER_PRICE",
      );
  });

  it("take a relayer with its key in a file, and show nothing of the key", async () => {
    const url = "https://relayer.example";
    const given = { JUROR_SUBMIT: "worth", JUROR_RELAYER_URL: url };
    const JUROR_RELAYER_KEY_FILE = file("relayer", "relayer-key-1\n");
    const { submit } = await readSettings({ ...least(), ...given, JUROR_RELAYER_KEY_FILE });
    expect(submit?.relayer).to.deep.equal({ url, apiKey: "relayer-key-1", most: 0n });
    const paying = { ...given, JUROR_RELAYER_KEY_FILE, JUROR_RELAYER_MOST: "20000" };
    expect((await readSettings({ ...least(), ...paying })).submit?.relayer?.most).to.equal(20_000n);
    expect((await refusal(given)).field).to.equal("JUROR_RELAYER_KEY_FILE");
    const cut = { ...given, JUROR_RELAYER_KEY_FILE: file("cut", "relayer-key-1\nsecond") };
    expect((await refusal(cut)).message)
      .to.match(/JUROR_RELAYER_KEY_FILE/)
      .and.not.contain("relayer-key-1");
    const within = {
      ...given,
      JUROR_RELAYER_URL: "https://relayer-key-1@relayer.example",
      JUROR_RELAYER_KEY_FILE,
    };
    expect((await refusal(within)).message)
      .to.match(/JUROR_RELAYER_URL/)
      .and.not.contain("relayer-key-1");
    expect((await refusal({ ...paying, JUROR_RELAYER_MOST: "-1" })).field).to.equal("JUROR_RELAYER_MOST");
  });

  it("take models, of which there must be two, with keys in files of their own", async () => {
    const model = { provider: "openai-compatible", model: "a", baseURL: "http://127.0.0.1:1/v1" };
    const limits = { perCase: { tokens: 1, cost: 0 }, perDay: { tokens: 1, cost: 0 } };
    const good = file(
      "models.json",
      JSON.stringify({ models: [model, { ...model, model: "b" }], ...limits }),
    );
    expect((await readSettings({ ...least(), JUROR_MODELS_FILE: good })).models?.models).to.have.length(2);
    for (const models of [[model], [model, { ...model, apiKey: "secret" }]]) {
      const bad = file("bad.json", JSON.stringify({ models, ...limits }));
      const { message } = await refusal({ JUROR_MODELS_FILE: bad });
      expect(message)
        .to.match(/JUROR_MODELS_FILE is wrong at models/)
        .and.to.not.contain("secret");
    }
  });
});

describe("the log of a juror", () => {
  it("has lines of JSON or of text, without keys and URLs", () => {
    const lines: string[] = [];
    const key = generatePrivateKey();
    const fields = { problem: `at https://user:pass@node.example/${key.slice(2)}`, deal: key };
    openLog(
      (line) => lines.push(line),
      true,
      () => 0,
    )("warn", "it failed", fields);
    openLog(
      (line) => lines.push(line),
      false,
      () => 0,
    )("warn", "it failed", { problem: fields.problem });
    for (const line of lines) expect(line).to.not.contain("pass@");
    const { problem, ...rest } = JSON.parse(lines[0] ?? "");
    expect(rest).to.include({ level: "warn", event: "it failed", deal: key });
    for (const shown of [problem, lines[1]]) expect(shown).to.not.match(/[0-9a-f]{64}/);
    expect(lines[1]).to.match(/^1970-01-01T00:00:00.000Z warn {2}it failed {2}problem=/);
  });
});
