import { getAddress, type Hex } from "viem";
import { requireOptions } from "../json/options.ts";
import { firstContradiction } from "./ballot-question.ts";
import { checkMessage } from "./check-message.ts";
import { type Deployed, isSameDeployment, requireDeployed } from "./domain.ts";
import { formatted, isNever, isNothing, strangersText } from "./explaining/formats.ts";
import { PAYMENT_TYPE, paymentFields, paymentWarnings, paymentWords } from "./explaining/payment.ts";
import { fieldsOf, type ReadSignable, readSignable, refuse } from "./explaining/read.ts";
import {
  entryWords,
  type FieldWords,
  fieldWords,
  placesOf,
  type TypeName,
  type TypeWords,
  typeWords,
} from "./explaining/wording.ts";
import type { Ballot, Messages } from "./messages.ts";
import { purposes } from "./purposes.ts";
import { structOf } from "./typed-data-structs.ts";

/** One thing that a signature says. */
export interface ExplainedLine {
  readonly label: string;
  /** In words: amounts in USDC, times in UTC, fees in percent. Texts of strangers are quoted, escaped and cut. */
  readonly value: string;
  /** As it is signed: numbers in decimal digits. */
  readonly raw: string;
}

/** What signing typed data means, in words. */
export interface Explanation {
  /** The name of the EIP-712 type. */
  readonly type: string;
  /** What the signer does. */
  readonly intent: string;
  /** Who signs it. */
  readonly signer: string;
  /** What happens with the signature. */
  readonly effect: string;
  /** What it can cost at most. */
  readonly cost: string;
  readonly lines: readonly ExplainedLine[];
  /** What should keep a signer from signing before it is understood. */
  readonly warnings: readonly string[];
  /** All of it, for a person. */
  readonly text: string;
}

/** What the signer expects. Whatever differs from it is explained with a warning, and so is a payment that it leaves open. */
export interface ExpectedContracts {
  /** The domain of the money contract, or its `chainId` and `verifyingContract` alone. */
  readonly quittance?: Deployed;
  readonly jurorPool?: Deployed;
  /** The domain of USDC. */
  readonly token?: Deployed;
  /** What a payment should pay for: the id of a deal, a tab or a bond, or the nonce of a deposit, computed by yourself. */
  readonly paysFor?: Hex;
}

const CONTRACTS = {
  Quittance: "Quittance",
  "Quittance JurorPool": "the juror pool of Quittance",
} as const;

/**
 * Says in words what typed data is about, what signing it does and what it can cost: of every type that parties, jurors and
 * keys sign for Quittance, and of the payments that wallets sign for USDC. It reads what `eth_signTypedData_v4` brings, and
 * asks no chain.
 *
 * @param expected The contracts that you use, and what a payment should be for. Without them nothing is compared: do it yourself,
 * with the addresses that you know.
 * @throws InvalidFieldError for a type or a domain that is not the protocol's, a message that does not fit its type, or an
 * expectation that is malformed.
 * @example
 * import { explain, quittanceDomain, typedDataTypes } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const message = { tab: `0x${"11".repeat(32)}`, amount: "2500000" };
 * const { cost, lines } = explain({ domain, types: typedDataTypes, primaryType: "Voucher", message });
 * console.log(lines[2]?.label, lines[2]?.value); // Owed so far 2.50 USDC
 * console.log(cost); // It can cost at most 2.50 USDC in all, and never more than the reserve.
 */
export function explain(signable: unknown, expected: ExpectedContracts = {}): Explanation {
  requireExpected(expected);
  const read = readSignable(signable);
  const { primaryType } = read;
  const said = primaryType === PAYMENT_TYPE ? paymentWords(read, expected) : messageWords(read);
  const contract = contractOf(read, expected);
  const address = getAddress(read.domain.verifyingContract);
  const place: ExplainedLine = {
    label: "For",
    value: `${contract} at ${address} on chain ${read.domain.chainId}`,
    raw: address,
  };
  const explained = {
    ...{ type: primaryType, ...said },
    lines: [place, ...linesOf(primaryType, read.message, "")],
    warnings: [...warningsOf(read, expected)],
  };
  return { ...explained, text: textOf(explained) };
}

function requireExpected(expected: ExpectedContracts): void {
  requireOptions(expected, "quittance jurorPool token paysFor", "expected");
  const { quittance, jurorPool, token, paysFor } = expected;
  for (const [name, deployed] of Object.entries({ quittance, jurorPool, token })) {
    requireDeployed(`expected.${name}`, deployed);
  }
  if (paysFor !== undefined) checkMessage("expected", [{ name: "paysFor", type: "bytes32" }], { paysFor });
}

function messageWords({ primaryType, message }: ReadSignable) {
  const { intent, signer, effect, cost } = typeWords()[primaryType as keyof Messages] as TypeWords<
    keyof Messages
  >;
  return { intent, signer, effect, cost: cost(message as never) };
}

/** The name of the contract that the domain names, which any contract may give itself; refuses another contract's domain. */
function contractOf({ primaryType, domain }: ReadSignable, expected: ExpectedContracts): string {
  if (primaryType === PAYMENT_TYPE) return `the token ${strangersText(domain.name)}`;
  const name = primaryType === "SeatKey" ? "Quittance JurorPool" : "Quittance";
  if (domain.name !== name) refuse("signable.domain.name", domain.name, `must be ${name} for this type`);
  if (domain.version !== "1") {
    refuse("signable.domain.version", domain.version, "is not a version that this library knows");
  }
  const used = expectedFor(primaryType, expected);
  const isKnown = used !== undefined && isSameDeployment(domain, used);
  return isKnown ? CONTRACTS[name] : `what calls itself ${CONTRACTS[name]},`;
}

function* warningsOf(read: ReadSignable, expected: ExpectedContracts): Generator<string> {
  const { primaryType, domain, message } = read;
  const used = expectedFor(primaryType, expected);
  if (used !== undefined && !isSameDeployment(domain, used)) yield elsewhere(domain, used);
  if (primaryType === "Deposit" || primaryType === "Account") {
    yield "Nothing asks for a signature of this. Do not sign it.";
  }
  if (primaryType === "BallotBatch") yield* equivocationIn(message);
  if (primaryType === "Approval") yield* unknownPurpose(message);
  if (primaryType === PAYMENT_TYPE) yield* paymentWarnings(read, expected);
}

function* equivocationIn({ ballots }: ReadSignable["message"]): Generator<string> {
  const found = firstContradiction(placesOf(ballots) as readonly Ballot[]);
  if (found === undefined) return;
  yield `Ballots ${found.earlier} and ${found.later} give two scores for one question: that is an equivocation. Do not sign it.`;
}

function* unknownPurpose({ purpose }: ReadSignable["message"]): Generator<string> {
  if ((purposes as readonly unknown[]).includes(purpose)) return;
  yield `No contract takes an approval for ${strangersText(String(purpose))}. Do not sign it.`;
}

function expectedFor(primaryType: string, expected: ExpectedContracts): Deployed | undefined {
  if (primaryType === PAYMENT_TYPE) return expected.token;
  return primaryType === "SeatKey" ? expected.jurorPool : expected.quittance;
}

const elsewhere = (given: Deployed, used: Deployed): string =>
  `It is for ${getAddress(given.verifyingContract)} on chain ${given.chainId}, and you use ` +
  `${getAddress(used.verifyingContract)} on chain ${used.chainId}.`;

function* linesOf(
  type: string,
  message: Readonly<Record<string, unknown>>,
  prefix: string,
): Generator<ExplainedLine> {
  const known = type === PAYMENT_TYPE ? paymentFields() : fieldWords()[type as TypeName];
  for (const field of fieldsOf(type)) {
    const value = message[field.name];
    const words = known[field.name];
    if (words === undefined) {
      yield* structLines(field.type, value, prefix, entryWords[`${type}.${field.name}`]);
    } else if (Array.isArray(value)) {
      yield* listLines(words, value, prefix);
      if (field.name === "panel") yield quorumLine(prefix, value.length);
    } else {
      yield { label: `${prefix}${words.label}`, ...shownOf(words, value) };
    }
  }
}

function* structLines(
  type: string,
  value: unknown,
  prefix: string,
  entry: string | undefined,
): Generator<ExplainedLine> {
  const entries = placesOf(value);
  for (const [index, each] of entries.entries()) {
    const named = entry === undefined ? prefix : `${prefix}${entry.replace("#", String(index))}: `;
    yield* linesOf(structOf(type), each as Readonly<Record<string, unknown>>, named);
  }
}

function* listLines(words: FieldWords, values: readonly unknown[], prefix: string): Generator<ExplainedLine> {
  for (const [index, value] of values.entries()) {
    const label = (words.each ?? `${words.label} #`).replace("#", String(index));
    yield { label: `${prefix}${label}`, ...shownOf(words, value) };
  }
}

function quorumLine(prefix: string, jurors: number): ExplainedLine {
  const quorum = Math.floor(jurors / 2) + 1;
  return { label: `${prefix}Quorum`, value: `${quorum} of ${jurors}`, raw: String(quorum) };
}

function shownOf({ format, nothing, never }: FieldWords, value: unknown): Omit<ExplainedLine, "label"> {
  const meaning = isNothing(value) ? nothing : isNever(format, value) ? never : undefined;
  return { value: meaning ?? formatted(format, value), raw: String(value) };
}

function textOf({ type, intent, signer, effect, cost, lines, warnings }: Omit<Explanation, "text">): string {
  return [
    `${intent} (${type})`,
    ...lines.map(({ label, value }) => `  ${label}: ${value}`),
    `Signed by ${signer}. ${effect} ${cost}`,
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join("\n");
}
