import { type Address, type Hex, hashTypedData, type TypedDataDefinition } from "viem";
import { type Signer, signerAddress } from "../client/signer.ts";
import { signDefinition } from "../client/signing.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { address, amount, bytes32, record, type Schema, signature, time, uint } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { type QuittanceDomain, quittanceDomain, requireDomain } from "../protocol/domain.ts";
import { momentOrClock, requireMoment } from "../protocol/moment.ts";
import {
  blockNumber,
  figuresOf,
  share,
  type TrustAnswer,
  type TrustFigures,
  tierText,
  viewText,
} from "./answer.ts";

/** What a signer says of an address: the figures of an answer, the deals that they come from, and how long it stands by them. */
export interface TrustStatement extends TrustFigures {
  readonly chainId: number;
  /** The Quittance contract whose deals count. */
  readonly contract: Address;
  /** Unix seconds. */
  readonly issuedAt: number;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** A trust statement as it travels. */
export interface SignedTrustStatement extends TrustStatement {
  readonly signer: Address;
  readonly signature: Hex;
}

/** EIP-712 types of a trust statement, signed under the domain of the contract whose deals it is about. No contract knows it. */
export const trustStatementTypes = {
  TrustStatement: [
    { name: "subject", type: "address" },
    { name: "principal", type: "address" },
    { name: "block", type: "uint48" },
    { name: "blockHash", type: "bytes32" },
    { name: "blockTime", type: "uint40" },
    { name: "view", type: "string" },
    { name: "score", type: "uint16" },
    { name: "tier", type: "string" },
    { name: "confidence", type: "uint16" },
    { name: "trust", type: "uint96" },
    { name: "pools", type: "bytes32" },
    { name: "parameters", type: "bytes32" },
    { name: "answer", type: "bytes32" },
    { name: "issuedAt", type: "uint40" },
    { name: "validUntil", type: "uint40" },
  ],
} as const;

const statementFields = () => ({
  chainId: uint(48, { minimum: 1 }),
  contract: address(),
  subject: address(),
  principal: address(),
  block: blockNumber(),
  blockHash: bytes32(),
  blockTime: time(),
  view: viewText(),
  score: share(),
  tier: tierText(),
  confidence: share(),
  trust: amount(),
  pools: bytes32(),
  parameters: bytes32(),
  answer: bytes32(),
  issuedAt: time(),
  validUntil: time(),
});

const statementSchema = /* @__PURE__ */ lazily(
  () => record(statementFields()) as unknown as Schema<TrustStatement>,
);

const signedSchema = /* @__PURE__ */ lazily(
  () =>
    record({
      ...statementFields(),
      signer: address(),
      signature: signature(),
    }) as unknown as Schema<SignedTrustStatement>,
);

/** A statement as it is signed. */
function definitionOf(statement: TrustStatement): TypedDataDefinition {
  const { chainId, contract, ...message } = statement;
  const types = trustStatementTypes;
  const domain = quittanceDomain({ chainId, address: contract });
  return { domain, types, primaryType: "TrustStatement", message } as unknown as TypedDataDefinition;
}

/**
 * The EIP-712 digest of a trust statement, under the domain of its contract.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { hashTrustStatement, parseTrustStatement } from "quittance/trust";
 *
 * export const digestOf = (text: string) => {
 *   const { signer: _, signature: __, ...statement } = parseTrustStatement(text);
 *   return hashTrustStatement(statement);
 * };
 */
export function hashTrustStatement(statement: TrustStatement): Hex {
  return hashTypedData(definitionOf(parseWith("statement", statementSchema(), statement)));
}

/**
 * Signs what an answer says of an address, by EIP-712: the figures one by one, and the digest of the whole answer.
 *
 * @param input.domain Of the contract whose deals the answer counts.
 * @param input.answer The answer of `GET /trust/<address>`, or of a computation of one's own.
 * @param input.issuedAt Unix seconds; this machine's clock when left out.
 * @param input.validUntil Unix seconds; good while now < validUntil.
 * @param input.account Any viem account, smart accounts too, or a client whose wallet signs.
 * @throws InvalidFieldError for an answer that is none, or a validity that ends before it starts; nothing was signed. What the
 * signer throws, as SignerFailedError or RequestRejectedError.
 * @example
 * import { quittanceDomain } from "quittance/protocol";
 * import { exampleTrustAnswer } from "quittance/testing";
 * import { signTrustStatement } from "quittance/trust";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const validUntil = Math.floor(Date.now() / 1_000) + 3_600;
 * const statement = await signTrustStatement({ domain, answer: exampleTrustAnswer(), validUntil, account });
 * console.log(statement.tier, statement.score); // proven 4210
 */
export async function signTrustStatement(input: {
  readonly domain: QuittanceDomain;
  readonly answer: TrustAnswer;
  readonly issuedAt?: number | undefined;
  readonly validUntil: number;
  readonly account: Signer;
}): Promise<SignedTrustStatement> {
  requireOptions(input, "domain answer issuedAt validUntil account");
  const { chainId, verifyingContract: contract } = requireDomain("domain", input.domain);
  const signer = signerAddress(input.account);
  const issuedAt = momentOrClock("issuedAt", input.issuedAt);
  const validUntil = requireMoment("validUntil", input.validUntil);
  requireAfter(validUntil, issuedAt);
  const statement = { chainId, contract, ...figuresOf(input.answer), issuedAt, validUntil };
  return { ...statement, signer, signature: await signDefinition(input.account, definitionOf(statement)) };
}

/** Refuses a validity that is over when it starts. */
export function requireAfter(validUntil: number, issuedAt: number): void {
  if (validUntil > issuedAt) return;
  throw new InvalidFieldError({
    field: "validUntil",
    value: validUntil,
    problem: `must be later than ${issuedAt}, when it is issued`,
    remedy: "Give unix seconds, such as Math.floor(Date.now() / 1000) + 86400 for a day from now.",
  });
}

/**
 * Reads a signed trust statement of a stranger: an object, or its JSON text. Whether it is good is for `verifyTrustStatement`.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseTrustStatement } from "quittance/trust";
 *
 * try {
 *   parseTrustStatement('{"score":"high"}');
 * } catch (error) {
 *   console.log(error instanceof Error && error.name); // InvalidFieldError
 * }
 */
export function parseTrustStatement(input: unknown): SignedTrustStatement {
  return parseWith("statement", signedSchema(), input);
}
