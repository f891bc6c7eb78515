import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Address, concatHex, toHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { rehearse } from "../../scripts/deploy/creation.ts";
import { type DeploymentPlan, deploy } from "../../scripts/deploy/deployment.ts";
import { addressAt, FACTORY } from "../../scripts/deploy/factory.ts";
import { NETWORKS, type Network } from "../../scripts/deploy/networks.ts";
import { layOut, requireCompanions } from "../../scripts/deploy/parts.ts";
import { getDomain, getPool, getUsdc } from "../../sdk/index.ts";
import { readDeployment, writeDeployment } from "../../sdk/node.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";

describe("deploy", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-deploy-"));
  const said: string[] = [];
  const key = generatePrivateKey();
  const funded = privateKeyToAccount(key);
  let stack: Stack;
  let local: Network;
  let records = 0;
  const pool = { seatStake: 100_000_000n, seatFee: 500_000n, absencePenalty: 1_000_000n, maturity: 604_800 };

  /** A plan that would succeed; the record is a new file each time. */
  const planFor = (changes: Partial<DeploymentPlan> = {}): DeploymentPlan => {
    records += 1;
    return {
      network: local,
      rpcUrl: stack.rpcUrl,
      record: join(folder, "deployments", `${records}.json`),
      usdc: stack.token,
      pool,
      force: false,
      dryRun: false,
      deployer: funded,
      say: (line) => said.push(line),
      confirm: async () => true,
      ...changes,
    };
  };

  /** Deploys in vain: nothing may be sent, and nothing written. @returns why. */
  const refused = async (changes: Partial<DeploymentPlan>): Promise<string> => {
    const plan = planFor(changes);
    const block = await stack.publicClient.getBlockNumber();
    const outcome = await deploy(plan).then(
      () => "nothing was refused",
      (error: Error) => error.message,
    );
    expect(await stack.publicClient.getBlockNumber()).to.equal(block);
    expect(existsSync(plan.record)).to.equal(false);
    return outcome;
  };

  const saltOf = (number: number) => toHex(number, { size: 32 });

  /** A network like Base, on this chain, whose USDC is the one given. */
  const live = (address: Address, name: string): Network => ({
    ...local,
    name: "base",
    usdc: { address, name },
  });

  before(async () => {
    const { local: known } = NETWORKS;
    if (known === undefined) throw new Error("there is no local network");
    local = known;
    stack = await startStack();
    const hash = await stack.walletClient.sendTransaction({ to: funded.address, value: 10n ** 18n });
    await stack.publicClient.waitForTransactionReceipt({ hash });
  });

  after(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true });
  });

  it("deploys, verifies the code and writes a record that others can read", async () => {
    const plan = planFor();
    const made = await deploy(plan);
    const record = readDeployment(plan.record);
    expect(record).to.deep.equal(made);
    const { chainId, network, quittance: address, usdc, startBlock } = record;
    expect({ chainId, network, usdc }).to.deep.equal({
      chainId: 31_337,
      network: "local",
      usdc: stack.token,
    });
    expect(await getUsdc(stack.publicClient, { address })).to.equal(stack.token);
    expect((await getDomain(stack.publicClient, { address })).verifyingContract).to.equal(address);
    const receipt = await stack.publicClient.getTransactionReceipt({ hash: record.transactionHash });
    expect(Number(receipt.blockNumber)).to.equal(startBlock);
  });

  it("deploys a juror pool for the contract, with the parameters it was given", async () => {
    const made = await deploy(planFor({ pool: { ...pool, seatFee: 700_000n } }));
    expect(made?.jurorPool).to.be.a("string");
    const address = made?.jurorPool ?? stack.address;
    expect(await getPool(stack.publicClient, { address })).to.include({
      escrow: made?.quittance,
      usdc: stack.token,
      seatStake: 100_000_000n,
      seatFee: 700_000n,
      absencePenalty: 1_000_000n,
      maturity: 604_800,
      seats: 0n,
    });
  });

  it("makes Quittance with its companions, at addresses that follow from the code", async () => {
    const made = await deploy(planFor({ salt: saltOf(1) }));
    const parts = await layOut(stack.publicClient, stack.token, saltOf(1));
    expect(parts.map(({ part, isThere }) => [part, isThere])).to.deep.equal([
      ["Accounts", true],
      ["Agreements", true],
      ["Disputes", true],
      ["Batches", true],
      ["Panels", true],
      ["Quittance", true],
    ]);
    expect(made?.quittance).to.equal(parts[5]?.address);
    for (const { address, creation } of parts) expect(address).to.equal(addressAt(saltOf(1), creation));
  });

  it("goes on where a deployment broke off, whichever parts are there", async () => {
    const parts = await layOut(stack.publicClient, stack.token, saltOf(2));
    for (const [index, { part, creation, address }] of parts.entries()) {
      const data = concatHex([saltOf(2), creation]);
      const hash = await stack.walletClient.sendTransaction({ to: FACTORY, data });
      const { blockNumber } = await stack.publicClient.waitForTransactionReceipt({ hash });
      await stack.mine(2);
      const undo = await stack.snapshot();
      const made = await deploy(planFor({ salt: saltOf(2) }));
      expect(made?.quittance).to.equal(parts[5]?.address);
      expect(said.some((line) => line === `${part} is at ${address}`)).to.equal(true);
      const isLast = index === parts.length - 1;
      if (isLast) expect(made).to.include({ startBlock: Number(blockNumber), transactionHash: hash });
      await stack.revert(undo);
    }
  });

  it("holds what the contract says of its companions against where they are", async () => {
    const refusal = (of: Address, companions: Stack["companions"]) =>
      requireCompanions(stack.publicClient, of, companions).then(
        () => "",
        (error: Error) => error.message,
      );
    const { companions, address, token } = stack;
    const { disputes, accounts } = companions;
    expect(await refusal(address, companions)).to.equal("");
    expect(await refusal(token, companions)).to.contain(`${token} names nothing`);
    expect(await refusal(address, { ...companions, disputes: accounts })).to.contain('companion "disputes"');
    expect(await refusal(address, { ...companions, accounts: disputes })).to.contain('companion "accounts"');
    expect(await refusal(address, { ...companions, agreements: disputes })).to.contain(
      'companion "agreements"',
    );
    expect(await refusal(address, { ...companions, batches: disputes })).to.contain('companion "batches"');
    expect(await refusal(address, { ...companions, panels: disputes })).to.contain('companion "panels"');
  });

  it("says how near each creation comes to what a chain takes, and refuses what is beyond", async () => {
    await deploy(planFor());
    const limits = said.filter((line) => line.includes("of at most 16,777,216"));
    expect(limits.some((line) => line.startsWith("Juror pool takes"))).to.equal(true);
    expect(limits.every((line) => line.includes("of creation code of at most 49,152"))).to.equal(true);
    const data = concatHex(["0x00", toHex(0, { size: 49_152 })]);
    const refusal = await rehearse(stack.publicClient, funded, data).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(refusal).to.contain("49153 bytes").and.to.contain("Nothing was sent");
  });

  it("deploys a stand-in first on a local chain without a token", async () => {
    const made = await deploy(planFor({ usdc: undefined }));
    expect(made?.usdc).to.not.equal(stack.token);
    expect((await stack.publicClient.getCode({ address: made?.usdc ?? "0x" }))?.length).to.be.greaterThan(2);
  });

  it("sends nothing in a dry run, however much it could", async () => {
    expect(await refused({ dryRun: true })).to.equal("nothing was refused");
    expect(await refused({ dryRun: true, usdc: undefined })).to.equal("nothing was refused");
  });

  it("refuses another chain than the network's, before anything is sent", async () => {
    for (const network of [NETWORKS.base, NETWORKS["base-sepolia"]]) {
      if (network === undefined) throw new Error("a network is missing");
      const message = await refused({ network, usdc: undefined });
      expect(message).to.contain("chain 31337").and.to.contain(String(network.chainId));
    }
  });

  it("refuses another token than the network's", async () => {
    const message = await refused({ network: live(stack.token, "USD Coin"), usdc: stack.address });
    expect(message).to.contain("--usdc").and.to.contain(stack.token);
  });

  it("refuses a token that is not there, has other decimals, or another name", async () => {
    const nobody = privateKeyToAccount(generatePrivateKey()).address;
    expect(await refused({ network: live(nobody, "USD Coin"), usdc: undefined })).to.contain("no contract");
    expect(await refused({ usdc: stack.address })).to.contain("decimals() is missing, not 6");
    const message = await refused({ network: live(stack.token, "USDC"), usdc: undefined });
    expect(message).to.contain('name() is "USD Coin", not "USDC"');
  });

  it("never deploys a stand-in where the network has its own token", async () => {
    const made = await deploy(planFor({ network: live(stack.token, "USD Coin"), usdc: undefined }));
    expect(made?.usdc).to.equal(stack.token);
  });

  it("refuses a deployer that cannot pay, and says how much it takes", async () => {
    const deployer = privateKeyToAccount(generatePrivateKey());
    const message = await refused({ deployer });
    expect(message).to.contain(`${deployer.address} has 0 ETH`).and.to.contain("may cost 0.0");
  });

  it("refuses to go on without a yes", async () => {
    expect(await refused({ confirm: async () => false })).to.contain("Not confirmed");
    expect(await refused({ confirm: async () => false, usdc: undefined })).to.contain("Not confirmed");
  });

  it("keeps an existing record unless it is forced to overwrite it", async () => {
    const plan = planFor();
    const first = await deploy(plan);
    const again = await deploy(plan).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(again).to.contain(plan.record).and.to.contain("--force");
    expect(readDeployment(plan.record)).to.deep.equal(first);
    const second = await deploy({ ...plan, force: true });
    expect(second?.quittance).to.equal(first?.quittance);
    expect(second?.jurorPool).to.not.equal(first?.jurorPool);
    expect(readDeployment(plan.record)).to.deep.equal(second);
  });

  it("completes a record that lacks its juror pool, without being forced", async () => {
    const plan = planFor();
    const whole = await deploy(plan);
    if (whole === undefined) throw new Error("it was no dry run");
    const { jurorPool, ...broken } = whole;
    for (const usdc of [stack.token, undefined]) {
      writeDeployment(plan.record, broken);
      const made = await deploy({ ...plan, usdc });
      expect(made).to.include({
        quittance: whole.quittance,
        startBlock: whole.startBlock,
        transactionHash: whole.transactionHash,
      });
      expect(made?.jurorPool).to.be.a("string").and.not.to.equal(jurorPool);
      expect(readDeployment(plan.record)).to.deep.equal(made);
    }
  });

  it("does not complete the record of another deployment", async () => {
    const plan = planFor();
    const whole = await deploy(plan);
    if (whole === undefined) throw new Error("it was no dry run");
    const { jurorPool: _, ...broken } = whole;
    const refusal = () =>
      deploy({ ...plan, salt: saltOf(3) }).then(
        () => "",
        (error: Error) => error.message,
      );
    for (const record of [broken, { ...broken, chainId: 8_453 }]) {
      writeDeployment(plan.record, record);
      expect(await refusal()).to.contain(`Quittance ${whole.quittance} on chain ${record.chainId}`);
      expect(readDeployment(plan.record)).to.deep.equal(record);
    }
    writeFileSync(plan.record, "{");
    expect(await refusal())
      .to.contain("exists")
      .and.to.contain("--force");
  });

  it("tells the way, and never the key", () => {
    expect(said.join("\n")).to.contain("its code verified").and.to.not.contain(key.slice(2));
  });
});
