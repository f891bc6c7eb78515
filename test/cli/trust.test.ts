import { expect } from "chai";
import { accountDid, rate, release } from "../../sdk/index.ts";
import { type ReputationAnswer, readReputationAnswer } from "../../sdk/reputation/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import type { IndexedStack } from "../support/indexed-stack.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { call } from "./support/call.ts";
import { type Reply, scriptIndexer } from "./support/indexer.ts";

const STRANGER = "0x00000000000000000000000000000000000000ff";
const UNREACHABLE = "http://127.0.0.1:9";

describe("quittance trust", () => {
  const running = useIndexedStack();
  let stack: IndexedStack;
  let seller: string;

  before(async () => {
    stack = running();
    const { address, walletClient, buyer } = stack;
    seller = stack.seller.address;
    const { terms } = await openExampleDeal(stack, { category: 77 });
    // Nothing of it stays open for suites that share the stack.
    for (const milestone of terms.milestones.keys()) {
      await release(walletClient, { address, terms, milestone, account: buyer });
    }
    await rate(walletClient, { address, terms, rater: buyer.address, score: 90, account: buyer });
    await stack.indexer.caughtUp();
  });

  const trust = (...args: readonly string[]) => call(["trust", ...args]);
  const asked = (...args: readonly string[]) => trust(...args, "--url", stack.indexer.url);
  const chain = () => ["--rpc", stack.rpcUrl, "--contract", stack.address];
  const served = async (subject: string, query = "") =>
    readReputationAnswer(await (await fetch(`${stack.indexer.url}/trust/${subject}${query}`)).text());

  /** What the command says when an indexer answers with this. */
  async function against(reply: Reply, ...args: readonly string[]) {
    const scripted = await scriptIndexer(() => reply);
    try {
      return await trust(seller, "--recompute", ...chain(), "--url", scripted.url, ...args);
    } finally {
      await scripted.stop();
    }
  }

  it("prints what the indexer says as a table", async () => {
    const { code, out, err } = await asked(seller, "--seed", `${stack.buyer.address}:2`);
    expect({ code, err }).to.deep.equal({ code: 0, err: "" });
    expect(out).to.match(/tier +\w+/);
    expect(out).to.match(/score +[1-9]\d* of 10000 \(personal view\)/);
    expect(out).to.match(/as of +block \d+, .*Z, 0x[0-9a-f]{64}/);
    expect(out).to.match(/^trade +\d+ +0x[0-9a-f]{64} 0 +0x/m);
  });

  it("prints the answer itself as JSON, of an address and of its DID, as of the final block too", async () => {
    const expected = await served(seller);
    const json = await asked(seller, "--json");
    expect(JSON.parse(json.out)).to.deep.equal(expected);
    const did = accountDid({
      chainId: stack.chain.id,
      address: stack.address,
      account: stack.seller.address,
    });
    expect(JSON.parse((await asked(did, "--json")).out)).to.deep.equal(expected);
    const final = JSON.parse((await asked(seller, "--finalized", "--json")).out);
    expect(final).to.deep.equal(await served(seller, "?view=finalized"));
  });

  it("replays the chain and confirms the indexer's answer, in both views", async () => {
    for (const more of [[], ["--seed", stack.buyer.address], ["--finalized"]]) {
      const { code, out, err } = await asked(seller, "--recompute", ...chain(), ...more);
      expect({ code, err }).to.deep.equal({ code: 0, err: "" });
      expect(out).to.match(
        /^confirmed: the chain gives what the indexer says, to the last digit, as of block \d+/m,
      );
    }
    const { out } = await asked(seller, "--recompute", ...chain(), "--json");
    const { confirmed, computed, claimed, differences } = JSON.parse(out);
    expect({ confirmed, differences }).to.deep.equal({ confirmed: true, differences: [] });
    expect(computed).to.deep.equal(claimed);
  });

  it("works without an indexer: it computes, and says that none was asked", async () => {
    const pool = ["--pool", stack.pool];
    const alone = await trust(
      seller,
      "--recompute",
      "--alone",
      ...chain(),
      ...pool,
      "--url",
      UNREACHABLE,
      "--json",
    );
    const { confirmed, computed, claimed } = JSON.parse(alone.out);
    expect({ code: alone.code, confirmed, claimed }).to.deep.equal({
      code: 0,
      confirmed: null,
      claimed: null,
    });
    expect(readReputationAnswer(computed).records).to.deep.equal((await served(seller)).records);
    const unnamed = await trust(seller, "--recompute", ...chain(), ...pool);
    expect(unnamed.code).to.equal(0);
    expect(unnamed.out).to.contain("No indexer was asked.");
  });

  it("names each difference, and ends with 1, when an indexer says something else than the chain", async () => {
    const answer = await served(seller);
    const { records } = answer;
    const lie: ReputationAnswer = {
      ...{ ...answer, trust: "5", confidence: answer.confidence + 1 },
      records: { ...records, seller: { ...records.seller, milestones: records.seller.milestones + 40 } },
    };
    const { code, out, err } = await against({ body: lie });
    expect(code).to.equal(1);
    expect(out).to.contain("NOT CONFIRMED:");
    expect(out).to.match(new RegExp(`^trust +"5" +"${answer.trust}"`, "m"));
    expect(out).to.match(/^confidence +\d+ +\d+/m);
    expect(out).to.match(/^records\.seller\.milestones +\d+ +\d+/m);
    expect(err).to.contain("confidence and 2 more differ");
    const json = JSON.parse((await against({ body: lie }, "--json")).out);
    expect(json.confirmed).to.equal(false);
    expect(json.differences.map(({ field }: { field: string }) => field)).to.have.length(3);
  });

  it("finds a lie about the block, and about the pools that vouch", async () => {
    const answer = await served(seller);
    const hash = `0x${"66".repeat(32)}` as const;
    const forked = await against({ body: { ...answer, asOf: { ...answer.asOf, hash } } });
    expect(forked.code).to.equal(1);
    expect(forked.out).to.contain("asOf.hash");
    const pooled = await against({ body: { ...answer, pools: [] } }, "--pool", stack.pool);
    expect(pooled.code).to.equal(1);
    expect(pooled.out).to.contain("pools");
    const ahead = { ...answer.asOf, block: answer.asOf.block + 1_000_000 };
    const future = await against({ body: { ...answer, asOf: ahead } });
    expect(future.code).to.not.equal(0);
    expect(future.err).to.contain("toBlock");
  });

  it("ends with 1 for what is no indexer, and for what is no answer of one", async () => {
    const down = await trust(seller, "--url", UNREACHABLE);
    expect(down.code).to.equal(1);
    expect(down.err).to.contain("No indexer answers");
    for (const body of [{}, { score: 10_000 }, { ...(await served(seller)), subject: STRANGER }]) {
      expect((await against({ body })).code).to.equal(1);
    }
  });

  it("refuses what is no agent, no seed, and a DID of another contract, with 2", async () => {
    const did = accountDid({ chainId: 1, address: STRANGER, account: STRANGER });
    const calls: readonly (readonly [readonly string[], string])[] = [
      [["alice"], "an address, a name of the book"],
      [[seller, "--seed", `${seller}:0`], "a weight from 1"],
      [[seller, "--alone"], "--recompute"],
      [[did, "--recompute", "--alone", ...chain()], "another contract or chain"],
      [[did], "another contract or chain"],
    ];
    for (const [args, message] of calls) {
      const { code, err } = await asked(...args);
      expect(code, args.join(" ")).to.equal(2);
      expect(err).to.contain(message);
    }
  });
});
