import { expect } from "chai";
import { createPublicClient, type Hex, http, type PublicClient } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { LogBook } from "../../../../sdk/identity/did/logs.ts";
import {
  type Capability,
  DidUnresolvedError,
  hashRating,
  judgeSignature,
  LogsDisagreeError,
  MomentAheadError,
  setKeys,
  signRating,
} from "../../../../sdk/index.ts";
import { openExampleAccount } from "../../../../sdk/testing/index.ts";
import { behind, leavingOutLogs } from "../../../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../../../support/nodes/loopback-node.ts";
import { refusalOf } from "../../support/refusal.ts";
import { useStack } from "../../support/setup.ts";
import { didOf, keysIn, resolverOf } from "./support.ts";

const LOGS = ["eth_getLogs"];
const ALL = ["eth_getLogs", "eth_call", "eth_getBlockByNumber", "eth_blockNumber"];
const HASH: Hex = `0x${"11".repeat(32)}`;

describe("keys of an account, from a node that lies", () => {
  const setup = useStack();
  let node: LoopbackNode;
  let client: PublicClient;

  beforeEach(async () => {
    const { publicClient } = setup();
    node = await startNode((call) => publicClient.request(call as never));
    client = createPublicClient({
      ...{ chain: setup().chain, pollingInterval: 1, cacheTime: 0 },
      transport: http(node.url, { retryCount: 0 }),
    });
  });

  afterEach(async () => {
    await node.stop();
  });

  const change = async (of: Hex, changes: object) => {
    const { walletClient, address } = setup();
    await setKeys(walletClient, { address, of, ...changes });
  };
  const grantOf = (key: Hex, expiry: number, capabilities: readonly Capability[] = ["settle"]) => ({
    grants: [{ key, expiry, capabilities }],
  });

  /** An account that was opened long ago; its first key was revoked 60 blocks ago, when another one was granted. */
  const rotated = async () => {
    const { account, key } = await openExampleAccount(setup(), { balance: 0n, capabilities: ["settle"] });
    const next = privateKeyToAccount(generatePrivateKey());
    await setup().mine(1_200);
    const expiry = (await setup().now()) + 1_000_000;
    await change(account.address, { ...grantOf(next.address, expiry), revoke: [key.address] });
    await setup().mine(60);
    const [old, live] = [key.address.toLowerCase(), next.address.toLowerCase()];
    return { account, key, next, old, live, did: didOf(setup(), account.address) };
  };
  const resolver = () => resolverOf(setup(), { client });
  const errorIn = async (did: string, from = resolver()) => {
    const { didResolutionMetadata, didDocument } = await from.resolve(did);
    expect(didDocument === null).to.equal(didResolutionMetadata.error !== undefined);
    return didResolutionMetadata;
  };

  it("never hold a revoked one, when one answer is that of a node 100 blocks behind", async () => {
    const { did, live } = await rotated();
    const from = resolver();
    node.behave(behind(100n, LOGS, 2));
    expect(keysIn(await from.resolve(did))).to.deep.equal([live]);
    node.behave((_, forward) => forward());
    for (let times = 0; times < 3; times++) expect(keysIn(await from.resolve(did))).to.deep.equal([live]);
  });

  it("are not told while the node stays behind, and are right as soon as it is not", async () => {
    const { did, live } = await rotated();
    const from = resolver();
    for (const blocks of [100n, 61n, 1_000n]) {
      node.behave(behind(blocks, LOGS));
      const { error, message } = await errorIn(did, from);
      expect(error).to.equal("internalError");
      expect(message).to.match(/do not (lead to what the contract says|have the opening)/);
    }
    node.behave((_, forward) => forward());
    expect(keysIn(await from.resolve(did))).to.deep.equal([live]);
  });

  it("are not those that were found before a node lost the latest logs", async () => {
    const { did, live, account, next } = await rotated();
    const from = resolver();
    for (let times = 0; times < 3; times++) expect(keysIn(await from.resolve(did))).to.deep.equal([live]);
    await change(account.address, { revoke: [next.address] });
    await setup().mine(5);
    node.behave(behind(10n, LOGS));
    expect(await errorIn(did, from)).to.include({ error: "internalError" });
    node.behave((_, forward) => forward());
    expect(keysIn(await from.resolve(did))).to.deep.equal([]);
  });

  it("are not told of logs of which some are left out, at either end", async () => {
    const { did, live } = await rotated();
    const from = resolver();
    const head = await setup().publicClient.getBlockNumber();
    for (const kept of [{ most: 0 }, { most: 1 }, { from: head - 100n }]) {
      node.behave(leavingOutLogs(kept));
      expect(await errorIn(did, from)).to.include({ error: "internalError" });
    }
    node.behave((_, forward) => forward());
    expect(keysIn(await from.resolve(did))).to.deep.equal([live]);
  });

  it("follow a reorganisation", async () => {
    const { account, key } = await openExampleAccount(setup(), { balance: 0n });
    const did = didOf(setup(), account.address);
    const before = await setup().snapshot();
    const from = resolver();
    await change(account.address, { revoke: [key.address] });
    await setup().mine(20);
    expect(keysIn(await from.resolve(did))).to.deep.equal([]);
    await setup().revert(before);
    await setup().mine(40);
    expect(keysIn(await from.resolve(did))).to.deep.equal([key.address.toLowerCase()]);
  });

  it("are waited for where the state, or the block, is not there yet", async () => {
    const { did, live } = await rotated();
    for (const method of ["eth_call", "eth_getBlockByNumber"]) {
      let left = 2;
      node.behave((call, forward) => {
        const isAbout = call.method === method && call.params[method === "eth_call" ? 1 : 0] !== "latest";
        return isAbout && left-- > 0 ? behind(100n, [method])(call, forward) : forward();
      });
      expect(keysIn(await resolver().resolve(did)), method).to.deep.equal([live]);
    }
  });

  describe("and judging by them", () => {
    const rating = () => ({
      ...{ domain: setup().domain, deal: HASH, rated: setup().arbiter.address, score: 9, reasons: HASH },
    });
    const judge = (did: string, signature: Hex, block: bigint, from = resolver()) =>
      judgeSignature({ resolver: from, did, digest: hashRating(rating()), signature, block });

    it("never calls a signature of a key that was granted no longer than a moment ago invalid", async () => {
      const { did, next, key } = await rotated();
      const block = await setup().publicClient.getBlockNumber();
      const [byNext, byOld] = [
        await signRating({ ...rating(), account: next }),
        await signRating({ ...rating(), account: key }),
      ];
      node.behave(behind(100n, LOGS));
      await refusalOf(DidUnresolvedError, () => judge(did, byNext, block));
      await refusalOf(DidUnresolvedError, () => judge(did, byOld, block));
      node.behave((_, forward) => forward());
      expect(await judge(did, byNext, block)).to.include({ valid: true, as: "key" });
      expect(await judge(did, byOld, block)).to.include({ reason: "keyNotLive" });
    });

    it("asks the contract for a key that no log names", async () => {
      const { account } = await openExampleAccount(setup(), { balance: 0n });
      const guest = privateKeyToAccount(generatePrivateKey());
      await setup().mine(1_200);
      await change(account.address, grantOf(guest.address, (await setup().now()) + 1_000));
      const block = await setup().publicClient.getBlockNumber();
      const signature = await signRating({ ...rating(), account: guest });
      const did = didOf(setup(), account.address);
      node.behave(behind(1n, LOGS));
      await refusalOf(DidUnresolvedError, () => judge(did, signature, block));
      node.behave((_, forward) => forward());
      expect(await judge(did, signature, block)).to.include({ valid: true });
    });

    it("says that a block is ahead where the whole node is behind", async () => {
      const { did, next, live } = await rotated();
      const block = await setup().publicClient.getBlockNumber();
      const signature = await signRating({ ...rating(), account: next });
      node.behave(behind(100n, ALL));
      await refusalOf(MomentAheadError, () => judge(did, signature, block));
      node.behave((_, forward) => forward());
      expect((await judge(did, signature, block)).valid).to.equal(true);
      expect(keysIn(await resolver().resolve(did))).to.deep.equal([live]);
    });
  });

  describe("and the logs that are kept", () => {
    const filter = () => ({ address: setup().address, topics: [] });
    const head = async () => {
      const number = await setup().publicClient.getBlockNumber();
      return { number, settled: number - 10n };
    };

    it("are none that two answers about settled blocks did not both have", async () => {
      await openExampleAccount(setup(), { balance: 0n });
      await setup().mine(20);
      const whole = await new LogBook(filter(), 0n).upTo(client, await head());
      expect(whole).to.have.length.above(1);
      for (const lie of [leavingOutLogs({ most: 1 }, 1), behind(22n, LOGS, 1)]) {
        const book = new LogBook(filter(), 0n);
        node.behave(lie);
        expect(await book.upTo(client, await head())).to.have.length.below(whole.length);
        const unsure = await refusalOf(LogsDisagreeError, async () => book.upTo(client, await head()));
        expect(unsure.message).to.include("blocks 0 to");
        for (let times = 0; times < 3; times++) {
          expect(await book.upTo(client, await head())).to.deep.equal(whole);
        }
      }
    });

    it("are read on from the last settled block, by questions that overlap", async () => {
      const book = new LogBook(filter(), 0n);
      const all: number[] = [];
      for (let round = 0; round < 4; round++) {
        await openExampleAccount(setup(), { balance: 0n });
        await setup().mine(5);
        const { number } = await head();
        const whole = await new LogBook(filter(), 0n).upTo(client, await head());
        expect(await book.upTo(client, { number, settled: number - 3n })).to.deep.equal(whole);
        all.push(whole.length);
      }
      expect(all).to.deep.equal([...new Set(all)].sort((one, other) => one - other));
    });
  });
});
