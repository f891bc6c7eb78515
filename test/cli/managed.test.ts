import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Address, type HDAccount, zeroHash } from "viem";
import { getAccount, getLedgerBalance } from "../../sdk/index.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { type Bench, openBench } from "./support/bench.ts";

const USDC = 1_000_000n;

describe("a managed account, from the command", () => {
  let stack: Stack;
  let bench: Bench;
  let agent: HDAccount;
  let indices = 0;

  before(async () => {
    stack = await startStack();
    bench = openBench();
    const [, , , , , , key] = stack.accounts;
    if (key === undefined) throw new Error("the stack has twenty accounts");
    agent = key;
    await bench.key("owner", stack.buyer);
    await bench.key("seller", stack.seller);
    await bench.key("agent", agent);
    await bench.key("guardian", stack.arbiter);
    await bench.call(
      ...["profile", "set", "local", "--rpc", stack.rpcUrl, "--contract", stack.address],
      ...["--account", "owner"],
    );
    await bench.call("book", "add", "@shop", stack.seller.address);
    await stack.fundLedger(stack.buyer.address, 400n * USDC);
  });

  after(async () => {
    bench.remove();
    await stack.stop();
  });

  const done = async (...args: string[]) => {
    const { code, out, err } = await bench.call(...args, "--json");
    expect(code, `${args.join(" ")}: ${err}${out}`).to.equal(0);
    return JSON.parse(out);
  };
  const refused = async (code: number, ...args: string[]) => {
    const answer = await bench.call(...args, "--json");
    expect(answer.code, `${args.join(" ")}: ${answer.err}${answer.out}`).to.equal(code);
    return JSON.parse(answer.out).error;
  };
  /** An account of the owner with the agent's key and money. */
  const opened = async (...policy: string[]): Promise<Address> => {
    const rights = ["--key", agent.address, "--can", "commit,deliver,settle,tabs"];
    const { accounts } = await done(
      "account",
      "open",
      "--index",
      String(indices++),
      ...policy,
      ...rights,
      "--yes",
    );
    const [{ account }] = accounts;
    await done("account", "fund", account, "40", "--yes");
    return account;
  };
  const facts = async (account: Address) => {
    const found = await getAccount(stack.publicClient, { address: stack.address, account });
    if (found === undefined) throw new Error("the account is open");
    return found;
  };
  const drafted = async (account: Address, payment: string, name = "order.json") => {
    const { out } = await bench.call("order", "draft", "--from", account, "--pay", payment);
    return bench.file(name, out);
  };
  const asAgent = (account: Address) => ["--managed-account", account, "--account", "agent"];

  it("is opened at the address that was computed before, with the limits and keys that were named", async () => {
    const { account: computed } = await done("account", "address", "--index", String(indices));
    const account = await opened("--per-transaction", "12", "--per-period", "30");
    expect(account).to.equal(computed);
    const { limits, keys, controller, asOf } = await done("account", "remaining", account);
    expect(limits.available).to.equal(String(12n * USDC));
    expect(limits.period.remaining).to.equal(String(30n * USDC));
    expect(keys[0].capabilities).to.deep.equal(["commit", "deliver", "settle", "tabs"]);
    expect(controller).to.equal(stack.buyer.address);
    expect(asOf.block).to.equal(String(await stack.publicClient.getBlockNumber()));
    const { out } = await bench.call("account", "remaining", account);
    expect(out)
      .to.match(/per 24 h +30\.00 +0\.00 +30\.00/)
      .and.to.match(/As of block \d+/);
  });

  it("pays an order under the key of its agent, from its own balance and within its limits", async () => {
    const account = await opened("--per-transaction", "12", "--per-period", "20");
    const paidBefore = await getLedgerBalance(stack.publicClient, {
      address: stack.address,
      owner: stack.seller.address,
    });
    const order = await drafted(account, "@shop=11");
    await done("order", "pay", order, ...asAgent(account), "--yes");
    expect((await facts(account)).balance).to.equal(29n * USDC);
    const paid = await getLedgerBalance(stack.publicClient, {
      address: stack.address,
      owner: stack.seller.address,
    });
    expect(paid - paidBefore).to.equal(11n * USDC);

    const large = await drafted(account, "@shop=13");
    const tooMuch = await refused(1, "order", "pay", large, ...asAgent(account), "--yes");
    expect(tooMuch.name).to.equal("PerTransactionLimitExceededError");
    const late = await drafted(account, "@shop=10");
    expect((await refused(1, "order", "pay", late, ...asAgent(account), "--yes")).name).to.equal(
      "PeriodLimitExceededError",
    );
    await done("account", "limit", account, "--per-period", "none", "--yes");
    await done("order", "pay", late, ...asAgent(account), "--yes");
    expect((await facts(account)).balance).to.equal(19n * USDC);
  });

  it("says in words what would be signed, and signs nothing in a dry run", async () => {
    const account = await opened();
    const order = await drafted(account, "@shop=1");
    const { code, out, err } = await bench.call(
      "order",
      "pay",
      order,
      ...asAgent(account),
      "--dry-run",
      "--json",
    );
    expect(code).to.equal(0);
    expect(JSON.parse(out)).to.include({ dryRun: true });
    expect(err).to.contain(`Acting for the managed account ${account}`).and.to.contain(agent.address);
    expect((await facts(account)).balance).to.equal(40n * USDC);
  });

  it("commits what its controller approved, and nothing else", async () => {
    const account = await opened("--approval-above", "5");
    const order = await drafted(account, "@shop=9");
    const asked = await refused(1, "order", "pay", order, ...asAgent(account), "--yes");
    expect(asked.name).to.equal("ApprovalNeeded");
    expect(asked.message).to.contain("9.00 USDC").and.to.contain(stack.buyer.address);
    const folder = join(bench.folder, "config", "quittance", "requests");
    const [name = ""] = readdirSync(folder);
    const request = join(folder, name);
    expect(asked.message).to.contain(request);

    const other = await drafted(account, "@shop=2", "other.json");
    const lied = await refused(1, "account", "approve", request, "--shown", other, "--yes");
    expect(lied.message).to.contain("shown");
    const { out } = await bench.call("account", "approve", request, "--shown", order, "--yes");
    const approval = bench.file("approval.json", out);
    const elsewhere = await drafted(account, "@shop=8", "elsewhere.json");
    await refused(1, "order", "pay", elsewhere, ...asAgent(account), "--approval", approval, "--yes");
    expect((await facts(account)).balance).to.equal(40n * USDC);
    await done("order", "pay", order, ...asAgent(account), "--approval", approval, "--yes");
    expect((await facts(account)).balance).to.equal(31n * USDC);
  });

  it("pays whom its owner allows, once the agent has the list", async () => {
    const account = await opened();
    await done("account", "allow", account, "--payee", "@shop", "--yes");
    const { out } = await bench.call("account", "export", account);
    const lists = bench.file("lists.json", out);
    const order = await drafted(account, "@shop=1");
    const stranger = await drafted(account, `${stack.arbiter.address}=1`, "stranger.json");

    // The agent's machine is another one.
    const settings = join(bench.folder, "config", "quittance", "lists.json");
    const kept = readFileSync(settings, "utf8");
    bench.file("config/quittance/lists.json", "{}");
    expect((await refused(1, "order", "pay", order, ...asAgent(account), "--yes")).message).to.contain(
      "list",
    );
    await done("account", "import", lists);
    expect(JSON.parse(readFileSync(settings, "utf8"))).to.deep.include(JSON.parse(kept));
    await done("order", "pay", order, ...asAgent(account), "--yes");
    expect((await refused(1, "order", "pay", stranger, ...asAgent(account), "--yes")).name).to.equal(
      "CounterpartyNotAllowedError",
    );
    await done("account", "allow", account, "--payee", stack.arbiter.address, "--yes");
    const { policy } = await done("account", "remaining", account);
    expect(policy.counterparties).to.not.equal(zeroHash);
    await done("order", "pay", stranger, ...asAgent(account), "--yes");
    expect((await refused(1, "account", "import", lists)).message).to.contain(
      "not those of the policy in force",
    );
  });

  it("buys and sells: deals and tabs are opened from it under the agent's key", async () => {
    const account = await opened();
    const pact = bench.file("pact.json", '{"task":"translate"}');
    const [juror] = stack.jurors;
    const offer = await bench.call(
      ...["deal", "offer", "--seller", "@shop", "--milestone", "3@+7d", "--juror", juror?.address ?? ""],
      ...["--pact", pact, "--from-ledger", "--buyer-to-ledger", ...asAgent(account), "--yes"],
    );
    expect(offer.code, offer.err).to.equal(0);
    const offerFile = bench.file("offer.json", offer.out);
    const accepted = await bench.call("deal", "accept", offerFile, "--account", "seller", "--yes");
    const acceptance = bench.file("acceptance.json", accepted.out);
    const { dealId } = await done("deal", "open", offerFile, acceptance, ...asAgent(account), "--yes");
    expect((await facts(account)).balance).to.equal(37n * USDC);
    await done("deal", "release", dealId, "--milestone", "0", ...asAgent(account), "--yes");

    const tab = await bench.call(
      ...["tab", "draft", "--from", account, "--payee", "@shop", "--reserve", "4"],
      ...["--voucher-key", agent.address],
    );
    const tabFile = bench.file("tab.json", tab.out);
    await done("tab", "open", tabFile, ...asAgent(account), "--yes");
    expect((await facts(account)).balance).to.equal(33n * USDC);
    const noWallet = await refused(2, "tab", "open", tabFile, "--from-wallet", ...asAgent(account), "--yes");
    expect(noWallet.message).to.contain("no wallet");
  });

  it("is frozen by a guardian's signature that somebody else sends, and unfrozen by its controller alone", async () => {
    const account = await opened();
    await done(...["account", "grant", account, "--key", stack.arbiter.address, "--can", "freeze", "--yes"]);
    const signed = await bench.call(
      "account",
      "freeze",
      account,
      "--sign-only",
      "--account",
      "guardian",
      "--yes",
    );
    const file = bench.file("freeze.json", signed.out);
    await done("account", "freeze", account, "--signed", file, "--account", "seller", "--yes");
    expect((await facts(account)).frozen).to.equal(true);
    const order = await drafted(account, "@shop=1");
    expect((await refused(1, "order", "pay", order, ...asAgent(account), "--yes")).name).to.equal(
      "FrozenAccountError",
    );
    await refused(1, "account", "unfreeze", account, "--account", "guardian", "--yes");
    await done("account", "unfreeze", account, "--yes");
    await done("account", "freeze", "--all", "--yes");
    expect((await facts(account)).frozen).to.equal(true);
    await done("account", "unfreeze", "--all", "--yes");
    expect((await facts(account)).frozen).to.equal(false);
  });

  it("is out of a key's hands when the key revokes itself", async () => {
    const account = await opened();
    await done("account", "revoke", account, "--account", "agent", "--yes");
    const { keys } = await done("account", "remaining", account);
    expect(keys).to.deep.equal([{ key: agent.address, expiry: 0, capabilities: [] }]);
    const order = await drafted(account, "@shop=1");
    expect((await refused(1, "order", "pay", order, ...asAgent(account), "--yes")).name).to.equal(
      "KeyUnknownError",
    );
  });

  it("is closed in three steps, and nothing is left to do the second time", async () => {
    const account = await opened();
    const shown = await done("account", "close", account, "--dry-run");
    expect(shown.words).to.have.lengthOf(3);
    expect((await facts(account)).frozen).to.equal(false);
    await refused(1, "account", "close", account, "--account", "seller", "--yes");
    await done("account", "close", account, "--yes");
    const { balance, frozen } = await facts(account);
    expect({ balance, frozen }).to.deep.equal({ balance: 0n, frozen: true });
    expect((await done("account", "close", account, "--yes")).done).to.deep.equal([]);
  });

  it("goes over to another controller that accepts it, and its money with it", async () => {
    const account = await opened();
    await done("account", "hand-over", "--to", "@shop", "--yes");
    await done("account", "withdraw", account, "1", "--yes");
    await done("account", "take-over", stack.buyer.address, "--account", "seller", "--yes");
    const { code } = await bench.call("account", "withdraw", account, "1", "--yes");
    expect(code).to.equal(1);
    await done("account", "withdraw", account, "1", "--account", "seller", "--yes");
    expect((await facts(account)).balance).to.equal(38n * USDC);
  });
});
