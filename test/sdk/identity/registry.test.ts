import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type Abi, type AbiParameter, type Address, encodeFunctionData, parseAbi, stringToHex } from "viem";
import {
  AgentNotAuthorizedError,
  AgentUnknownError,
  AgentWalletDeadlineTooFarError,
  AgentWalletProofExpiredError,
  AgentWalletProofInvalidError,
  agentRegistryOf,
  ContractMissingError,
  getAgent,
  getAgentMetadata,
  getIdentityDomain,
  hashAgentWallet,
  IdentityRegistryUnknownError,
  identityRegistries,
  identityRegistryAbi,
  identityRegistryOf,
  registerAgent,
  setAgentMetadata,
  setAgentUri,
  setAgentWallet,
  signAgentWallet,
  unsetAgentWallet,
} from "../../../sdk/index.ts";
import { deployIdentityRegistry } from "../../../sdk/testing/index.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const URI = "https://agent.example/agent.json";

describe("the identity registry", () => {
  const setup = useStack();
  let address: Address;

  before(async () => {
    ({ address } = await deployIdentityRegistry(setup()));
  });

  const register = (parameters: Omit<Parameters<typeof registerAgent>[1], "address"> = {}) =>
    registerAgent(setup().walletClient, { address, ...parameters });
  const agentOf = (agentId: bigint) => getAgent(setup().publicClient, { address, agentId });

  /** A proof of the buyer's for agent 0 of the relayer. */
  const proofFor = async (changes: { deadlineIn?: number; owner?: Address } = {}) => {
    const { publicClient, relayer, buyer, now } = setup();
    const domain = await getIdentityDomain(publicClient, { address });
    const deadline = (await now()) + (changes.deadlineIn ?? 200);
    const proof = { agentId: 0n, owner: changes.owner ?? relayer.address, deadline };
    return { ...proof, domain, signature: await signAgentWallet({ domain, ...proof, account: buyer }) };
  };
  const prove = async (proof: Awaited<ReturnType<typeof proofFor>>, newWallet = setup().buyer.address) => {
    const { agentId, deadline, signature } = proof;
    return setAgentWallet(setup().walletClient, { address, agentId, newWallet, deadline, signature });
  };
  const transfer = async (to: Address) => {
    const { walletClient, publicClient, relayer } = setup();
    const args = [relayer.address, to, 0n] as const;
    const request = { address, abi: identityRegistryAbi, functionName: "transferFrom", args } as const;
    await publicClient.waitForTransactionReceipt({ hash: await walletClient.writeContract(request) });
  };

  describe("registering", () => {
    it("counts agents from 0, and makes the sender owner and wallet", async () => {
      const { relayer } = setup();
      const first = await register();
      const second = await register({ uri: URI });
      expect([first.agentId, second.agentId]).to.deep.equal([0n, 1n]);
      expect(first).to.include({ owner: relayer.address, uri: "" });
      const { owner, uri, wallet } = await agentOf(1n);
      expect({ owner, uri, wallet }).to.deep.equal({
        owner: relayer.address,
        uri: URI,
        wallet: relayer.address,
      });
    });

    it("takes metadata along, with or without a URI", async () => {
      const { agentId } = await register({ metadata: { kind: stringToHex("translator"), empty: "0x" } });
      const read = (key: string) => getAgentMetadata(setup().publicClient, { address, agentId, key });
      expect(await read("kind")).to.equal(stringToHex("translator"));
      expect(await read("empty")).to.equal(undefined);
      expect(await read("nothing")).to.equal(undefined);
      expect(await read("agentWallet")).to.equal(setup().relayer.address.toLowerCase());
    });

    it("refuses the reserved key before anything is sent", async () => {
      await expectRefusedField("metadata", '"agentWallet"', () =>
        register({ metadata: { agentWallet: "0x01" } }),
      );
      await expectRefusedField("metadata.kind", '"text"', () =>
        register({ metadata: { kind: "text" as never } }),
      );
    });
  });

  describe("changing", () => {
    it("is for the owner and whom it approved", async () => {
      const { walletClient, seller, relayer, publicClient } = setup();
      await register();
      const uri = { address, agentId: 0n, uri: URI };
      await refusalOf(AgentNotAuthorizedError, () => setAgentUri(walletClient, { ...uri, account: seller }));
      const approval = encodeFunctionData({
        abi: identityRegistryAbi,
        functionName: "approve",
        args: [seller.address, 0n],
      });
      const hash = await walletClient.sendTransaction({ to: address, data: approval, account: relayer });
      await publicClient.waitForTransactionReceipt({ hash });
      const changed = await setAgentUri(walletClient, { ...uri, account: seller });
      expect(changed).to.include({ agentId: 0n, uri: URI, updatedBy: seller.address });
      expect((await agentOf(0n)).uri).to.equal(URI);
    });

    it("writes metadata and refuses the registry's own key", async () => {
      const { walletClient, seller } = setup();
      await register();
      const entry = { address, agentId: 0n, key: "kind", value: "0x0102" } as const;
      expect(await setAgentMetadata(walletClient, entry)).to.include({ key: "kind", value: "0x0102" });
      await refusalOf(AgentNotAuthorizedError, () =>
        setAgentMetadata(walletClient, { ...entry, account: seller }),
      );
      await expectRefusedField("key", '"agentWallet"', () =>
        setAgentMetadata(walletClient, { ...entry, key: "agentWallet" }),
      );
      const { stop: _, ...forced } = { ...setup() };
      const args = [0n, "agentWallet", "0x01"] as const;
      const write = { address, abi: identityRegistryAbi, functionName: "setMetadata", args } as const;
      const failure = await forced.walletClient.writeContract(write).catch((error: unknown) => String(error));
      expect(failure).to.include("reserved key");
    });

    it("knows no agent that was never registered", async () => {
      await refusalOf(AgentUnknownError, () => agentOf(7n));
      await refusalOf(AgentUnknownError, () =>
        setAgentUri(setup().walletClient, { address, agentId: 7n, uri: "" }),
      );
      await expectRefusedField("agentId", "-1", () => agentOf(-1n));
    });

    it("is refused where there is no registry", async () => {
      const nowhere = { address: setup().buyer.address, agentId: 0n };
      await refusalOf(ContractMissingError, () => getAgent(setup().publicClient, nowhere));
    });
  });

  describe("the wallet's proof", () => {
    it("is the EIP-712 message that the registry checks", async () => {
      const { buyer } = setup();
      await register();
      const proof = await proofFor();
      expect(proof.signature).to.have.lengthOf(2 + 2 * 65);
      const { signature, ...signed } = proof;
      const digest = hashAgentWallet({ ...signed, newWallet: buyer.address });
      expect(await buyer.sign({ hash: digest })).to.equal(signature);
      expect((await prove(proof)).wallet).to.equal(buyer.address);
      expect((await agentOf(0n)).wallet).to.equal(buyer.address);
    });

    it("may be a contract's own (ERC-1271)", async () => {
      const { buyer, walletClient, now } = setup();
      const wallet = await deployTestContract(setup(), "Erc1271Wallet", [buyer.address]);
      await register();
      const { domain, owner, agentId } = await proofFor();
      const message = { agentId, owner, newWallet: wallet.address, deadline: (await now()) + 200 };
      const signature = await signAgentWallet({ domain, ...message, account: buyer });
      await setAgentWallet(walletClient, { address, ...message, signature });
      expect((await agentOf(0n)).wallet?.toLowerCase()).to.equal(wallet.address.toLowerCase());
    });

    it("is of this wallet and this owner", async () => {
      const { seller } = setup();
      await register();
      const proof = await proofFor();
      await refusalOf(AgentWalletProofInvalidError, () => prove(proof, seller.address));
      const forOther = await proofFor({ owner: seller.address });
      await refusalOf(AgentWalletProofInvalidError, () => prove(forOther));
      await refusalOf(AgentWalletProofInvalidError, () => prove({ ...proof, signature: "0x11" }));
    });

    it("holds to its deadline, and may be five minutes ahead", async () => {
      const { setNextTime } = setup();
      await register();
      const last = await proofFor();
      await setNextTime(last.deadline);
      expect((await prove(last)).wallet).to.equal(setup().buyer.address);
      const late = await proofFor();
      await setup().setTime(late.deadline + 1);
      await refusalOf(AgentWalletProofExpiredError, () => prove(late));
      const early = await proofFor({ deadlineIn: 400 });
      await refusalOf(AgentWalletDeadlineTooFarError, () => prove(early));
    });

    it("ends with a transfer, and with its being taken back", async () => {
      const { walletClient, seller } = setup();
      await register();
      await prove(await proofFor());
      expect((await unsetAgentWallet(walletClient, { address, agentId: 0n })).wallet).to.equal(undefined);
      expect((await agentOf(0n)).wallet).to.equal(undefined);
      const proof = await proofFor();
      await prove(proof);
      await transfer(seller.address);
      expect((await agentOf(0n)).wallet).to.equal(undefined);
      const replay = { address, agentId: 0n, newWallet: setup().buyer.address, account: seller };
      const { deadline, signature } = proof;
      await refusalOf(AgentWalletProofInvalidError, () =>
        setAgentWallet(walletClient, { ...replay, deadline, signature }),
      );
    });

    it("refuses what could not be one", async () => {
      const { domain, owner } = await proofFor();
      const account = setup().buyer;
      const sign = (deadline: number) => signAgentWallet({ domain, agentId: 0n, owner, deadline, account });
      await expectRefusedField("deadline", "0", () => sign(0));
      await expectRefusedField("owner", '"0x12"', () =>
        signAgentWallet({ domain, agentId: 0n, owner: "0x12", deadline: 1, account }),
      );
    });
  });
});

describe("canonical identity registries", () => {
  it("are those of Base and Base Sepolia; elsewhere one is given", async () => {
    expect(identityRegistries).to.deep.equal({
      8453: "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432",
      84532: "0x8004A818BFB912233c491871b3d84c89A494BD9e",
    });
    const registry = "0x00000000000000000000000000000000000000AA";
    expect(identityRegistryOf({ chainId: 8453, registry })).to.equal(identityRegistries[8453]);
    expect(identityRegistryOf({ chainId: 31_337, registry })).to.equal(registry);
    await refusalOf(IdentityRegistryUnknownError, () => identityRegistryOf({ chainId: 31_337 }));
    await expectRefusedField("registry", '"0x12"', () =>
      identityRegistryOf({ chainId: 1, registry: "0x12" }),
    );
  });

  it("are named as ERC-8004 does", () => {
    const registry = "0x8004a169fb4a3325136eb29fa0ceb6d2e539a432";
    expect(agentRegistryOf({ chainId: 8453, registry })).to.equal(`eip155:8453:${identityRegistries[8453]}`);
  });

  it("have the stand-in's interface", () => {
    const path = "artifacts/test/support/contracts/IdentityRegistryStandIn.sol/IdentityRegistryStandIn.json";
    const { abi }: { abi: Abi } = JSON.parse(readFileSync(path, "utf8"));
    const standIn = new Set(abi.map(signatureOf));
    expect(identityRegistryAbi.map(signatureOf).filter((entry) => !standIn.has(entry))).to.deep.equal([]);
    const canonical = new Set(identityRegistryAbi.map(signatureOf));
    const more = abi.map(signatureOf).filter((entry) => !canonical.has(entry));
    // OpenZeppelin's short strings, which a contract without a proxy keeps its domain in.
    expect(more).to.have.members(
      parseAbi(["error InvalidShortString()", "error StringTooLong(string str)"]).map(signatureOf),
    );
  });
});

/** An entry of an ABI with everything that callers depend on. */
function signatureOf(entry: Abi[number]): string {
  const typeOf = (parameter: AbiParameter & { readonly indexed?: boolean }): string => {
    const inner = "components" in parameter ? `(${parameter.components.map(typeOf).join()})` : "";
    return `${inner}${parameter.type}${parameter.indexed ? " indexed" : ""}`;
  };
  const inputs = "inputs" in entry ? (entry.inputs ?? []).map(typeOf).join() : "";
  const outputs = "outputs" in entry ? entry.outputs.map(typeOf).join() : "";
  const mutability = "stateMutability" in entry ? entry.stateMutability : "";
  return `${entry.type} ${"name" in entry ? entry.name : ""}(${inputs}) ${mutability} (${outputs})`;
}
