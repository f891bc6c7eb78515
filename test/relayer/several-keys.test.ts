import { expect } from "chai";
import { release, signRelease } from "../../sdk/index.ts";
import { relayed } from "../../sdk/relayer/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { type StoreServer, startStoreServer } from "../support/relayer/postgres.ts";
import { keys, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";

describe("a relayer with several keys", () => {
  const setup = useStack();
  let server: StoreServer;

  before(async () => {
    server = await startStoreServer();
  });
  after(async () => {
    await server.stop();
  });

  for (const kind of ["SQLite", "PostgreSQL"]) {
    it(`sends with one that has ETH, and is well, on ${kind}`, async () => {
      const { accounts, address, domain, buyer, publicClient } = setup();
      const [poor, rich] = accounts.slice(10, 12);
      if (poor === undefined || rich === undefined) throw new Error("the stack has twenty accounts");
      const request = (method: string, ...params: readonly unknown[]) =>
        publicClient.request({ method, params } as never) as Promise<unknown>;
      await request("hardhat_setBalance", poor.address, "0x0");
      const databaseUrl = kind === "PostgreSQL" ? server.url : undefined;
      const relayer = await startTestRelayer(settingsFor(setup(), { accounts: [poor, rich], databaseUrl }));
      const { terms } = await openExampleDeal(setup());
      const signature = await signRelease({ domain, terms, milestone: 0, account: buyer });
      const client = relayed(publicClient, { url: relayer.url, apiKey: keys.free, address });
      const { hash } = await release(client, { address, terms, milestone: 0, signature });
      const { from } = await publicClient.getTransaction({ hash });
      expect(from).to.equal(rich.address.toLowerCase());
      const figures = await (await fetch(`${relayer.url}/metrics`)).text();
      expect(figures)
        .to.include(`relayer_mined_intents_total{sender="${rich.address}"} 1`)
        .and.to.include(`relayer_sender_balance_gwei{sender="${poor.address}"} 0`);
      const health = await fetch(`${relayer.url}/health`);
      const problems = { [poor.address]: "the sender has too little ETH for gas" };
      expect([health.status, await health.json()]).to.deep.equal([200, { ok: true, problems }]);
      await request("hardhat_setBalance", rich.address, "0x0");
      for (let status = 200; status !== 503; ) ({ status } = await fetch(`${relayer.url}/health`));
      await relayer.stop();
    });
  }
});
