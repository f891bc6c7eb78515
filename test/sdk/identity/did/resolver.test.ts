import { expect } from "chai";
import { Resolver } from "did-resolver";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import {
  acceptPrincipal,
  buildPolicy,
  type Capability,
  freeze,
  freezeAll,
  getResolver,
  offerPrincipal,
  openAccounts,
  setKeys,
  unfreeze,
  unfreezeAll,
} from "../../../../sdk/index.ts";
import { openExampleAccount } from "../../../../sdk/testing/index.ts";
import { useStack } from "../../support/setup.ts";
import { didOf, keysIn, resolverOf, utc } from "./support.ts";

describe("resolving an account's DID", () => {
  const setup = useStack();

  const open = async (capabilities: readonly Capability[] = ["commit", "deliver"], expiry?: number) => {
    const options = expiry === undefined ? { capabilities } : { capabilities, expiry };
    const { account, key } = await openExampleAccount(setup(), { ...options, balance: 0n });
    return { account: account.address, key: key.address, did: didOf(setup(), account.address) };
  };
  const resolve = (didUrl: string, options = {}) => resolverOf(setup()).resolve(didUrl, options);
  const act = () => ({ client: setup().walletClient, address: setup().address });

  it("lists the live keys, each with its expiry and what it may do", async () => {
    const expiry = (await setup().now()) + 86_400;
    const { did, key } = await open(["commit", "deliver"], expiry);
    const { didDocument, didResolutionMetadata } = await resolve(did);
    expect(didResolutionMetadata).to.deep.equal({ contentType: "application/did+ld+json" });
    const controller = didOf(setup(), setup().relayer.address);
    const method = `${did}#${key.toLowerCase()}`;
    expect(didDocument).to.deep.include({
      id: did,
      controller,
      verificationMethod: [
        {
          id: method,
          type: "EcdsaSecp256k1RecoveryMethod2020",
          controller: did,
          blockchainAccountId: `eip155:31337:${key}`,
          expires: utc(expiry),
          capabilities: ["commit", "deliver"],
        },
      ],
      authentication: [method],
      assertionMethod: [method],
      capabilityInvocation: [method],
      capabilityDelegation: [`${controller}#${setup().relayer.address.toLowerCase()}`],
    });
  });

  it("resolves a wallet that trades for itself to itself", async () => {
    const { buyer } = setup();
    const did = didOf(setup(), buyer.address);
    const { didDocument, didDocumentMetadata } = await resolve(did);
    const method = `${did}#${buyer.address.toLowerCase()}`;
    expect(didDocument).to.deep.include({ id: did, controller: did, authentication: [method] });
    expect(didDocument?.capabilityInvocation).to.deep.equal([method]);
    expect(didDocument?.capabilityDelegation).to.deep.equal([method]);
    expect(didDocument?.verificationMethod?.[0]?.blockchainAccountId).to.equal(
      `eip155:31337:${buyer.address}`,
    );
    expect(didDocumentMetadata).to.deep.equal({});
    const first = await resolve(`${did}?versionId=${setup().startBlock}`);
    expect(keysIn(first)).to.deep.equal([buyer.address.toLowerCase()]);
  });

  it("ends a key with its second", async () => {
    const expiry = (await setup().now()) + 86_400;
    const { did, key } = await open(["deliver"], expiry);
    await setup().setTime(expiry - 1);
    expect(keysIn(await resolve(did))).to.deep.equal([key.toLowerCase()]);
    await setup().setTime(expiry);
    const ended = await resolve(did);
    expect(keysIn(ended)).to.deep.equal([]);
    expect(ended.didDocumentMetadata.deactivated).to.equal(true);
    expect(keysIn(await resolve(`${did}?versionTime=${utc(expiry - 1)}`))).to.deep.equal([key.toLowerCase()]);
    expect(keysIn(await resolve(`${did}?versionTime=${utc(expiry)}`))).to.deep.equal([]);
  });

  it("tells the keys of every second: granted, changed, rotated, revoked", async () => {
    const { client, address } = act();
    const next = privateKeyToAddress(generatePrivateKey());
    const { account: of, key, did } = await open(["deliver"]);
    const opened = await setup().now();
    const expiry = opened + 9_000_000;
    await setup().setNextTime(opened + 100);
    await setKeys(client, {
      address,
      of,
      grants: [{ key: next, expiry, capabilities: ["commit"] }],
      revoke: [key],
    });
    await setup().setNextTime(opened + 200);
    await setKeys(client, { address, of, grants: [{ key: next, expiry, capabilities: ["tabs", "settle"] }] });
    await setup().setNextTime(opened + 300);
    await setKeys(client, { address, of, revoke: [next] });
    await setup().setTime(opened + 400);
    const at = async (seconds: number) => resolve(`${did}?versionTime=${utc(opened + seconds)}`);
    expect((await at(-1)).didResolutionMetadata.error).to.equal("notFound");
    for (const seconds of [0, 99]) expect(keysIn(await at(seconds))).to.deep.equal([key.toLowerCase()]);
    for (const seconds of [100, 199, 200, 299])
      expect(keysIn(await at(seconds))).to.deep.equal([next.toLowerCase()]);
    expect((await at(199)).didDocument?.verificationMethod?.[0]).to.deep.include({
      capabilities: ["commit"],
    });
    expect((await at(200)).didDocument?.verificationMethod?.[0]).to.deep.include({
      capabilities: ["settle", "tabs"],
    });
    for (const seconds of [300, 400]) expect(keysIn(await at(seconds))).to.deep.equal([]);
    expect((await at(401)).didResolutionMetadata).to.include({ error: "versionAhead" });
  });

  it("tells created, updated, version and what came next", async () => {
    const { client, address } = act();
    const { account: of, key, did } = await open();
    const { publicClient } = setup();
    const block = await publicClient.getBlock();
    const [created, version] = [utc(Number(block.timestamp)), block.number];
    const first = {
      created,
      versionId: version.toString(),
      frozen: false,
      principal: didOf(setup(), setup().relayer.address),
    };
    expect((await resolve(did)).didDocumentMetadata).to.deep.equal(first);
    await setup().mine(3);
    await setup().setNextTime(Number(block.timestamp) + 500);
    await setKeys(client, { address, of, revoke: [key] });
    const next = { nextUpdate: utc(Number(block.timestamp) + 500), nextVersionId: `${version + 4n}` };
    for (const query of [`versionId=${version}`, `versionId=${version + 3n}`, `versionTime=${created}`]) {
      expect((await resolve(`${did}?${query}`)).didDocumentMetadata).to.deep.equal({ ...first, ...next });
    }
    expect((await resolve(did)).didDocumentMetadata).to.deep.equal({
      ...first,
      versionId: next.nextVersionId,
      updated: next.nextUpdate,
      deactivated: true,
    });
  });

  it("follows the principal's control, and names the principal for ever", async () => {
    const { client, address } = act();
    const { relayer, arbiter } = setup();
    const { did } = await open();
    const before = await setup().publicClient.getBlockNumber();
    await offerPrincipal(client, { address, principal: relayer.address, to: arbiter.address });
    expect((await resolve(did)).didDocument?.controller).to.equal(didOf(setup(), relayer.address));
    await acceptPrincipal(client, { address, principal: relayer.address, account: arbiter });
    const handed = await resolve(did);
    expect(handed.didDocument?.controller).to.equal(didOf(setup(), arbiter.address));
    expect(handed.didDocumentMetadata.principal).to.equal(didOf(setup(), relayer.address));
    const past = await resolve(`${did}?versionId=${before}`);
    expect(past.didDocument?.controller).to.equal(didOf(setup(), relayer.address));
    const { account, accounts } = { account: arbiter, accounts: [{ index: 5, policy: buildPolicy({}) }] };
    const later = await openAccounts(client, { address, principal: relayer.address, accounts, account });
    const [opened] = later.accounts;
    if (opened === undefined) throw new Error("one account was opened");
    const { didDocument, didDocumentMetadata } = await resolve(didOf(setup(), opened.account));
    expect(didDocument?.controller).to.equal(didOf(setup(), arbiter.address));
    expect(didDocumentMetadata.updated).to.equal(undefined);
  });

  it("lets nobody invoke what a freeze stops, by account or by principal, and all else go on", async () => {
    const { client, address } = act();
    const { account, key, did } = await open(["commit", "deliver"]);
    const principal = setup().relayer.address;
    const invoking = async () => {
      const { didDocument, didDocumentMetadata } = await resolve(did);
      expect(didDocument?.authentication).to.deep.equal([`${did}#${key.toLowerCase()}`]);
      return [didDocument?.capabilityInvocation?.length, didDocumentMetadata.frozen];
    };
    await freeze(client, { address, accounts: [account] });
    expect(await invoking()).to.deep.equal([0, true]);
    await freezeAll(client, { address, principal });
    await unfreeze(client, { address, accounts: [account] });
    expect(await invoking()).to.deep.equal([0, true]);
    await unfreezeAll(client, { address, principal });
    expect(await invoking()).to.deep.equal([1, false]);
    const other = await open(["deliver", "settle"]);
    expect((await resolve(other.did)).didDocument?.capabilityInvocation).to.deep.equal([]);
  });

  it("speaks JSON and JSON-LD, and nothing else", async () => {
    const { did } = await open();
    const typeFor = async (accept: string) => {
      const { didDocument, didResolutionMetadata } = await resolve(did, { accept });
      const context = didDocument !== null && "@context" in didDocument;
      return [didResolutionMetadata.contentType ?? didResolutionMetadata.error, context];
    };
    expect(await typeFor("application/did+json")).to.deep.equal(["application/did+json", false]);
    expect(await typeFor("application/did+ld+json")).to.deep.equal(["application/did+ld+json", true]);
    expect(await typeFor("text/html, */*;q=0.1")).to.deep.equal(["application/did+ld+json", true]);
    expect(await typeFor("application/did+cbor")).to.deep.equal(["representationNotSupported", false]);
  });

  it("tells what it does not find, or cannot read, as resolvers do", async () => {
    const { did, account } = await open();
    const errorOf = async (didUrl: string, resolver = resolverOf(setup())) =>
      (await resolver.resolve(didUrl)).didResolutionMetadata.error;
    expect(await errorOf(did.toUpperCase().replace("DID:QUITTANCE", "did:quittance"))).to.equal("invalidDid");
    expect(await errorOf("did:quittance:31337:0x12")).to.equal("invalidDid");
    expect(await errorOf(`${did}:more`)).to.equal("invalidDid");
    expect(await errorOf("did:other:1")).to.equal("unsupportedDidMethod");
    expect(await errorOf(did.replace(":31337:", ":8453:"))).to.equal("notFound");
    expect(await errorOf(didOf({ ...setup(), address: account }, account))).to.equal("notFound");
    expect(await errorOf(didOf(setup(), setup().address))).to.equal("notFound");
    expect(await errorOf(didOf(setup(), `0x${"00".repeat(20)}`))).to.equal("notFound");
    expect(await errorOf(`${did}?versionId=999999`)).to.equal("versionAhead");
    expect(await errorOf(`${did}?versionTime=2999-01-01T00:00:00Z`)).to.equal("versionAhead");
    expect(await errorOf(`${did}?versionId=0`)).to.equal("notFound");
    expect(await errorOf(`${did}?versionTime=1999-01-01T00:00:00Z`)).to.equal("notFound");
    expect(await errorOf(`${did}?versionTime=soon`)).to.equal("invalidDidUrl");
    const late = {
      ...setup().deployment,
      startBlock: Number(await setup().publicClient.getBlockNumber()) + 1,
    };
    await setup().mine(2);
    expect(await errorOf(did, resolverOf(setup(), { deployment: late }))).to.equal("internalError");
    const elsewhere = { ...setup().deployment, chainId: 8453 };
    const wrongChain = resolverOf(setup(), { deployment: elsewhere });
    expect(await errorOf(did.replace(":31337:", ":8453:"), wrongChain)).to.equal("internalError");
    const { publicClient: client, deployment } = setup();
    const two = new Resolver(
      getResolver([
        { client, deployment: elsewhere },
        { client, deployment },
      ]),
    );
    expect(await errorOf(did, two)).to.equal(undefined);
  });
});
