import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import { hashTypedData, zeroHash } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { hashPact, InvalidFieldError } from "../../../sdk/index.ts";
import { checkSuccession, pactTypedData, signPact, verifyPact } from "../../../sdk/pact/index.ts";
import { compareVersions } from "../../../sdk/pact/semver.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { pactOf } from "./support/pacts.ts";

const account = privateKeyToAccount(generatePrivateKey());
const pact = pactOf({ author: account.address });

describe("the signature of a pact", () => {
  it("is its author's, on the pact's hash and on what a person reads", async () => {
    const signed = await signPact({ pact, account });
    expect(signed.pact).to.deep.equal(pact);
    expect(await verifyPact(signed)).to.equal(true);
    const { message } = pactTypedData(pact);
    expect(message).to.deep.include({ name: "Everything", supersedes: zeroHash, hash: hashPact(pact) });
    expect(Reflect.get(Object(message), "clauses")).to.have.lengthOf(pact.clauses.length);
  });

  it("has the same digest in viem and in ethers", () => {
    const definition = pactTypedData(pact);
    const { domain, types, message } = definition;
    const digest = TypedDataEncoder.hash(domain as never, types as never, message as never);
    expect(hashTypedData(definition)).to.equal(digest);
  });

  it("is not good for a pact that differs anywhere, or by somebody else", async () => {
    const { signature } = await signPact({ pact, account });
    const others = [
      { ...pact, name: "Else" },
      { ...pact, version: "1.0.1" },
      { ...pact, supersedes: hashPact(pact) },
      { ...pact, retention: { auditPeriod: 1 } },
      { ...pact, author: pactOf().author },
    ];
    for (const other of others) expect(await verifyPact({ pact: other, signature })).to.equal(false);
    const stranger = privateKeyToAccount(generatePrivateKey());
    const forged = await stranger.signTypedData(pactTypedData(pact) as never);
    expect(await verifyPact({ pact, signature: forged })).to.equal(false);
  });

  it("is not asked of an account that is not the author", async () => {
    const stranger = privateKeyToAccount(generatePrivateKey());
    await expectRefusedField("pact.author", /^"0x/, () => signPact({ pact, account: stranger }));
    await expectRefusedField("pact.version", '"1"', () =>
      signPact({ pact: { ...pact, version: "1" }, account }),
    );
  });
});

describe("the next version of a pact", () => {
  const next = { ...pact, version: "1.1.0", supersedes: hashPact(pact) };

  it("names the one before, by the same author, of the same kind, with a higher version", () => {
    expect(() => checkSuccession({ before: pact, pact: next })).to.not.throw();
  });

  it("is refused by what does not follow", () => {
    const wrong = {
      "pact.supersedes": { ...next, supersedes: undefined },
      "pact.author": { ...next, author: pactOf().author },
      "pact.kind": { ...next, kind: "another" },
      "pact.version": { ...next, version: "1.0.0" },
    };
    for (const [field, { supersedes, ...rest }] of Object.entries(wrong)) {
      const given = supersedes === undefined ? rest : { ...rest, supersedes };
      const check = () => checkSuccession({ before: pact, pact: given });
      expect(check, field).to.throw(InvalidFieldError).with.property("field", field);
    }
  });

  it("is ordered as semantic versions are", () => {
    const order = [
      ...["1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta"],
      ...["1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0", "9007199254740993.0.0", "9007199254740994.0.0"],
    ];
    for (const [first, one] of order.entries()) {
      for (const [second, other] of order.entries()) {
        expect(Math.sign(compareVersions(one, other)), `${one} ${other}`).to.equal(Math.sign(first - second));
      }
    }
  });
});
