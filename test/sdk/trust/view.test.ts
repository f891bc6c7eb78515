import { expect } from "chai";
import { privateKeyToAccount } from "viem/accounts";
import { TrustStatementSubjectError, TrustStatementViewError } from "../../../sdk/index.ts";
import {
  issueTrustCredential,
  issueTrustJwt,
  verifyTrustCredential,
} from "../../../sdk/trust/credentials/index.ts";
import { signTrustStatement, type TrustAnswer, verifyTrustStatement } from "../../../sdk/trust/index.ts";
import { refusalOf } from "../support/refusal.ts";
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

const STRANGER = `0x${"ee".repeat(20)}` as const;
const { subject } = answer;

describe("what is signed about another question than the reader's", () => {
  const account = privateKeyToAccount(`0x${"07".repeat(32)}`);
  const readStatement = async (about: TrustAnswer, asked: object) => {
    const statement = await signTrustStatement({ domain, answer: about, issuedAt, validUntil, account });
    const signed = { statement, domain, signer: account.address, now: issuedAt };
    return verifyTrustStatement({ ...signed, subject, ...asked });
  };
  const credentials = (issue: typeof issueTrustJwt | typeof issueTrustCredential) => {
    return async (about: TrustAnswer, asked: object) => {
      const issuer = await openIssuer();
      const credential = await issue({ ...issuer.input, answer: about });
      const loadStatus = (url: string) => issuer.listOf(url, []);
      const given = { credential, issuer: issuer.did, domain, now: issuedAt, loadStatus };
      return verifyTrustCredential({ ...given, subject, ...asked });
    };
  };
  const kinds = {
    statement: readStatement,
    token: credentials(issueTrustJwt),
    credential: credentials(issueTrustCredential),
  };

  for (const [kind, read] of Object.entries(kinds)) {
    it(`is refused: a ${kind} of a personal view, whose seeds the subject chose, for a global one`, async () => {
      const refused = await refusalOf(TrustStatementViewError, () => read(praised, {}));
      expect([refused.stated, refused.expected]).to.deep.equal(["personal", "global"]);
      expect((await read(praised, { view: "personal" })).score).to.equal(9_000);
      await refusalOf(TrustStatementViewError, () => read(answer, { view: "personal" }));
    });

    it(`is refused: a ${kind} about somebody else`, async () => {
      const refused = await refusalOf(TrustStatementSubjectError, () => read(answer, { subject: STRANGER }));
      expect([refused.stated.toLowerCase(), refused.expected]).to.deep.equal([subject, STRANGER]);
      expect((await read(answer, {})).score).to.equal(answer.score);
    });
  }
});
