import { expect } from "chai";
import { zeroHash } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { getLedgerBalance, getPool, InvalidFieldError, parseDeployment } from "../../../sdk/index.ts";
import {
  DEVELOPMENT_MNEMONIC,
  deriveAccounts,
  openExampleDeal,
  poolParameters,
  startStack,
} from "../../../sdk/testing/index.ts";
import { startIndexer } from "../../../sdk/testing/indexer.ts";
import { errorOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

describe("the testing stack", () => {
  const setup = useStack();

  it("says all that SDK and indexer need to know", async () => {
    const { deployment, address, token, chain, startBlock, publicClient, domain } = setup();
    expect(parseDeployment(deployment)).to.deep.equal({ ...deployment });
    expect(deployment).to.include({
      quittance: address,
      usdc: token,
      chainId: chain.id,
      network: "local",
      startBlock,
    });
    const { blockNumber } = await publicClient.getTransactionReceipt({ hash: deployment.transactionHash });
    expect(Number(blockNumber)).to.equal(startBlock);
    expect(domain.verifyingContract).to.equal(address);
  });

  it("has the accounts that every development chain has, with money", async () => {
    const { accounts, buyer, seller, jurors, publicClient, usdc, fund, fundLedger, address } = setup();
    expect(accounts).to.have.length(20);
    expect(deriveAccounts(DEVELOPMENT_MNEMONIC)[19]?.address).to.equal(
      mnemonicToAccount(DEVELOPMENT_MNEMONIC, { addressIndex: 19 }).address,
    );
    expect(await publicClient.getBalance({ address: seller.address })).to.equal(10n ** 22n);
    expect([...jurors].map((juror) => BigInt(juror.address))).to.deep.equal(
      [...jurors].map((juror) => BigInt(juror.address)).sort((a, b) => (a < b ? -1 : 1)),
    );
    await fund(buyer.address, 1n);
    await fundLedger(buyer.address, 2n);
    expect(await getLedgerBalance(publicClient, { address, owner: buyer.address })).to.equal(2n);
    expect(usdc.address).to.equal(setup().token);
  });

  it("has a juror pool, whose seats its own accounts take", async () => {
    const { pool, poolDomain, deployment, publicClient, seatJurors, arbiter, accounts } = setup();
    expect(deployment.jurorPool).to.equal(pool);
    expect(poolDomain.verifyingContract).to.equal(pool);
    const facts = await getPool(publicClient, { address: pool });
    expect(facts).to.deep.include({ ...poolParameters, seats: 0n, escrow: setup().address });
    const seated = await seatJurors(9);
    expect(seated.map(({ address }) => BigInt(address))).to.deep.equal(
      seated.map(({ address }) => BigInt(address)).sort((a, b) => (a < b ? -1 : 1)),
    );
    expect((await getPool(publicClient, { address: pool })).seats).to.equal(9n);
    expect([accounts[6], accounts[14]].every((juror) => juror && seated.includes(juror))).to.equal(true);
    expect(seated).to.not.include(arbiter);
    expect(String(await errorOf(() => seatJurors(10)))).to.include("at most 9");
  });

  it("travels in time, block by block, and back", async () => {
    const { now, increaseTime, setTime, setNextTime, mine, snapshot, revert, publicClient } = setup();
    const start = await now();
    const before = await snapshot();
    await increaseTime(3_600);
    expect(await now()).to.equal(start + 3_600);
    await setTime(start + 7_200);
    await setNextTime(start + 9_000);
    await openExampleDeal(setup());
    expect(await now()).to.equal(start + 9_000);
    await mine(3);
    const { number } = await publicClient.getBlock();
    for (let block = number; block > number - 3n; block--) {
      const { parentHash } = await publicClient.getBlock({ blockNumber: block });
      expect(parentHash).to.not.equal(zeroHash);
      expect(parentHash).to.equal((await publicClient.getBlock({ blockNumber: block - 1n })).hash);
    }
    await revert(before);
    expect(await now()).to.equal(start);
  });

  it("runs beside another one, on another chain and at another time", async () => {
    const other = await startStack({ chainId: 84_532, startTime: 2_000_000_000, blockTime: 1, usdcEach: 5n });
    try {
      expect(other.rpcUrl).to.not.equal(setup().rpcUrl);
      expect(other.domain.chainId).to.equal(84_532);
      const block = await other.publicClient.getBlock();
      expect(block.timestamp).to.equal(2_000_000_000n + block.number);
    } finally {
      await other.stop();
    }
    expect(await errorOf(() => other.publicClient.getBlockNumber())).to.be.instanceOf(Error);
  });

  it("does not go on when the indexer cannot start", async () => {
    const failure = await errorOf(() => startStack({ indexer: { directory: "/nowhere" } }));
    expect(String(failure)).to.include("indexer.directory").and.to.include("/nowhere");
  });

  it("takes no setting of the indexer that is the stack's own, and shows no value", async () => {
    const settings = { QUITTANCE_TRUST_KEY: "0x12", DATABASE_URL: "postgres://me:secret@db/rows" };
    const { rpcUrl, deployment } = setup();
    const failure = await errorOf(() => startIndexer({ rpcUrl, deployment }, { settings }));
    expect(failure).to.be.instanceOf(InvalidFieldError);
    expect(String(failure)).to.include("indexer.settings").and.to.include("DATABASE_URL");
    expect(String(failure)).to.not.include("secret");
  });
});
