import { expect } from "chai";
import fc from "fast-check";
import { type Address, createPublicClient, custom, isAddressEqual, type PublicClient } from "viem";
import { lastBlockAt } from "../../../../sdk/identity/did/blocks.ts";
import { LogBook, readLogs } from "../../../../sdk/identity/did/logs.ts";
import type { AccountKeyMethod } from "../../../../sdk/index.ts";
import {
  acceptPrincipal,
  type Capability,
  encodeCapabilities,
  freeze,
  freezeAll,
  offerPrincipal,
  quittanceAbi,
  setKeys,
  unfreeze,
  unfreezeAll,
} from "../../../../sdk/index.ts";
import { openExampleAccount } from "../../../../sdk/testing/index.ts";
import { useStack } from "../../support/setup.ts";
import { didOf, resolverOf, utc } from "./support.ts";

describe("the history behind a DID", () => {
  const setup = useStack();

  /** A life with every kind of change; gives the account, its keys, and the block and second it was opened in. */
  const live = async () => {
    const { walletClient: client, address, relayer, arbiter, accounts } = setup();
    const options = { balance: 0n, capabilities: ["deliver"] } as const;
    const { account, key: first } = await openExampleAccount(setup(), options);
    const of = account.address;
    const from = await setup().publicClient.getBlockNumber();
    const start = await setup().now();
    const keys = accounts.slice(4, 8).map((key) => key.address);
    const grant = (key: Address, lasts: number, capabilities: readonly Capability[]) =>
      setKeys(client, {
        address,
        of,
        grants: [{ key, expiry: start + lasts, capabilities }],
        account: controller,
      });
    const principal = relayer.address;
    let controller = relayer;
    const [a, b, c, d] = keys as [Address, Address, Address, Address];
    await grant(a, 50, ["commit"]);
    // Other accounts, of this principal and of another, change nothing here.
    await openExampleAccount(setup(), options);
    await openExampleAccount(setup(), { ...options, principal: setup().seller });
    await setup().setNextTime(start + 10);
    await grant(b, 5_000, ["commit", "deliver", "settle", "tabs"]);
    await freeze(client, { address, accounts: [of] });
    await setup().setNextTime(start + 60);
    await grant(a, 300, ["tabs"]);
    await offerPrincipal(client, { address, principal, to: arbiter.address });
    await acceptPrincipal(client, { address, principal, account: arbiter });
    controller = arbiter;
    await unfreeze(client, { address, accounts: [of], account: controller });
    await setup().setNextTime(start + 120);
    await setKeys(client, { address, of, revoke: [b], account: controller });
    await freezeAll(client, { address, principal, account: controller });
    await setup().setNextTime(start + 200);
    await grant(c, 210, ["deliver"]);
    await unfreezeAll(client, { address, principal, account: controller });
    await setup().setTime(start + 400);
    return { of, keys: [a, b, c, d, first.address], from, start };
  };

  /** What the contract itself said of the account after a block. */
  const contractAt = async (of: Address, keys: readonly Address[], blockNumber: bigint) => {
    const { publicClient, address, relayer } = setup();
    const contract = { address, abi: quittanceAbi, blockNumber } as const;
    const row = await publicClient.readContract({ ...contract, functionName: "accountOf", args: [of] });
    const [controller] = await publicClient.readContract({
      ...contract,
      functionName: "principalOf",
      args: [relayer.address],
    });
    const { timestamp } = await publicClient.getBlock({ blockNumber });
    const grants = await Promise.all(
      keys.map(async (key) => ({
        key,
        ...(await publicClient.readContract({ ...contract, functionName: "keyOf", args: [of, key] })),
      })),
    );
    const live = grants.filter(({ expiry }) => timestamp < BigInt(expiry));
    return { frozen: row[7], controller: didOf(setup(), controller), keys: live.map(lineOf).sort() };
  };
  const lineOf = (grant: { key: string; expiry: number; capabilities: number }) =>
    `${grant.key.toLowerCase()} until ${utc(grant.expiry)} may ${grant.capabilities}`;

  it("tells after every block what the contract told then", async () => {
    const { of, keys, from } = await live();
    const did = didOf(setup(), of);
    const head = await setup().publicClient.getBlockNumber();
    const resolver = resolverOf(setup(), { blockRange: 3 });
    for (let block = from; block <= head; block++) {
      const { didDocument, didDocumentMetadata } = await resolver.resolve(`${did}?versionId=${block}`);
      const methods: readonly AccountKeyMethod[] = didDocument?.verificationMethod ?? [];
      const told = methods.map(({ blockchainAccountId = "", expires = "", capabilities = [] }) => {
        const key = blockchainAccountId.split(":")[2] ?? "";
        return lineOf({
          key,
          expiry: Date.parse(expires) / 1000,
          capabilities: encodeCapabilities(capabilities),
        });
      });
      const { frozen } = didDocumentMetadata;
      const document = { frozen, controller: didDocument?.controller, keys: told.sort() };
      expect(document, `block ${block}`).to.deep.equal(await contractAt(of, keys, block));
    }
  });

  it("takes for a second the last block of it", async () => {
    const { of, from, start } = await live();
    const did = didOf(setup(), of);
    const { publicClient } = setup();
    const head = await publicClient.getBlockNumber();
    const blocks = await Promise.all(
      Array.from({ length: Number(head - from) + 1 }, (_, index) =>
        publicClient.getBlock({ blockNumber: from + BigInt(index) }),
      ),
    );
    const resolver = resolverOf(setup());
    for (const seconds of [0, 9, 10, 11, 49, 50, 59, 60, 119, 120, 199, 200, 209, 210, 299, 300, 400]) {
      const time = start + seconds;
      const last = blocks.filter(({ timestamp }) => timestamp <= BigInt(time)).at(-1);
      const byTime = await resolver.resolve(`${did}?versionTime=${utc(time)}`);
      const byBlock = await resolver.resolve(`${did}?versionId=${last?.number}`);
      expect(byTime.didDocumentMetadata.versionId, `${seconds}`).to.equal(
        byBlock.didDocumentMetadata.versionId,
      );
      const methods: readonly AccountKeyMethod[] = byBlock.didDocument?.verificationMethod ?? [];
      const alive = methods.filter(({ expires = "" }) => time < Date.parse(expires) / 1000);
      expect(byTime.didDocument?.verificationMethod, `${seconds}`).to.deep.equal(alive);
    }
  });

  it("is read in stretches, of the size that is asked for and smaller where the node refuses", async () => {
    const { publicClient, address } = setup();
    await live();
    const head = await publicClient.getBlockNumber();
    const asked: bigint[] = [];
    const narrow = clientThrough(async (method, params) => {
      if (method === "eth_getLogs") {
        const { fromBlock, toBlock } = params[0];
        const blocks = BigInt(toBlock) - BigInt(fromBlock) + 1n;
        asked.push(blocks);
        if (blocks > 4n) throw Object.assign(new Error("block range is too wide"), { code: -32_005 });
      }
      return publicClient.request({ method, params } as never);
    });
    const filter = { address, topics: [] };
    const range = { from: 0n, to: head };
    const [whole, pieces] = [
      await readLogs(publicClient, filter, range),
      await readLogs(narrow, filter, range),
    ];
    expect(whole).to.have.length.above(10);
    expect(pieces).to.deep.equal(whole);
    expect(asked.filter((blocks) => blocks > 4n).length).to.be.lessThan(15);
    expect(await readLogs(publicClient, filter, range, 1)).to.deep.equal(whole);
  });

  it("is kept where two answers said the same of blocks that are settled, and then read no more", async () => {
    const { publicClient, address } = setup();
    await setup().mine(100);
    const stretches: [bigint, bigint][] = [];
    const counting = clientThrough(async (method, params) => {
      if (method === "eth_getLogs") stretches.push([BigInt(params[0].fromBlock), BigInt(params[0].toBlock)]);
      return publicClient.request({ method, params } as never);
    });
    const number = await publicClient.getBlockNumber();
    const head = { number, settled: number - 64n };
    const book = new LogBook({ address, topics: [] }, 0n);
    const first = await book.upTo(counting, head);
    for (let times = 0; times < 3; times++) expect(await book.upTo(counting, head)).to.deep.equal(first);
    expect(stretches).to.deep.equal([
      [0n, number],
      [0n, number],
      [number - 63n, number],
      [number - 63n, number],
    ]);
    expect(first.every((log) => isAddressEqual(log.address, address))).to.equal(true);
    book.forget();
    expect(await book.upTo(counting, head)).to.deep.equal(first);
    expect(stretches.at(-1)).to.deep.equal([0n, number]);
  });

  it("ends where all that there can be was found", async () => {
    const { publicClient, address } = setup();
    await live();
    await setup().mine(100);
    let questions = 0;
    const counting = clientThrough(async (method, params) => {
      questions += 1;
      return publicClient.request({ method, params } as never);
    });
    const number = await publicClient.getBlockNumber();
    const head = { number, settled: number - 64n };
    const [first] = await readLogs(publicClient, { address, topics: [] }, { from: 0n, to: number });
    const book = new LogBook({ address, topics: [] }, 0n, 1);
    const found = await book.upTo(counting, head, Number(first?.blockNumber) + 1);
    expect(found).to.deep.include(first);
    expect(await book.upTo(counting, head)).to.deep.equal(found);
    expect(questions).to.equal(1);
    expect(await book.upTo(counting, { number: 0n, settled: 0n })).to.deep.equal([]);
  });

  it("counts only what the contract logged of this account and its principal, whatever a node adds", async () => {
    const { publicClient, address, relayer, seller } = setup();
    const { account, key } = await openExampleAccount(setup(), { balance: 0n });
    await openExampleAccount(setup(), { balance: 0n, principal: seller });
    const generous = clientThrough(async (method, params) => {
      if (method !== "eth_getLogs") return publicClient.request({ method, params } as never);
      const { fromBlock, toBlock } = params[0];
      const all = await publicClient.request({ method, params: [{ address, fromBlock, toBlock }] } as never);
      const forged = (all as object[]).map((log) => ({ ...log, address: relayer.address }));
      return [...(all as object[]), ...forged];
    });
    const own = await resolverOf(setup()).resolve(didOf(setup(), account.address));
    const told = await resolverOf(setup(), { client: generous }).resolve(didOf(setup(), account.address));
    expect(told).to.deep.equal(own);
    expect(told.didDocument?.verificationMethod).to.have.lengthOf(1);
    expect(told.didDocument?.verificationMethod?.[0]?.id).to.include(key.address.toLowerCase());
  });

  it("finds the last block of any second, however blocks are spaced", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: -3, max: 600 }),
        async (gaps, offset) => {
          const times = [1_000];
          for (const gap of gaps) times.push((times.at(-1) ?? 0) + gap);
          const client = clientThrough(async (_, [number]) => {
            const time = times[Number(number)] ?? 0;
            return { number, timestamp: `0x${time.toString(16)}`, transactions: [] };
          });
          const head = { number: BigInt(times.length - 1), time: times.at(-1) ?? 0 };
          const time = 1_000 + offset;
          const found = await lastBlockAt(client, time, { first: 0n, head });
          const expected = times.findLastIndex((made) => made <= time);
          expect(found?.number ?? -1n).to.equal(BigInt(expected));
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** A client whose node is a function; it asks once. */
function clientThrough(answer: (method: string, params: Parameters) => Promise<unknown>): PublicClient {
  const request = ({ method, params }: { method: string; params: Parameters }) => answer(method, params);
  return createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
}

/** Of `eth_getLogs`, or of `eth_getBlockByNumber`. */
type Parameters = readonly [{ readonly fromBlock: string; readonly toBlock: string } & string];
