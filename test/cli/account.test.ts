import { expect } from "chai";
import { getAddress } from "viem";
import { generatePrivateKey } from "viem/accounts";
import { call } from "./support/call.ts";
import {
  account,
  entryOf,
  KEY,
  MANAGED_ACCOUNT,
  type Reply,
  type ScriptedIndexer,
  SELLER,
  scriptIndexer,
} from "./support/indexer.ts";
import { run } from "./support/run.ts";

const CSV = "sequence,time,kind\r\n0,2026-09-21T11:26:40Z,deal\r\n";
const page = (entries: unknown[], next: number | null = null) => ({
  ...{ asOf: account.asOf, account: MANAGED_ACCOUNT, principal: account.account.principal },
  ...{ entries, next },
});

describe("quittance account", () => {
  let indexer: ScriptedIndexer;
  let statement: (url: URL) => Reply;

  const quittance = (...args: string[]) => call(["account", ...args, "--url", indexer.url]);
  /** The same as a process of its own: it prints and ends as a shell sees it. */
  const inProcess = (...args: string[]) =>
    run("apps/cli/quittance.ts", ["account", ...args, "--url", indexer.url]);

  before(async () => {
    indexer = await scriptIndexer((url) => {
      if (!url.pathname.startsWith(`/accounts/${MANAGED_ACCOUNT}`)) {
        return { status: 404, body: { error: "no account was opened at this address" } };
      }
      if (url.pathname.endsWith("/statement")) return statement(url);
      return { body: url.pathname.endsWith(".csv") ? CSV : account };
    });
  });

  after(async () => {
    await indexer.stop();
  });

  beforeEach(() => {
    statement = () => ({ body: page([entryOf(0)]) });
    indexer.asked.splice(0);
  });

  it("prints principal, keys with their expiry, and what is left of each limit", async () => {
    const { code, out, err } = await inProcess(MANAGED_ACCOUNT);
    expect(err).to.equal("");
    expect(code).to.equal(0);
    expect(out).to.contain(`account    ${getAddress(MANAGED_ACCOUNT)}`);
    expect(out).to.contain(getAddress(account.account.principal));
    expect(out).to.match(new RegExp(`${getAddress(KEY)} +live +2027-01-15 08:00:00Z +commit, tabs`));
    expect(out).to.match(new RegExp(`${getAddress(SELLER)} +revoked`));
    expect(out).to.match(/per transaction +60\.00 +– +60\.00/);
    expect(out).to.match(/per 24 h +100\.00 +50\.00 +50\.00 +2026-09-21 00:00:00Z to 2026-09-22 00:00:00Z/);
    expect(out).to.match(/lifetime +no limit +50\.00 +no limit/);
    expect(out).to.contain(`As of block ${account.asOf.block}, 2026-09-21`);
    expect(out).to.contain("above 50.00 its controller approves").and.to.contain("No open tab.");
  });

  it("prints each line of the statement with counterparty, category, deal, key and what was left", async () => {
    const { out } = await quittance(MANAGED_ACCOUNT);
    expect(out).to.match(
      /2026-09-21 11:26:40Z +deal +-50\.00 +450\.00 +0x(5e){20} +3 +deal 0x(1d){32} +0x(4e){20} +50\.00 of 100\.00 +no limit/i,
    );
  });

  it("names tabs, orders, milestones and what a refund is of", async () => {
    const id = `0x${"1d".repeat(32)}`;
    const tab = entryOf(0, { kind: "tab", dealId: null, tabId: id });
    const order = entryOf(1, { kind: "payment", dealId: null, orderId: id, category: 0 });
    const refund = entryOf(2, { kind: "refund", refundOf: "deal", milestone: 1, amount: "20000000" });
    const deposit = entryOf(3, { kind: "deposit", key: null, digest: null, dealId: null, limits: null });
    statement = () => ({ body: page([tab, order, refund, deposit]) });
    const { out } = await quittance(MANAGED_ACCOUNT);
    expect(out).to.contain(`tab ${id}`).and.to.contain(`order ${id}`);
    expect(out).to.match(/refund \(deal\) +20\.00 .*deal 0x(1d){32} milestone 1/);
    expect(out).to.match(/deposit .* – {2,}– {2,}– {2,}–/);
  });

  it("says that an account is frozen, by whom, who controls it, and that its window is closed", async () => {
    const frozen = {
      ...account,
      account: { ...account.account, controller: KEY, frozen: true, frozenBy: ["principal"] },
      policy: { ...account.policy, activeFrom: 1_780_000_000, activeUntil: 1_785_000_000 },
      limits: { ...account.limits, available: "0", active: false },
      keys: [],
      tabs: [
        {
          id: `0x${"5e".repeat(32)}`,
          payee: KEY,
          reserve: "5000000",
          redeemed: "1",
          end: 1,
          redeemUntil: 2,
          voucherKey: KEY,
          category: 0,
        },
      ],
    };
    const server = await scriptIndexer((url) => ({
      body: url.pathname.endsWith("/statement") ? page([]) : frozen,
    }));
    const { out } = await call(["account", MANAGED_ACCOUNT, "--url", server.url]);
    await server.stop();
    expect(out)
      .to.contain("frozen (by principal)")
      .and.to.contain(`controlled by ${getAddress(KEY)}`);
    expect(out).to.contain("(closed now)").and.to.contain("It may commit 0.00 now");
    expect(out).to.contain("No key was ever granted").and.to.contain("Nothing happened in that time");
    expect(out).to.match(/0x5e(5e){31} +0x(4e){20} +5\.00 +0\.000001 /i);
  });

  it("names the treasury that pays what is lacking, and why it does not", async () => {
    const states = [
      [{ opened: true, frozen: false }, `treasury ${getAddress(KEY)} holds 7.00\n`],
      [{ opened: true, frozen: true }, "holds 7.00, but is frozen: it pays nothing\n"],
      [{ opened: false, frozen: false }, "holds 7.00, but is not opened: it pays nothing\n"],
    ] as const;
    for (const [state, says] of states) {
      const treasury = { account: KEY, balance: "7000000", ...state };
      const answer = { ...account, limits: { ...account.limits, treasury } };
      const server = await scriptIndexer((url) => ({
        body: url.pathname.endsWith("/statement") ? page([]) : answer,
      }));
      const { out } = await call(["account", MANAGED_ACCOUNT, "--url", server.url]);
      await server.stop();
      expect(out).to.contain(says);
    }
    expect((await quittance(MANAGED_ACCOUNT)).out).not.to.contain("treasury");
  });

  it("asks for the span it was given: days in UTC, --to with the whole day it names", async () => {
    await quittance(MANAGED_ACCOUNT, "--from", "2026-11-01", "--to", "2026-11-30", "--json");
    expect(indexer.asked[1]).to.equal(
      `/accounts/${MANAGED_ACCOUNT}/statement?from=1793491200&until=1796083200&limit=1000`,
    );
    await quittance(MANAGED_ACCOUNT, "--from", "2026-11-01T01:00+01:00", "--to", "1796083200", "--csv");
    expect(indexer.asked[2]).to.equal(
      `/accounts/${MANAGED_ACCOUNT}/statement.csv?from=1793491200&until=1796083200`,
    );
  });

  it("reads every page of a long statement", async () => {
    statement = (url) =>
      url.searchParams.get("after") === null
        ? { body: page([entryOf(0), entryOf(1)], 1) }
        : { body: page([entryOf(2)]) };
    const { out } = await quittance(MANAGED_ACCOUNT, "--json");
    expect(JSON.parse(out).entries.map(({ sequence }: { sequence: number }) => sequence)).to.deep.equal([
      0, 1, 2,
    ]);
  });

  it("prints one JSON object with amounts in base units", async () => {
    const { out } = await quittance(MANAGED_ACCOUNT, "--json");
    const { limits, entries, account: told, asOf } = JSON.parse(out);
    expect(asOf).to.deep.equal(account.asOf);
    expect(told.balance).to.equal("450000000");
    expect(limits.period.left).to.equal("50000000");
    expect(limits.lifetime.left).to.equal(null);
    expect(entries[0].amount).to.equal("-50000000");
  });

  it("prints the statement as comma-separated values, as the indexer gives them", async () => {
    const { code, out } = await inProcess(MANAGED_ACCOUNT, "--csv");
    expect(code).to.equal(0);
    expect(out).to.equal("sequence,time,kind\r\n0,2026-09-21T11:26:40Z,deal\n");
  });

  it("ends with 1 for an account that the indexer does not know", async () => {
    const { code, out, err } = await inProcess(SELLER);
    expect(out).to.equal("");
    expect(err).to.contain(`No principal opened an account at ${getAddress(SELLER)}`);
    expect(err).to.contain(indexer.url);
    expect(code).to.equal(1);
  });

  it("ends with 1 when nothing answers, and says where it asked without what may be secret", async () => {
    const args = ["account", MANAGED_ACCOUNT, "--url", "http://user:secret@127.0.0.1:9/key"];
    const { code, err } = await run("apps/cli/quittance.ts", args);
    expect(code).to.equal(1);
    expect(err).to.contain("http://127.0.0.1:9").and.to.contain("--url");
    expect(err).to.not.contain("secret");
  });

  it("repeats nothing that could be a key, wherever it is given", async () => {
    const key = generatePrivateKey();
    const attempts = [
      [key],
      ["account", key],
      ["account", key.slice(2)],
      ["account", MANAGED_ACCOUNT, key],
      ["account", MANAGED_ACCOUNT, "--url", key.slice(2).toUpperCase()],
      ["account", MANAGED_ACCOUNT, "--from", key],
      ["account", MANAGED_ACCOUNT, `--key=${key}`],
    ];
    for (const args of attempts) {
      const { code, out, err } = await call(args);
      expect(code).to.equal(2);
      expect(err).to.match(/error: /);
      expect(`${out}${err}`.toLowerCase()).to.not.contain(key.slice(2, 14));
    }
  });

  it("repeats no key that is a digit short or long, and no URL that is wrong", async () => {
    const key = generatePrivateKey();
    const attempts: readonly (readonly [string[], NodeJS.ProcessEnv?])[] = [
      [[key.slice(0, -1)]],
      [[MANAGED_ACCOUNT, "--from", `${key}0`]],
      [[MANAGED_ACCOUNT, "--url", "htp://user:hunter2@host"]],
      [[MANAGED_ACCOUNT, "--url", "http://user:hunter2@127.0.0.1:99999"]],
      [[MANAGED_ACCOUNT, "--url", "http://user:hunter2%@host"]],
      [[MANAGED_ACCOUNT], { QUITTANCE_INDEXER: "user:hunter2@host" }],
    ];
    for (const [args, environment] of attempts) {
      const { code, out, err } = await call(["account", ...args], environment);
      expect(err).to.match(/^error: .*\n$/);
      expect(`${out}${err}`).to.not.contain("hunter2");
      expect(`${out}${err}`).to.not.contain(key.slice(2, 14));
      expect(code).to.equal(2);
    }
  });

  it("gives the terminal nothing to obey from what an indexer says", async () => {
    const said = "\u001b[2J\u001b]0;owned\u0007\u009b1mno such account\u202e";
    for (const status of [404, 400, 500]) {
      const server = await scriptIndexer(() => ({ status, body: { error: said } }));
      const { err } = await call(["account", MANAGED_ACCOUNT, "--url", server.url]);
      await server.stop();
      expect(err).to.not.equal("");
      // Of an account that it does not know, the command speaks in words of its own.
      if (status !== 404)
        expect(err).to.contain("\\u001b[2J\\u001b]0;owned\\u0007\\u009b1mno such account\\u202e");
      expect(err.trimEnd()).to.not.match(/[\p{Cc}\p{Cf}]/u);
    }
    const server = await scriptIndexer(() => ({ body: `${CSV}${said}` }));
    const args = ["account", MANAGED_ACCOUNT, "--csv", "--url", server.url];
    const { out } = await call(args);
    await server.stop();
    expect(out).to.contain("no such account").and.to.not.contain("\u001b");
  });

  it("ends with 1 when something else answers, and names what is odd", async () => {
    for (const reply of [
      { body: { hello: 1 } },
      { body: "<html>" },
      { status: 500, body: {} },
      { status: 404, body: {} },
      { status: 404, body: { error: "There is nothing at /v1/accounts/0xab. Served here: /graphql." } },
    ]) {
      const server = await scriptIndexer(() => reply);
      const { code, err } = await call(["account", MANAGED_ACCOUNT, "--url", server.url]);
      await server.stop();
      expect(code).to.equal(1);
      expect(err).to.contain("no indexer of Quittance");
    }
    statement = () => ({ body: page([entryOf(0)], 0) });
    const { err } = await quittance(MANAGED_ACCOUNT);
    expect(err).to.contain("next does not grow");
  });

  it("ends with 2 for wrong usage, and names what is wrong", async () => {
    const wrong = [
      [["0x12"], "account"],
      [[MANAGED_ACCOUNT, "--from", "yesterday"], "--from"],
      [[MANAGED_ACCOUNT, "--csv", "--json"], "--csv"],
      [[MANAGED_ACCOUNT, "--colour"], "--colour"],
      [[], "account"],
    ] as const;
    for (const [args, named] of wrong) {
      const { code, out, err } = await quittance(...args);
      expect(code, args.join(" ")).to.equal(2);
      expect(`${out}${err}`).to.contain(named);
    }
    expect((await inProcess("0x12")).code).to.equal(2);
    expect(indexer.asked).to.deep.equal([]);
  });

  it("takes the indexer from the environment, and explains itself with examples", async () => {
    const { code } = await run("apps/cli/quittance.ts", ["account", MANAGED_ACCOUNT], {
      QUITTANCE_INDEXER: indexer.url,
    });
    expect(code).to.equal(0);
    const help = await run("apps/cli/quittance.ts", ["account", "show", "--help"]);
    expect(help.code).to.equal(0);
    expect(help.out).to.contain("Examples:").and.to.contain("--csv").and.to.contain("Exit codes");
  });
});
