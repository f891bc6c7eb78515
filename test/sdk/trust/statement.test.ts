import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  InvalidFieldError,
  quittanceDomain,
  SignatureMismatchError,
  TrustAnswerMismatchError,
  TrustStatementChainError,
  TrustStatementContractError,
  TrustStatementExpiredError,
  toJson,
} from "../../../sdk/index.ts";
import { hashCanonical } from "../../../sdk/json/canonical.ts";
import { exampleTrustAnswer } from "../../../sdk/testing/index.ts";
import {
  hashTrustStatement,
  parseTrustStatement,
  signTrustStatement,
  trustStatementTypes,
  verifyTrustStatement,
} from "../../../sdk/trust/index.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
const account = privateKeyToAccount(generatePrivateKey());
const other = privateKeyToAccount(generatePrivateKey());
const answer = exampleTrustAnswer();
const [issuedAt, validUntil] = [1_790_000_100, 1_790_003_700];
const sign = () => signTrustStatement({ domain, answer, issuedAt, validUntil, account });
const question = { subject: answer.subject, domain, signer: account.address, answer, now: issuedAt };

describe("a trust statement", () => {
  it("is the typed data that ethers hashes, of the figures and the digest of the whole answer", async () => {
    const { signer, signature: _, chainId, contract, ...message } = await sign();
    expect(signer).to.equal(account.address);
    expect(message.answer).to.equal(hashCanonical(answer));
    expect([message.score, message.tier, message.trust]).to.deep.equal([4_210, "proven", 150_000_000n]);
    const types = { TrustStatement: [...trustStatementTypes.TrustStatement] };
    expect(hashTrustStatement({ chainId, contract, ...message })).to.equal(
      TypedDataEncoder.hash({ ...domain }, types, message),
    );
  });

  it("survives a journey as JSON and is verified with its answer", async () => {
    const statement = await sign();
    const text = toJson(statement);
    expect(parseTrustStatement(text)).to.deep.include({ trust: 150_000_000n, score: 4_210 });
    const said = await verifyTrustStatement({ ...question, statement: text });
    expect(said).to.deep.include({ tier: "proven", confidence: 6_000, view: "global" });
  });

  it("is refused for another chain and another contract, even where the statement is made to name the own", async () => {
    const statement = await sign();
    const chain = quittanceDomain({ chainId: 84_532, address: domain.verifyingContract });
    const contract = quittanceDomain({
      chainId: 8_453,
      address: "0x00000000000000000000000000000000000000ab",
    });
    const verify = (own: typeof domain, changes: object) => () =>
      verifyTrustStatement({ ...question, domain: own, statement: { ...statement, ...changes } });
    const { stated, expected } = await refusalOf(TrustStatementChainError, verify(chain, {}));
    expect([stated, expected]).to.deep.equal([8_453, 84_532]);
    await refusalOf(TrustStatementContractError, verify(contract, {}));
    await refusalOf(SignatureMismatchError, verify(chain, { chainId: 84_532 }));
    await refusalOf(SignatureMismatchError, verify(contract, { contract: contract.verifyingContract }));
  });

  it("is good from when it was issued until before its end, give or take what clocks differ before", async () => {
    const statement = await sign();
    const at = (now: number) => () => verifyTrustStatement({ ...question, statement, now });
    expect((await at(validUntil - 1)()).score).to.equal(4_210);
    await refusalOf(TrustStatementExpiredError, at(validUntil));
    expect((await at(issuedAt - 300)()).score).to.equal(4_210);
    await refusalOf(TrustStatementExpiredError, at(issuedAt - 301));
  });

  it("is refused when any of its fields was altered", async () => {
    const statement = await sign();
    const { signer: _, signature: __, chainId: ___, contract: ____, ...message } = statement;
    for (const [name, value] of Object.entries(message)) {
      const altered = { ...statement, [name]: otherThan(value) };
      await refusalOf(SignatureMismatchError, () =>
        verifyTrustStatement({ ...question, statement: altered }),
      );
    }
  });

  it("is refused with an altered answer, naming the first figure that differs", async () => {
    const statement = await sign();
    const verify = (changes: object) => () =>
      verifyTrustStatement({ ...question, statement, answer: { ...answer, ...changes } });
    expect((await refusalOf(TrustAnswerMismatchError, verify({ score: 9_999 }))).field).to.equal("score");
    expect((await refusalOf(TrustAnswerMismatchError, verify({ pools: [] }))).field).to.equal("pools");
    expect((await refusalOf(TrustAnswerMismatchError, verify({ parts: [1] }))).field).to.equal("answer");
  });

  it("is refused by another signer's key, whomever the statement names", async () => {
    const statement = await signTrustStatement({ domain, answer, issuedAt, validUntil, account: other });
    const verify = (changes: object) => () =>
      verifyTrustStatement({ ...question, statement: { ...statement, ...changes } });
    expect((await refusalOf(SignatureMismatchError, verify({}))).signer).to.equal(account.address);
    await refusalOf(SignatureMismatchError, verify({ signer: account.address }));
  });

  it("is not signed when the answer is none, or its end is before its start", async () => {
    const sign = (changes: object) => () =>
      signTrustStatement({ domain, answer, issuedAt, validUntil, account, ...changes });
    const score = { answer: { ...answer, score: 10_001 } };
    await expectRefusedField("answer.score", "10001", sign(score));
    await expectRefusedField("answer.trust", "1", sign({ answer: { ...answer, trust: 1 } }));
    await expectRefusedField("answer.view", '"local"', sign({ answer: { ...answer, view: "local" } }));
    await expectRefusedField("validUntil", String(issuedAt), sign({ validUntil: issuedAt }));
    await refusalOf(InvalidFieldError, () => parseTrustStatement('{"score":1,"score":2}'));
  });

  describe("by a contract wallet", () => {
    const setup = useStack();

    it("is verified by asking the wallet, and refused when no one can be asked or it did not sign", async () => {
      const { address } = await deployTestContract(setup(), "Erc1271Wallet", [account.address]);
      const wallet = { ...account, address, source: "custom" } as const;
      const statement = await signTrustStatement({ domain, answer, issuedAt, validUntil, account: wallet });
      const asked = { ...question, statement, signer: address };
      const { publicClient: client } = setup();
      expect((await verifyTrustStatement({ ...asked, client })).score).to.equal(4_210);
      await refusalOf(SignatureMismatchError, () => verifyTrustStatement(asked));
      const forged = { ...statement, score: 1 };
      await refusalOf(SignatureMismatchError, () =>
        verifyTrustStatement({ ...asked, statement: forged, client, answer: undefined }),
      );
    });
  });
});

function otherThan(value: unknown): unknown {
  if (typeof value === "bigint") return value + 1n;
  if (typeof value === "number") return value + 1;
  const text = String(value);
  if (text === "global") return "personal";
  return text.startsWith("0x") ? `${text.slice(0, -2)}99` : "unproven";
}
