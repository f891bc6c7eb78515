import { expect } from "chai";
import type { Account, Address } from "viem";
import {
  acceptPrincipal,
  accountDid,
  accountMetadata,
  agentRegistryOf,
  didService,
  domainFile,
  encodeRegistrationUri,
  getIdentityDomain,
  identityRegistryAbi,
  offerPrincipal,
  type PublicFetch,
  registerAgent,
  registrationJson,
  setAgentMetadata,
  setAgentUri,
  setAgentWallet,
  signAgentWallet,
  verifyAccountLink,
  verifyAgentDomain,
  verifyPrincipalDomain,
  wellKnownUrl,
} from "../../../sdk/index.ts";
import { deployIdentityRegistry, openExampleAccount } from "../../../sdk/testing/index.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const look = { name: "Translator", description: "", image: "" };

describe("an account and its agent", () => {
  const setup = useStack();
  let registry: Address;

  before(async () => {
    ({ address: registry } = await deployIdentityRegistry(setup()));
  });

  const idOf = (account: Address) => ({ chainId: setup().chain.id, address: setup().address, account });
  const agentRegistry = () => agentRegistryOf({ chainId: setup().chain.id, registry });
  const uriOf = (account: Address, agentId: bigint) =>
    encodeRegistrationUri({
      ...look,
      services: [didService(idOf(account))],
      registrations: [{ agentId, agentRegistry: agentRegistry() }],
    });

  /** Registers an agent that names the account in every way; by the relayer unless told. */
  const registerFor = async (account: Address, sender: Account = setup().relayer) => {
    const { walletClient } = setup();
    const metadata = accountMetadata(idOf(account));
    const { agentId } = await registerAgent(walletClient, { address: registry, metadata, account: sender });
    const uri = uriOf(account, agentId);
    await setAgentUri(walletClient, { address: registry, agentId, uri, account: sender });
    return agentId;
  };
  const verify = (account: Address, agentId: bigint) =>
    verifyAccountLink(setup().publicClient, { address: setup().address, account, registry, agentId });
  const transfer = async (from: Account, to: Address, agentId: bigint) => {
    const { walletClient, publicClient } = setup();
    const args = [from.address, to, agentId] as const;
    const request = {
      address: registry,
      abi: identityRegistryAbi,
      functionName: "transferFrom",
      args,
    } as const;
    const hash = await walletClient.writeContract({ ...request, account: from });
    await publicClient.waitForTransactionReceipt({ hash });
  };

  it("belong together when each end names the other", async () => {
    const { account } = await openExampleAccount(setup());
    const link = await verify(account.address, await registerFor(account.address));
    expect(link).to.include({ linked: true, controller: setup().relayer.address, problem: undefined });
    expect(link.file?.services[0]?.endpoint).to.equal(accountDid(idOf(account.address)));
  });

  it("belong together for a wallet that trades for itself", async () => {
    const { buyer } = setup();
    expect((await verify(buyer.address, await registerFor(buyer.address, buyer))).linked).to.equal(true);
  });

  it("belong together when the controller has proved to be the agent's wallet", async () => {
    const { walletClient, publicClient, relayer, seller, now } = setup();
    const { account } = await openExampleAccount(setup());
    const agentId = await registerFor(account.address, seller);
    expect((await verify(account.address, agentId)).controllerStandsByAgent).to.equal(false);
    const domain = await getIdentityDomain(publicClient, { address: registry });
    const proof = { agentId, owner: seller.address, deadline: (await now()) + 200 };
    const signature = await signAgentWallet({ domain, ...proof, account: relayer });
    const change = { address: registry, ...proof, newWallet: relayer.address, signature, account: seller };
    await setAgentWallet(walletClient, change);
    expect((await verify(account.address, agentId)).linked).to.equal(true);
  });

  it("do not when a stranger claims the account, nor when it gives the agent away unasked", async () => {
    const { seller, relayer } = setup();
    const { account } = await openExampleAccount(setup());
    const agentId = await registerFor(account.address, seller);
    const claimed = await verify(account.address, agentId);
    expect(claimed).to.include({ linked: false, agentNamesAccount: true, controllerStandsByAgent: false });
    await transfer(seller, relayer.address, agentId);
    const given = await verify(account.address, agentId);
    expect(given.agent.owner).to.equal(relayer.address);
    expect(given).to.include({ linked: false, controllerStandsByAgent: false });
  });

  it("do not when the agent, or its file, names another account", async () => {
    const { walletClient, buyer } = setup();
    const { account } = await openExampleAccount(setup());
    const agentId = await registerFor(account.address);
    const other = accountMetadata(idOf(buyer.address)).quittanceAccount;
    const entry = { address: registry, agentId, key: "quittanceAccount" };
    await setAgentMetadata(walletClient, { ...entry, value: other });
    expect(await verify(account.address, agentId)).to.include({ linked: false, agentNamesAccount: false });
    await setAgentMetadata(walletClient, {
      ...entry,
      value: accountMetadata(idOf(account.address)).quittanceAccount,
    });
    await setAgentUri(walletClient, { address: registry, agentId, uri: uriOf(buyer.address, agentId) });
    expect(await verify(account.address, agentId)).to.include({ linked: false, fileNamesAccount: false });
    await setAgentUri(walletClient, {
      address: registry,
      agentId,
      uri: uriOf(account.address, agentId + 1n),
    });
    expect(await verify(account.address, agentId)).to.include({ linked: false, fileNamesAgent: false });
    await setAgentUri(walletClient, { address: registry, agentId, uri: "" });
    expect((await verify(account.address, agentId)).problem).to.equal("the agent has no URI");
    await setAgentUri(walletClient, { address: registry, agentId, uri: "http://agent.example" });
    expect((await verify(account.address, agentId)).problem).to.include("only https");
  });

  it("part when the principal is handed over without its agent", async () => {
    const { address, walletClient, relayer, arbiter } = setup();
    const { account } = await openExampleAccount(setup());
    const agentId = await registerFor(account.address);
    const principal = relayer.address;
    await offerPrincipal(walletClient, { address, principal, to: arbiter.address });
    await acceptPrincipal(walletClient, { address, principal, account: arbiter });
    const link = await verify(account.address, agentId);
    expect(link).to.include({ linked: false, controller: arbiter.address, controllerStandsByAgent: false });
  });

  describe("and a domain", () => {
    const DOMAIN = "agent.example";
    const ask = (agentId: bigint, fetch: PublicFetch, domain = DOMAIN) =>
      verifyAgentDomain(setup().publicClient, { address: registry, agentId, domain, fetch });
    const serve =
      (files: Readonly<Record<string, string>>): PublicFetch =>
      async (url) => {
        const body = files[url];
        return body === undefined ? new Response("", { status: 404 }) : new Response(body);
      };

    it("is bound by the file that ERC-8004 defines", async () => {
      const agentId = await registerFor(setup().relayer.address);
      const url = `https://${DOMAIN}/.well-known/agent-registration.json`;
      expect(wellKnownUrl("Agent.Example")).to.equal(url);
      const body = domainFile([{ agentId, agentRegistry: agentRegistry() }]);
      expect(await ask(agentId, serve({ [url]: body }))).to.deep.equal({ verified: true, url, skipped: [] });
    });

    it("is not when the file names another agent, another registry or chain, or nothing", async () => {
      const agentId = await registerFor(setup().relayer.address);
      const url = wellKnownUrl(DOMAIN);
      const listing = (registration: { agentId: bigint; agentRegistry: string }) =>
        ask(agentId, serve({ [url]: domainFile([registration]) }));
      const elsewhere = agentRegistryOf({ chainId: 8453, registry });
      for (const registration of [
        { agentId: agentId + 1n, agentRegistry: agentRegistry() },
        { agentId, agentRegistry: elsewhere },
        { agentId, agentRegistry: agentRegistry().replace("eip155", "other") },
      ]) {
        expect(await listing(registration)).to.include({ verified: false, reason: "notListed" });
      }
      expect(await ask(agentId, serve({ [url]: "{}" }))).to.include({ verified: false, reason: "malformed" });
      expect(await ask(agentId, serve({}))).to.include({
        verified: false,
        reason: "unreachable",
        details: "the server answered 404",
      });
    });

    it("is bound whatever else the file lists for others, which is told", async () => {
      const agentId = await registerFor(setup().relayer.address);
      const url = wellKnownUrl(DOMAIN);
      const own = { agentId: Number(agentId), agentRegistry: agentRegistry() };
      const others = [{ ...own, agentId: null }, { agentId: 1 }, "none", { ...own, agentRegistry: "x" }];
      const body = (...entries: readonly unknown[]) => JSON.stringify({ registrations: entries });
      const verdict = await ask(agentId, serve({ [url]: body(...others, own) }));
      expect(verdict).to.include({ verified: true, url });
      expect(verdict.skipped.map(({ field }) => field)).to.deep.equal([
        "registrationFile.registrations[0].agentId",
        "registrationFile.registrations[1].agentRegistry",
        "registrationFile.registrations[2]",
        "registrationFile.registrations[3].agentRegistry",
      ]);
      const without = await ask(agentId, serve({ [url]: body(...others) }));
      expect(without).to.include({ verified: false, reason: "notListed" });
      expect(!without.verified && without.details)
        .to.include("lists 0 registrations")
        .and.to.include("; 3 more");
    });

    it("needs no second file where it serves the agent's own, if that one lists the agent", async () => {
      const { walletClient } = setup();
      const agentId = await registerFor(setup().relayer.address);
      const uri = `https://${DOMAIN}/agent.json`;
      await setAgentUri(walletClient, { address: registry, agentId, uri });
      const file = registrationJson({ registrations: [{ agentId, agentRegistry: agentRegistry() }] });
      expect(await ask(agentId, serve({ [uri]: file }))).to.deep.equal({
        verified: true,
        url: uri,
        skipped: [],
      });
      expect((await ask(agentId, serve({ [uri]: file }), "other.example")).verified).to.equal(false);
      const stranger = serve({ [uri]: JSON.stringify({ registrations: [] }) });
      expect((await ask(agentId, stranger)).verified).to.equal(false);
    });

    it("stands by the principal behind an account, through the link of both", async () => {
      const { address, publicClient, seller } = setup();
      const { account } = await openExampleAccount(setup());
      const agentId = await registerFor(account.address);
      const others = await registerFor(account.address, seller);
      const both = [agentId, others].map((id) => ({ agentId: id, agentRegistry: agentRegistry() }));
      const fetch = serve({ [wellKnownUrl(DOMAIN)]: domainFile(both) });
      const verifyFor = (id: bigint, domain = DOMAIN) => {
        const agent = { registry, agentId: id };
        return verifyPrincipalDomain(publicClient, {
          address,
          account: account.address,
          ...agent,
          domain,
          fetch,
        });
      };
      const { verified, controller } = await verifyFor(agentId);
      expect([verified, controller]).to.deep.equal([true, setup().relayer.address]);
      const unlinked = await verifyFor(others);
      expect([unlinked.verified, unlinked.domain.verified]).to.deep.equal([false, true]);
      const elsewhere = await verifyFor(agentId, "other.example");
      expect([elsewhere.verified, elsewhere.link.linked]).to.deep.equal([false, true]);
    });

    it("is a public name", async () => {
      for (const domain of [
        "localhost",
        "10.0.0.1",
        "agent.example:8443",
        "https://agent.example",
        "a.local",
        "kubernetes.default.svc",
        "vault.service.consul",
        "intranet.corp",
        "",
      ]) {
        await expectRefusedField("domain", `"${domain}"`, () => wellKnownUrl(domain));
      }
    });
  });
});
