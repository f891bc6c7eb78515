import { expect } from "chai";
import hre from "hardhat";
import { type Address, getContract, parseEventLogs, zeroAddress } from "viem";
import { identityRegistryAbi } from "../../../sdk/index.ts";
import { deployIdentityRegistry } from "../../support/identity-registry.ts";
import { connectUsdc } from "../../support/usdc.ts";

type Connection = Awaited<ReturnType<typeof hre.network.create>>;

describe("the stand-in for the identity registry", () => {
  let connection: Connection;

  before(async () => {
    connection = await hre.network.create();
  });
  after(() => connection.close());

  const setup = async () => {
    const chain = { provider: connection.provider, artifacts: hre.artifacts };
    const { publicClient, walletClient } = await connectUsdc(chain);
    const [alice, bob] = (await walletClient.getAddresses()) as [Address, Address];
    const address = await deployIdentityRegistry(chain);
    const client = { public: publicClient, wallet: walletClient };
    return {
      chain,
      publicClient,
      alice,
      bob,
      registry: getContract({ address, abi: identityRegistryAbi, client }),
    };
  };
  const reasonOf = (promise: Promise<unknown>) =>
    promise.then(
      () => "nothing was refused",
      (error: unknown) => String(error),
    );

  it("is an ERC-721 with metadata, under the canonical names", async () => {
    const { registry } = await setup();
    expect([await registry.read.name(), await registry.read.symbol()]).to.deep.equal([
      "AgentIdentity",
      "AGENT",
    ]);
    for (const id of ["0x80ac58cd", "0x5b5e139f", "0x49064906"] as const) {
      expect(await registry.read.supportsInterface([id])).to.equal(true);
    }
    expect(await registry.read.getVersion()).to.equal("2.0.0");
  });

  it("tells a registration by the events of ERC-8004", async () => {
    const { registry, publicClient, alice } = await setup();
    const metadata = [{ metadataKey: "kind", metadataValue: "0x01" }] as const;
    const hash = await registry.write.register(["https://agent.example", metadata], { account: alice });
    const { logs } = await publicClient.waitForTransactionReceipt({ hash });
    const events = parseEventLogs({ abi: identityRegistryAbi, logs });
    const told = events.map(({ eventName, args }) =>
      "metadataKey" in args ? `${eventName} ${args.metadataKey}` : eventName,
    );
    expect(told).to.include.members([
      "Transfer",
      "MetadataSet agentWallet",
      "MetadataSet kind",
      "Registered",
    ]);
    expect(told.filter((name) => name.startsWith("MetadataSet"))).to.have.lengthOf(2);
  });

  it("keeps agentWallet to itself", async () => {
    const { registry, alice, bob } = await setup();
    await registry.write.register({ account: alice });
    const metadata = [{ metadataKey: "agentWallet", metadataValue: bob }] as const;
    expect(await reasonOf(registry.write.register(["", metadata], { account: alice }))).to.include(
      "reserved key",
    );
    const entry = [0n, "agentWallet", bob] as const;
    expect(await reasonOf(registry.write.setMetadata(entry, { account: alice }))).to.include("reserved key");
    const wallet = [0n, zeroAddress, 1n, "0x"] as const;
    expect(await reasonOf(registry.write.setAgentWallet(wallet, { account: alice }))).to.include(
      "bad wallet",
    );
    expect(await reasonOf(registry.read.getAgentWallet([1n]))).to.include("ERC721NonexistentToken");
  });

  it("obeys operators of the owner, and nobody after a transfer but the next owner", async () => {
    const { registry, alice, bob } = await setup();
    await registry.write.register({ account: alice });
    await registry.write.setApprovalForAll([bob, true], { account: alice });
    await registry.write.setAgentURI([0n, "https://by.bob"], { account: bob });
    expect(await registry.read.tokenURI([0n])).to.equal("https://by.bob");
    await registry.write.transferFrom([alice, bob, 0n], { account: bob });
    expect(await registry.read.getAgentWallet([0n])).to.equal(zeroAddress);
    expect(await reasonOf(registry.write.setAgentURI([0n, ""], { account: alice }))).to.include(
      "Not authorized",
    );
    expect(await reasonOf(registry.write.unsetAgentWallet([0n], { account: alice }))).to.include(
      "Not authorized",
    );
  });

  it("goes to nobody who could not hold it", async () => {
    const { registry, alice } = await setup();
    await registry.write.register({ account: alice });
    const transfer = [alice, registry.address, 0n] as const;
    expect(await reasonOf(registry.write.safeTransferFrom(transfer, { account: alice }))).to.include(
      "ERC721InvalidReceiver",
    );
  });

  it("is neither initialised nor upgraded: it is no proxy", async () => {
    const { registry, alice } = await setup();
    expect(await registry.read.owner()).to.equal(alice);
    expect(await reasonOf(registry.write.initialize({ account: alice }))).to.include("InvalidInitialization");
    expect(await reasonOf(registry.write.upgradeToAndCall([alice, "0x"], { account: alice }))).to.include(
      "UUPSUnauthorizedCallContext",
    );
  });
});
