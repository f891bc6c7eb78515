import { expect } from "chai";
import { privateKeyToAccount } from "viem/accounts";
import { issueTrustJwt, verifyTrustCredential } from "../../../sdk/trust/credentials/index.ts";
import { signTrustStatement, type TrustAnswer, verifyTrustStatement } from "../../../sdk/trust/index.ts";
import { errorOf } from "../support/refusal.ts";
import { answer, domain, issuedAt, openIssuer, validUntil } from "./support/issuer.ts";

/**
 * What an indexer answers, and signs, for `/trust/<address>?seeds=<an account of its own>`: anyone names seeds that pay it, so that
 * the figures are whatever it wants.
 */
const praised: TrustAnswer = {
  ...answer,
  view: "personal",
  score: 9_000,
  tier: "established",
  confidence: 9_500,
};

describe("a signed personal view, whose seeds the subject chose itself", () => {
  it("is no statement about the global view", async () => {
    const account = privateKeyToAccount(`0x${"07".repeat(32)}`);
    const statement = await signTrustStatement({ domain, answer: praised, issuedAt, validUntil, account });
    const read = () => verifyTrustStatement({ statement, domain, signer: account.address, now: issuedAt });
    expect(await errorOf(read)).to.be.an("error");
  });

  it("is no credential about the global view", async () => {
    const issuer = await openIssuer();
    const jwt = await issueTrustJwt({ ...issuer.input, answer: praised });
    const read = () =>
      verifyTrustCredential({
        ...{ credential: jwt, issuer: issuer.did, domain, now: issuedAt },
        loadStatus: (url) => issuer.listOf(url, []),
      });
    expect(await errorOf(read)).to.be.an("error");
  });
});

describe("a statement about somebody else", () => {
  const account = privateKeyToAccount(`0x${"07".repeat(32)}`);

  it("is refused by who says whom it asks about, as it is by who names signer and contract", async () => {
    const statement = await signTrustStatement({ domain, answer, issuedAt, validUntil, account });
    const about = (subject: string) =>
      verifyTrustStatement({
        ...{ statement, domain, signer: account.address, now: issuedAt },
        ...({ subject } as object),
      });
    expect((await about(answer.subject)).score).to.equal(answer.score);
    expect(await errorOf(() => about(`0x${"ee".repeat(20)}`))).to.be.an("error");
  });
});
