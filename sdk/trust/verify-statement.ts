import type { Address } from "viem";
import { isSignedBy } from "../client/signed-by.ts";
import type { ReadingClient } from "../client/signer.ts";
import { SignatureMismatchError } from "../errors/agents.ts";
import {
  TrustAnswerMismatchError,
  TrustStatementChainError,
  TrustStatementContractError,
  TrustStatementExpiredError,
} from "../errors/trust.ts";
import { requireOptions } from "../json/options.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { momentOrClock } from "../protocol/moment.ts";
import { requireAbout, requireQuestion, type TrustQuestion } from "./about.ts";
import { differenceOf, type TrustAnswer } from "./answer.ts";
import {
  hashTrustStatement,
  parseTrustStatement,
  type SignedTrustStatement,
  type TrustStatement,
} from "./statement.ts";

/** Seconds that the clocks of a signer and of a reader may differ. */
const CLOCK_SKEW = 300;

/**
 * Makes sure that a trust statement is about the address and the view that are asked for, and the caller's own chain and contract, signed by the signer that the caller trusts, still
 * good, and of this answer. A score is as good as its signer is honest; who doubts it computes it from the chain again.
 *
 * @param input.statement The statement, or its JSON text.
 * @param input.subject The address that is asked about: a statement about another one is refused.
 * @param input.view `global` when left out.
 * @param input.signer Whose word is asked for; take it from the signer itself, never from the statement.
 * @param input.answer The answer that came with it. When it is left out, only the figures of the statement are known.
 * @param input.now Unix seconds; this machine's clock when left out.
 * @param input.client Asks a contract wallet (ERC-1271); without it only ECDSA counts.
 * @returns What is signed.
 * @throws TrustStatementChainError, TrustStatementContractError, TrustStatementSubjectError, TrustStatementViewError, SignatureMismatchError, TrustStatementExpiredError,
 * TrustAnswerMismatchError; InvalidFieldError for what is no statement.
 * @throws RpcFailedError, NodeUnreachableError when the node does not say what the wallet answers.
 * @example
 * import { quittanceDomain } from "quittance/protocol";
 * import { exampleTrustAnswer } from "quittance/testing";
 * import { signTrustStatement, verifyTrustStatement } from "quittance/trust";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const answer = exampleTrustAnswer();
 * const validUntil = Math.floor(Date.now() / 1_000) + 3_600;
 * const statement = await signTrustStatement({ domain, answer, validUntil, account });
 * const asked = { subject: answer.subject, domain, signer: account.address };
 * const { score } = await verifyTrustStatement({ statement, ...asked, answer });
 * console.log(score); // 4210
 * const altered = { ...answer, score: 9_999 };
 * const refused = verifyTrustStatement({ statement, ...asked, answer: altered });
 * console.log(await refused.catch((error) => error.name)); // TrustAnswerMismatchError
 */
export async function verifyTrustStatement(
  input: TrustQuestion & {
    readonly statement: SignedTrustStatement | string;
    readonly domain: QuittanceDomain;
    readonly signer: Address;
    readonly answer?: TrustAnswer | undefined;
    readonly now?: number | undefined;
    readonly client?: ReadingClient | undefined;
  },
): Promise<TrustStatement> {
  requireOptions(input, "statement subject view domain signer answer now client");
  requireQuestion(input);
  const { answer, client } = input;
  const own = requireDomain("domain", input.domain);
  requireAddress("signer", input.signer);
  const now = momentOrClock("now", input.now);
  const { signer, signature, ...statement } = parseTrustStatement(input.statement);
  if (statement.chainId !== own.chainId) throw new TrustStatementChainError(statement.chainId, own.chainId);
  if (!isSameAddress(statement.contract, own.verifyingContract)) {
    throw new TrustStatementContractError(statement.contract, own.verifyingContract);
  }
  const digest = hashTrustStatement(statement);
  const asked = { signer: input.signer, digest, signature, ...(client === undefined ? {} : { client }) };
  if (!isSameAddress(signer, input.signer) || !(await isSignedBy(asked))) {
    throw new SignatureMismatchError("trust statement", input.signer);
  }
  if (now + CLOCK_SKEW < statement.issuedAt || now >= statement.validUntil) {
    throw new TrustStatementExpiredError(statement, now);
  }
  requireAbout(statement, input);
  const different = answer === undefined ? undefined : differenceOf(lowered(statement), answer);
  if (different !== undefined) throw new TrustAnswerMismatchError(different);
  return statement;
}

/** Statements read addresses with their checksum; answers have them in lower case. */
function lowered(statement: TrustStatement): TrustStatement {
  const lower = (address: Address) => address.toLowerCase() as Address;
  return { ...statement, subject: lower(statement.subject), principal: lower(statement.principal) };
}
