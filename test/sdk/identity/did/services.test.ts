import { expect } from "chai";
import type { Account, Address } from "viem";
import { servicesOf } from "../../../../sdk/identity/did/services.ts";
import {
  acceptPrincipal,
  accountMetadata,
  agentRegistryOf,
  buildRegistrationFile,
  type DidNetwork,
  didService,
  encodeRegistrationUri,
  identityRegistryAbi,
  offerPrincipal,
  type PublicFetch,
  type RegistrationDraft,
  registerAgent,
  registrationJson,
  setAgentUri,
} from "../../../../sdk/index.ts";
import { deployIdentityRegistry, openExampleAccount } from "../../../../sdk/testing/index.ts";
import { useStack } from "../../support/setup.ts";
import { didOf, resolverOf, utc } from "./support.ts";

describe("services in a DID document", () => {
  const setup = useStack();
  let registry: Address;

  before(async () => {
    ({ address: registry } = await deployIdentityRegistry(setup()));
  });

  const draftFor = (account: Address, agentId: bigint, endpoint: string): RegistrationDraft => {
    const { chain, address } = setup();
    const agentRegistry = agentRegistryOf({ chainId: chain.id, registry });
    return {
      ...{ name: "Translator", description: "", image: "" },
      services: [
        didService({ chainId: chain.id, address, account }),
        { name: "A2A", endpoint, version: "0.3.0" },
      ],
      registrations: [{ agentId, agentRegistry }],
    };
  };
  /** An agent of the account's, by the relayer unless told; its file is on-chain. */
  const registerFor = async (account: Address, endpoint: string, sender: Account = setup().relayer) => {
    const { walletClient, chain, address } = setup();
    const metadata = accountMetadata({ chainId: chain.id, address, account });
    const { agentId } = await registerAgent(walletClient, { address: registry, metadata, account: sender });
    const uri = encodeRegistrationUri(draftFor(account, agentId, endpoint));
    await setAgentUri(walletClient, { address: registry, agentId, uri, account: sender });
    return agentId;
  };
  const endpointsOf = async (didUrl: string, options: Partial<DidNetwork> = {}) => {
    const result = await resolverOf(setup(), { registry, ...options }).resolve(didUrl);
    const services = (result.didDocument?.service ?? []).filter(({ type }) => type === "A2A");
    const endpoints = services.map(({ serviceEndpoint }) => serviceEndpoint);
    return { ...result, endpoints, warning: result.didResolutionMetadata.warning };
  };

  it("are those of the registration file of the agent that is linked both ways", async () => {
    const { account } = await openExampleAccount(setup(), { balance: 0n });
    const did = didOf(setup(), account.address);
    const before = await endpointsOf(did);
    expect(before.didDocument).to.not.have.any.keys("service", "alsoKnownAs");
    const agentId = await registerFor(account.address, "https://agent.example/card.json");
    const { didDocument } = await endpointsOf(did);
    expect(didDocument?.alsoKnownAs).to.deep.equal([`eip155:31337/erc721:${registry}/${agentId}`]);
    expect(didDocument?.service).to.deep.equal([
      { id: `${did}#DID`, type: "DID", serviceEndpoint: did, version: "v1" },
      { id: `${did}#A2A`, type: "A2A", serviceEndpoint: "https://agent.example/card.json", version: "0.3.0" },
    ]);
    expect((await resolverOf(setup()).resolve(did)).didDocument?.service).to.equal(undefined);
  });

  it("are not those of who only claims the account, or sends its controller the claim", async () => {
    const { walletClient, publicClient, seller, relayer } = setup();
    const { account } = await openExampleAccount(setup(), { balance: 0n });
    const did = didOf(setup(), account.address);
    const agentId = await registerFor(account.address, "https://evil.example", seller);
    expect((await endpointsOf(did)).endpoints).to.deep.equal([]);
    const args = [seller.address, relayer.address, agentId] as const;
    const request = {
      address: registry,
      abi: identityRegistryAbi,
      functionName: "transferFrom",
      args,
    } as const;
    const hash = await walletClient.writeContract({ ...request, account: seller });
    await publicClient.waitForTransactionReceipt({ hash });
    expect((await endpointsOf(did)).endpoints).to.deep.equal([]);
    await registerFor(account.address, "https://agent.example");
    expect((await endpointsOf(did)).endpoints).to.deep.equal(["https://agent.example"]);
  });

  it("are found behind 60 strangers who claimed the account before, without a fetch of theirs", async () => {
    const { walletClient, seller, relayer, chain, address } = setup();
    const { account } = await openExampleAccount(setup(), { balance: 0n });
    const did = didOf(setup(), account.address);
    const metadata = accountMetadata({ chainId: chain.id, address, account: account.address });
    for (let stranger = 0; stranger < 60; stranger++) {
      const uri = `https://evil.example/${stranger}.json`;
      await registerAgent(walletClient, { address: registry, metadata, uri, account: seller });
    }
    const { agentId } = await registerAgent(walletClient, { address: registry, metadata, account: relayer });
    const uri = "https://agent.example/agent.json";
    await setAgentUri(walletClient, { address: registry, agentId, uri });
    const file = registrationJson(
      buildRegistrationFile(draftFor(account.address, agentId, "https://served.example")),
    );
    const fetched: string[] = [];
    const fetch: PublicFetch = async (url) => {
      fetched.push(url);
      return new Response(file);
    };
    const { endpoints, warning } = await endpointsOf(did, { fetch });
    expect(endpoints).to.deep.equal(["https://served.example"]);
    expect(fetched).to.deep.equal([uri]);
    expect(warning).to.equal(undefined);
  });

  it("of more agents of its own than are looked at come with a warning", async () => {
    const { walletClient, chain, address } = setup();
    const { account } = await openExampleAccount(setup(), { balance: 0n });
    const metadata = accountMetadata({ chainId: chain.id, address, account: account.address });
    for (let index = 0; index < 21; index++) {
      await registerAgent(walletClient, { address: registry, metadata, uri: "https://agent.example/x.json" });
    }
    let fetches = 0;
    const fetch: PublicFetch = async () => {
      fetches += 1;
      return new Response("", { status: 404 });
    };
    const { endpoints, warning } = await endpointsOf(didOf(setup(), account.address), { fetch });
    expect(endpoints).to.deep.equal([]);
    expect(fetches).to.equal(20);
    expect(warning).to.include("it has 21 agents of its own, of which 20 were looked at");
  });

  it("of a past version are what the chain held then", async () => {
    const { walletClient, relayer, arbiter, address, now, setNextTime } = setup();
    const { account } = await openExampleAccount(setup(), { balance: 0n });
    const did = didOf(setup(), account.address);
    const agentId = await registerFor(account.address, "https://old.example");
    const old = await now();
    await setNextTime(old + 100);
    const uri = encodeRegistrationUri(draftFor(account.address, agentId, "https://new.example"));
    await setAgentUri(walletClient, { address: registry, agentId, uri });
    await setNextTime(old + 200);
    await offerPrincipal(walletClient, { address, principal: relayer.address, to: arbiter.address });
    await acceptPrincipal(walletClient, { address, principal: relayer.address, account: arbiter });
    const at = async (seconds: number) =>
      (await endpointsOf(`${did}?versionTime=${utc(old + seconds)}`)).endpoints;
    expect(await at(99)).to.deep.equal(["https://old.example"]);
    expect(await at(100)).to.deep.equal(["https://new.example"]);
    expect(await at(201)).to.deep.equal([]);
    expect((await endpointsOf(did)).endpoints).to.deep.equal([]);
  });

  it("come from a served file now, and are left out of past versions", async () => {
    const { walletClient, publicClient, buyer } = setup();
    const did = didOf(setup(), buyer.address);
    const agentId = await registerFor(buyer.address, "https://agent.example", buyer);
    const uri = "https://agent.example/agent.json";
    await setAgentUri(walletClient, { address: registry, agentId, uri, account: buyer });
    const file = registrationJson(
      buildRegistrationFile(draftFor(buyer.address, agentId, "https://served.example")),
    );
    const fetch: PublicFetch = async () => new Response(file);
    expect((await endpointsOf(did, { fetch })).endpoints).to.deep.equal(["https://served.example"]);
    const past = await endpointsOf(`${did}?versionId=${await publicClient.getBlockNumber()}`, { fetch });
    expect(past.endpoints).to.deep.equal([]);
    expect(past.warning).to.include("services left out").and.to.include("data: URIs only");
    const down: PublicFetch = async () => new Response("", { status: 503 });
    const now = await endpointsOf(did, { fetch: down });
    expect(now.didDocument?.verificationMethod).to.have.lengthOf(1);
    expect(now.warning).to.include("the server answered 503");
  });

  it("have URIs, or say that theirs is none", () => {
    const services = [
      { name: "email", endpoint: "mail@agent.example" },
      { name: "ENS", endpoint: "agent.eth" },
      { name: "MCP server", endpoint: "https://mcp.example/" },
      { name: "MCP server", endpoint: "ipfs://cid", skills: [], id: "forged", type: "forged" },
      { name: "§", endpoint: "did:web:agent.example" },
    ];
    expect(servicesOf("did:x:1", services)).to.deep.equal([
      { id: "did:x:1#email", type: "email", serviceEndpoint: "mailto:mail@agent.example" },
      { id: "did:x:1#ENS", type: "ENS", serviceEndpoint: { endpoint: "agent.eth" } },
      { id: "did:x:1#MCP-server", type: "MCP server", serviceEndpoint: "https://mcp.example/" },
      { id: "did:x:1#MCP-server-2", type: "MCP server", serviceEndpoint: "ipfs://cid", skills: [] },
      { id: "did:x:1#-", type: "§", serviceEndpoint: "did:web:agent.example" },
    ]);
  });
});
