import { expect } from "chai";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  acceptPrincipal,
  accountDid,
  DidUnresolvedError,
  encodeKeySignature,
  freeze,
  hashRating,
  type JudgeSignatureParameters,
  judgeSignature,
  MomentAheadError,
  offerPrincipal,
  setKeys,
  signRating,
} from "../../../../sdk/index.ts";
import { openExampleAccount } from "../../../../sdk/testing/index.ts";
import { deployTestContract } from "../../support/artifacts.ts";
import { expectRefusedField, refusalOf } from "../../support/refusal.ts";
import { useStack } from "../../support/setup.ts";
import { didOf, resolverOf } from "./support.ts";

const deal = `0x${"11".repeat(32)}` as Hex;

describe("an old signature", () => {
  const setup = useStack();
  const rating = () => ({
    domain: setup().domain,
    deal,
    rated: setup().arbiter.address,
    score: 9,
    reasons: deal,
  });
  const judge = (did: string, rest: Partial<JudgeSignatureParameters>) =>
    judgeSignature({ resolver: resolverOf(setup()), did, digest: hashRating(rating()), ...rest });

  /** An account whose key was replaced an hour after it was opened, and both keys' signatures. */
  const rotated = async () => {
    const { walletClient: client, address } = setup();
    const opened = await openExampleAccount(setup(), { capabilities: ["settle"], balance: 0n });
    const start = await setup().now();
    const next = privateKeyToAccount(generatePrivateKey());
    await setup().setNextTime(start + 3_600);
    const grants = [{ key: next.address, expiry: start + 7_200, capabilities: ["deliver"] as const }];
    const of = opened.account.address;
    await setKeys(client, { address, of, grants, revoke: [opened.key.address] });
    await setup().setTime(start + 10_000);
    const did = didOf(setup(), of);
    const byOld = await signRating({ ...rating(), account: opened.key });
    const byNext = await signRating({ ...rating(), account: next });
    return { ...opened, did, start, next, byOld, byNext };
  };

  it("counts while its key was live: not before, not after", async () => {
    const { did, start, key, next, byOld, byNext } = await rotated();
    const verdict = async (signature: Hex, seconds: number) => {
      const judged = await judge(did, { signature, time: start + seconds });
      return judged.valid ? judged.as : judged.reason;
    };
    expect(await verdict(byOld, -1)).to.equal("accountUnknown");
    expect(await verdict(byOld, 0)).to.equal("key");
    expect(await verdict(byOld, 3_599)).to.equal("key");
    expect(await verdict(byOld, 3_600)).to.equal("keyNotLive");
    expect(await verdict(byNext, 3_599)).to.equal("keyNotLive");
    expect(await verdict(byNext, 3_600)).to.equal("key");
    expect(await verdict(byNext, 7_199)).to.equal("key");
    expect(await verdict(byNext, 7_200)).to.equal("keyNotLive");
    const judged = await judge(did, { signature: byOld, time: start });
    expect(judged).to.include({
      valid: true,
      signer: key.address,
      method: `${did}#${key.address.toLowerCase()}`,
    });
    expect(next.address).to.not.equal(key.address);
  });

  it("is judged by a block, too", async () => {
    const { did, byOld } = await rotated();
    const head = await setup().publicClient.getBlockNumber();
    expect((await judge(did, { signature: byOld, block: head - 2n })).valid).to.equal(true);
    expect((await judge(did, { signature: byOld, block: head - 1n })).valid).to.equal(false);
  });

  it("counts for what its key was allowed", async () => {
    const { did, start, byOld } = await rotated();
    expect((await judge(did, { signature: byOld, time: start, capability: "settle" })).valid).to.equal(true);
    const refused = await judge(did, { signature: byOld, time: start, capability: "commit" });
    expect(refused).to.include({ valid: false, reason: "capabilityMissing" });
  });

  it("commits no money of an account that was frozen, and speaks for it all the same", async () => {
    const { walletClient: client, address } = setup();
    const capabilities = ["commit", "deliver", "settle", "tabs"] as const;
    const { account, key } = await openExampleAccount(setup(), { balance: 0n, capabilities });
    const did = didOf(setup(), account.address);
    const signature = await signRating({ ...rating(), account: key });
    const before = await setup().publicClient.getBlockNumber();
    await freeze(client, { address, accounts: [account.address] });
    const frozen = { signature, block: before + 1n };
    for (const capability of ["commit", "tabs"] as const) {
      expect((await judge(did, { signature, block: before, capability })).valid, capability).to.equal(true);
      const stopped = await judge(did, { ...frozen, capability });
      expect(stopped, capability).to.include({ valid: false, reason: "accountFrozen" });
    }
    for (const capability of ["deliver", "settle", undefined] as const) {
      expect((await judge(did, { ...frozen, capability })).valid).to.equal(true);
    }
  });

  it("counts when the controller of that day made it", async () => {
    const { walletClient: client, address, relayer, arbiter } = setup();
    const { did } = await rotated();
    const before = await setup().publicClient.getBlockNumber();
    await offerPrincipal(client, { address, principal: relayer.address, to: arbiter.address });
    await acceptPrincipal(client, { address, principal: relayer.address, account: arbiter });
    const head = await setup().publicClient.getBlockNumber();
    const [byFirst, bySecond] = [
      await signRating({ ...rating(), account: relayer }),
      await signRating({ ...rating(), account: arbiter }),
    ];
    expect(await judge(did, { signature: byFirst, block: before, capability: "commit" })).to.include({
      valid: true,
      as: "controller",
      method: `${didOf(setup(), relayer.address)}#${relayer.address.toLowerCase()}`,
    });
    expect(await judge(did, { signature: byFirst, block: head })).to.include({
      valid: false,
      reason: "keyNotLive",
    });
    expect(await judge(did, { signature: bySecond, block: head })).to.include({
      valid: true,
      as: "controller",
    });
    expect((await judge(did, { signature: bySecond, block: before })).valid).to.equal(false);
  });

  it("counts from a wallet that trades for itself, of this digest only", async () => {
    const { buyer, now } = setup();
    const did = didOf(setup(), buyer.address);
    const time = await now();
    const signature = await signRating({ ...rating(), account: buyer });
    expect(await judge(did, { signature, time, capability: "commit" })).to.include({
      valid: true,
      as: "wallet",
    });
    const other = await signRating({ ...rating(), score: 8, account: buyer });
    expect((await judge(did, { signature: other, time })).valid).to.equal(false);
    expect(await judge(did, { signature: "0x1234", time })).to.include({
      valid: false,
      reason: "signatureInvalid",
    });
  });

  it("is taken out of its envelope, and asked of a key that is a contract", async () => {
    const { walletClient, publicClient, address, seller, now } = setup();
    const wallet = await deployTestContract(setup(), "Erc1271Wallet", [seller.address]);
    const { account, key } = await openExampleAccount(setup(), { balance: 0n });
    const grants = [
      { key: wallet.address, expiry: (await now()) + 1_000, capabilities: ["deliver"] as const },
    ];
    await setKeys(walletClient, { address, of: account.address, grants });
    const did = didOf(setup(), account.address);
    const time = await now();
    const own = encodeKeySignature({
      key: key.address,
      signature: await signRating({ ...rating(), account: key }),
    });
    expect((await judge(did, { envelope: own, time })).valid).to.equal(true);
    const signature = await signRating({ ...rating(), account: seller });
    const envelope = encodeKeySignature({ key: wallet.address, signature });
    expect((await judge(did, { envelope, time, client: publicClient })).valid).to.equal(true);
    expect(await judge(did, { envelope, time })).to.include({ valid: false, reason: "signatureInvalid" });
    const forged = encodeKeySignature({ key: key.address, signature });
    expect(await judge(did, { envelope: forged, time })).to.include({ reason: "signatureInvalid" });
  });

  it("is not judged at what is no moment, and not yet at one that the chain has not reached", async () => {
    const { did, start, byOld: signature } = await rotated();
    const noTimes = [
      start * 1_000,
      BigInt(start) * 1_000n,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -1,
      start + 0.5,
    ];
    for (const time of [...noTimes, "2026-11-21", null, new Date(0)]) {
      await expectRefusedField("time", /./, () => judge(did, { signature, time: time as never }));
    }
    for (const block of [-1, 1.5, Number.NaN, 2 ** 60, 10n ** 30n, "latest", "0x10", null]) {
      await expectRefusedField("block", /./, () => judge(did, { signature, block: block as never }));
    }
    const { number, timestamp } = await setup().publicClient.getBlock();
    const settle = { signature, capability: "settle" } as const;
    expect((await judge(did, { ...settle, time: BigInt(start) })).valid).to.equal(true);
    expect((await judge(did, { ...settle, time: timestamp })).valid).to.equal(false);
    expect((await judge(did, { ...settle, block: number })).valid).to.equal(false);
    const wallet = didOf(setup(), setup().buyer.address);
    for (const moment of [{ time: timestamp + 1n }, { block: number + 1n }, { time: 2 ** 40 - 1 }]) {
      for (const who of [did, wallet]) {
        const ahead = await refusalOf(MomentAheadError, () => judge(who, { signature, ...moment }));
        expect(ahead.version).to.match(/^version(Time|Id)=/);
      }
    }
    await setup().mine(1);
    expect(await judge(did, { ...settle, block: number + 1n })).to.include({ reason: "keyNotLive" });
  });

  it("is not judged when the question is incomplete, or the chain cannot be read", async () => {
    const { did, start, byOld: signature } = await rotated();
    const fields = { signature: "signature and envelope", time: "time and block" };
    await expectRefusedField(fields.time, '"neither"', () => judge(did, { signature }));
    await expectRefusedField(fields.time, '"both"', () => judge(did, { signature, time: start, block: 1 }));
    await expectRefusedField(fields.signature, '"neither"', () => judge(did, { time: start }));
    await expectRefusedField(fields.signature, '"both"', () =>
      judge(did, { time: start, signature, envelope: signature }),
    );
    for (const capability of ["comit", "toString", "", null]) {
      await expectRefusedField("capability", /./, () =>
        judge(did, { signature, time: start, capability: capability as never }),
      );
    }
    await expectRefusedField("did", '"did:web:x"', () => judge("did:web:x", { signature, time: start }));
    const elsewhere = { ...setup().deployment, chainId: 8453 };
    const resolver = resolverOf(setup(), { deployment: elsewhere });
    const { address, relayer } = setup();
    const foreign = accountDid({ chainId: 8453, address, account: relayer.address });
    const error = await refusalOf(DidUnresolvedError, () =>
      judge(foreign, { resolver, signature, time: start }),
    );
    expect(error.code).to.equal("internalError");
  });
});
