import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { erc20Abi } from "viem";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { leavingOutLogsOf } from "../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { type Database, environmentOf, type Indexer, startIndexer, until } from "./support/indexer.ts";
import { openPostgres, type Postgres } from "./support/postgres.ts";
import { allRows } from "./support/rows.ts";

/** Blocks that Ponder takes for final lie this far back, on this chain. */
const FINAL_AFTER = 30;
const PLAIN = 5n;

interface Check {
  readonly agrees: boolean;
  readonly problem: string | null;
  readonly remedy: string | null;
  readonly block: number;
  readonly money: readonly {
    readonly contract: string;
    readonly rows: string;
    readonly chain: string;
    readonly plainTransfers: string | null;
  }[];
}

/**
 * One chain, and two indexers of it that get wrong rows, beside one that does not: one from a node that leaves logs out, on PostgreSQL where the machine
 * has it, and one, on PGlite, by a reorganisation that goes deeper than Ponder follows.
 */
describe("the indexer's rows against the chain", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-check-"));
  const running: Indexer[] = [];
  const deceivedRows = "deceived";
  let stack: Stack;
  let node: LoopbackNode;
  let postgres: Postgres | undefined;
  let deceived: Indexer;
  let overtaken: Indexer;
  let patient: Indexer;

  const databaseOf = (name: string): Database =>
    postgres === undefined || name === "overtaken"
      ? { QUITTANCE_PGLITE_DIRECTORY: join(folder, name) }
      : { DATABASE_URL: postgres.url, DATABASE_SCHEMA: `quittance_${name}_${process.pid}` };
  const start = async (name: string, more: Readonly<Record<string, string>> = {}) => {
    const indexer = await startIndexer({ ...environmentOf(stack, databaseOf(name)), ...more });
    running.push(indexer);
    return indexer;
  };
  const checkOf = async ({ url }: Indexer) => (await (await fetch(`${url}/check`)).json()) as Check;
  const readyOf = async ({ url }: Indexer) => {
    const answer = await fetch(`${url}/ready`);
    return [answer.status, await answer.text()] as const;
  };
  const metricsOf = async ({ url }: Indexer) => (await fetch(`${url}/metrics`)).text();
  /** Waits until rows of the chain's latest block were compared with it. */
  const compared = async (indexer: Indexer) => {
    const latest = await stack.publicClient.getBlockNumber();
    await indexer.reach(latest);
    await until(`block ${latest} is compared`, async () => (await checkOf(indexer)).block >= latest);
    return checkOf(indexer);
  };
  const refused = async (indexer: Indexer, why: RegExp) => {
    await until(`/ready says ${why}`, async () => why.test((await readyOf(indexer))[1]));
    const [status, text] = await readyOf(indexer);
    expect([
      status,
      text.endsWith("start it once with QUITTANCE_REREAD=1: it drops the rows and reads the chain again."),
    ]).to.deep.equal([503, true]);
    expect(await metricsOf(indexer))
      .to.match(/^quittance_check_agrees 0$/m)
      .and.match(/^ponder_sync_block/m);
    const { agrees, problem, remedy } = await checkOf(indexer);
    expect(agrees).to.equal(false);
    expect(text).to.include(problem).and.include(remedy);
  };

  before(async () => {
    [stack, postgres] = await Promise.all([startStack(), openPostgres()]);
    node = await startNode((call) => stack.publicClient.request(call as never));
    await openExampleDeal(stack);
    await stack.fundLedger(stack.seller.address, 30n);
    [deceived, overtaken, patient] = await Promise.all([
      start(deceivedRows, { PONDER_RPC_URL: node.url }),
      start("overtaken"),
      start("patient", { QUITTANCE_FINALITY_BLOCKS: String(4 * FINAL_AFTER) }),
    ]);
  });

  after(async () => {
    await Promise.all(running.map((indexer) => indexer.stop("SIGTERM")));
    await Promise.all([node?.stop(), stack?.stop(), postgres?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it("agree, also when money was sent to the contract plainly, by itself or beside a deposit", async () => {
    const { money, agrees } = await compared(deceived);
    expect(agrees).to.equal(true);
    expect(money.map(({ contract }) => contract)).to.deep.equal(["contract", "juror pool"]);
    for (const { rows, chain, plainTransfers } of money)
      expect([rows, plainTransfers]).to.deep.equal([chain, "0"]);

    const { walletClient, buyer, token, address } = stack;
    await stack.fund(buyer.address, PLAIN);
    const transfer = {
      address: token,
      abi: erc20Abi,
      functionName: "transfer",
      args: [address, PLAIN],
    } as const;
    await walletClient.writeContract({ ...transfer, account: buyer, chain: null });
    await stack.fundLedger(stack.seller.address, 7n);
    const after = await compared(deceived);
    expect(after.agrees, after.problem ?? "").to.equal(true);
    const [contract] = after.money;
    expect(contract).to.include({ plainTransfers: String(PLAIN) });
    expect(BigInt(contract?.chain ?? 0) - BigInt(contract?.rows ?? 0)).to.equal(PLAIN);
    expect(await readyOf(deceived)).to.deep.equal([200, ""]);
    expect(await metricsOf(deceived))
      .to.match(/^quittance_check_agrees 1$/m)
      .and.match(
        new RegExp(
          `^quittance_held_usdc_units\\{contract="contract",side="chain"\\} ${contract?.chain}$`,
          "m",
        ),
      );
  });

  it("do not, when a node left a deposit out, and /ready says so", async () => {
    // The token's logs stay: Ponder notices by itself when all of a block are missing.
    node.behave(leavingOutLogsOf(stack.address));
    await stack.fundLedger(stack.seller.address, 11n);
    await deceived.reach(await stack.publicClient.getBlockNumber());
    node.behave((_, forward) => forward());
    await refused(
      deceived,
      /The rows say that the contract holds \d+, and it holds \d+ base units of USDC, of which 5 /,
    );
    expect((await compared(overtaken)).agrees).to.equal(true);
  });

  it("do not, after a reorganisation deeper than Ponder follows, and /ready says so", async () => {
    const fork = await stack.snapshot();
    await stack.fundLedger(stack.seller.address, 13n);
    await stack.mine(2 * FINAL_AFTER + 5);
    expect((await compared(overtaken)).agrees).to.equal(true);
    await stack.revert(fork);
    await stack.fundLedger(stack.seller.address, 17n);
    await stack.mine(2 * FINAL_AFTER + 10);
    await refused(
      overtaken,
      /Transaction 0x[0-9a-f]{64} of the rows, in block \d+, was taken back by a reorganisation/,
    );
  });

  it("follow such a reorganisation where blocks are taken for final later", async () => {
    const { agrees, problem } = await compared(patient);
    expect(agrees, problem ?? "").to.equal(true);
    expect(await readyOf(patient)).to.deep.equal([200, ""]);
  });

  it("are those of a fresh index once the indexer was told to read the chain again", async () => {
    await Promise.all([deceived, overtaken].map((indexer) => indexer.stop("SIGTERM")));
    const again = { QUITTANCE_REREAD: "1" };
    const [fresh, ...healed] = await Promise.all([
      start("fresh"),
      start(deceivedRows, again),
      start("overtaken", again),
    ]);
    const latest = await stack.publicClient.getBlockNumber();
    await Promise.all([fresh, patient, ...healed].map((indexer) => indexer.reach(latest)));
    const expected = await allRows(fresh.url);
    for (const indexer of [...healed, patient]) {
      expect((await compared(indexer)).agrees).to.equal(true);
      expect(await readyOf(indexer)).to.deep.equal([200, ""]);
      expect(await allRows(indexer.url)).to.deep.equal(expected);
    }
    expect(expected.deal).to.have.length(1);
  });
});
