import { expect } from "chai";
import { silentLog } from "../../apps/exchange/log.ts";
import { ExchangeSettingError } from "../../apps/exchange/setting-error.ts";
import { readSettings } from "../../apps/exchange/settings.ts";
import { startExchange } from "../../apps/exchange/start.ts";
import { openStore } from "../../apps/exchange/store/open.ts";
import { errorOf } from "../sdk/support/refusal.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exchangeSettings, startTestExchange } from "../support/exchange/exchange.ts";

const environment = {
  EXCHANGE_RPC_URL: "http://user:secret@127.0.0.1:1",
  EXCHANGE_QUITTANCE: "0x00000000000000000000000000000000000000aa",
};

describe("settings of the exchange", () => {
  it("have defaults for all but the node and the contract", () => {
    const { rpcUrl: _rpcUrl, address: _address, ...others } = readSettings(environment);
    expect(others).to.deep.equal({
      pool: undefined,
      ...{ databasePath: "exchange.sqlite", databaseUrl: undefined, host: "127.0.0.1", port: 8_546 },
      ...{ peers: [], pullEvery: 5_000, perMinute: 600, isProxied: false, keepDays: 400 },
      ...{ indexer: undefined, admits: ["balance", "seat", "trust"], leastBalance: 10_000_000n },
      ...{ leastTrust: 1, listingsEach: 20, perAccount: 30 },
      screening: {
        ...{ list: undefined, url: undefined, keyFile: undefined, failure: undefined },
        prefix: "EXCHANGE",
      },
    });
  });

  it("take a list of peers", () => {
    const EXCHANGE_PEERS = "https://one.example/, http://two.example ,";
    const { peers } = readSettings({ ...environment, EXCHANGE_PEERS });
    expect(peers).to.deep.equal(["https://one.example", "http://two.example"]);
  });

  it("are refused by name, without the value", async () => {
    const secret = "hunter2-hunter2";
    const wrong: readonly [string, string][] = [
      ["EXCHANGE_RPC_URL", ""],
      ["EXCHANGE_RPC_URL", secret],
      ["EXCHANGE_RPC_URL", `ftp://${secret}`],
      ["EXCHANGE_QUITTANCE", ""],
      ["EXCHANGE_QUITTANCE", secret],
      ["EXCHANGE_POOL", secret],
      ["EXCHANGE_PORT", secret],
      ["EXCHANGE_PORT", "-1"],
      ["EXCHANGE_PULL_MS", "0.5"],
      ["EXCHANGE_PER_MINUTE", "-3"],
      ["EXCHANGE_KEEP_DAYS", secret],
      ["EXCHANGE_PROXIED", secret],
      ["EXCHANGE_INDEXER", secret],
      ["EXCHANGE_ADMITS", secret],
      ["EXCHANGE_ADMITS", `balance,${secret}`],
      ["EXCHANGE_LEAST_BALANCE", "0"],
      ["EXCHANGE_LEAST_TRUST", secret],
      ["EXCHANGE_LISTINGS_EACH", "0"],
      ["EXCHANGE_PER_ACCOUNT", "-1"],
      ["EXCHANGE_PEERS", secret],
      ["EXCHANGE_PEERS", "https://one.example,https://one.example/"],
    ];
    for (const [name, value] of wrong) {
      const error = await errorOf(() => readSettings({ ...environment, [name]: value }));
      expect(error, name).to.be.instanceOf(ExchangeSettingError).and.include({ field: name });
      expect((error as Error).message).to.not.contain(secret);
    }
  });

  it("name a database that cannot be opened, without its URL", async () => {
    const file = await errorOf(() => openStore({ databasePath: "/none/such/file", databaseUrl: undefined }));
    expect(file).to.be.instanceOf(ExchangeSettingError).and.include({ field: "EXCHANGE_DATABASE" });
    const databaseUrl = "postgres://user:secret@127.0.0.1:1/none";
    const server = await errorOf(() => openStore({ databasePath: "", databaseUrl }));
    expect(server).to.be.instanceOf(ExchangeSettingError).and.include({ field: "DATABASE_URL" });
    expect((server as Error).message).to.not.contain("secret");
  });
});

describe("an exchange whose port is taken", () => {
  const setup = useStack();

  it("says so and ends", async () => {
    const first = await startTestExchange(exchangeSettings(setup()));
    const port = Number(new URL(first.url).port);
    const error = await errorOf(() => startExchange(exchangeSettings(setup(), { port }), silentLog));
    await first.stop();
    expect(error).to.be.instanceOf(ExchangeSettingError).and.include({ field: "EXCHANGE_PORT" });
  });
});
