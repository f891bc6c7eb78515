import { expect } from "chai";
import { momentOf } from "../../../../sdk/identity/did/moment.ts";
import { accountDid, parseAccountDid } from "../../../../sdk/index.ts";
import { expectRefusedField } from "../../support/refusal.ts";

const address = "0x00000000000000000000000000000000000000aA";
const account = "0x00000000000000000000000000000000000000b1";
const did = `did:quittance:8453:${address.toLowerCase()}:${account}`;

describe("the DID of an account", () => {
  it("names chain, contract and account, in one spelling", () => {
    expect(accountDid({ chainId: 8453, address, account })).to.equal(did);
    expect(accountDid(parseAccountDid(did))).to.equal(did);
  });

  it("is refused in any other", async () => {
    for (const wrong of [
      did.replace("aa", "aA"),
      did.replace("8453", "08453"),
      did.replace("8453", "0"),
      did.replace("8453", "9007199254740993"),
      `${did}00`,
      `${did}#key`,
      did.replace("quittance", "ethr"),
      did.replace("0x", ""),
      "",
    ]) {
      await expectRefusedField("did", `"${wrong}"`, () => parseAccountDid(wrong));
    }
    await expectRefusedField("account", '"0x12"', () => accountDid({ chainId: 1, address, account: "0x12" }));
    await expectRefusedField("chainId", "0", () => accountDid({ chainId: 0, address, account }));
  });
});

describe("the version that is asked for", () => {
  const ask = (query?: string, options: Record<string, unknown> = {}) =>
    momentOf(query === undefined ? {} : { query }, options);
  const at = (time: number) => ({ kind: "time", time });

  it("is the latest when none is", () => {
    expect(ask()).to.deep.equal({ kind: "latest" });
    expect(ask("service=files")).to.deep.equal({ kind: "latest" });
  });

  it("is a time in any zone, without fractions", () => {
    expect(ask("versionTime=1970-01-02T00:00:00Z")).to.deep.equal(at(86_400));
    expect(ask("versionTime=1970-01-02T01:00:00+01:00")).to.deep.equal(at(86_400));
    expect(ask("versionTime=1970-01-02T00%3A00%3A00.999Z")).to.deep.equal(at(86_400));
    expect(ask("versionTime=2028-02-29T00:00:00-01:00")).to.deep.equal(at(1_835_398_800));
    expect(ask(undefined, { versionTime: "1970-01-02T00:00:00Z" })).to.deep.equal(at(86_400));
  });

  it("is the number of a block", () => {
    expect(ask("versionId=17")).to.deep.equal({ kind: "block", block: 17n });
    expect(ask(undefined, { versionId: 17 })).to.deep.equal({ kind: "block", block: 17n });
  });

  it("is refused when it is neither, or both", () => {
    for (const query of [
      "versionTime=yesterday",
      "versionTime=2026-13-01T00:00:00Z",
      "versionTime=2026-02-30T00:00:00Z",
      "versionTime=2026-02-29T00:00:00%2B01:00",
      "versionTime=2026-04-31T23:59:59Z",
      "versionTime=2026-11-21T24:00:00Z",
      "versionTime=2026-11-21T23:60:00Z",
      "versionTime=2026-11-21T23:59:60Z",
      "versionTime=2026-11-21T00:00:00%2B24:00",
      "versionTime=1795248000",
      "versionTime=",
      "versionId=-1",
      "versionId=latest",
    ]) {
      expect(ask(query)).to.include({ error: "invalidDidUrl" });
    }
    expect(ask(undefined, { versionTime: 5 })).to.include({ error: "invalidOptions" });
    expect(ask("versionId=1&versionTime=1970-01-02T00:00:00Z")).to.have.property("error");
    expect(ask("versionId=1", { versionId: 1 })).to.include({ error: "invalidOptions" });
  });
});
