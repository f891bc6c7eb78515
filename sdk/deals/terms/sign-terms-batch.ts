import { type Hex, hashTypedData, type TypedDataDefinition } from "viem";
import { type Signer, signerAddress } from "../../client/signer.ts";
import { signDefinition } from "../../client/signing.ts";
import { InvalidFieldError, inEntry } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { batchDefinition } from "../../protocol/batch-definition.ts";
import { batchTree, encodeBatchSignature, fillBatch, MAX_BATCH_SIZE } from "../../protocol/batch-tree.ts";
import { dealIdOf, termsMessage } from "../../protocol/deal-id.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import type { Terms } from "../../protocol/terms.ts";
import { hashTermsStruct } from "./batch-authorization.ts";
import { checkTerms } from "./check.ts";

/** A buyer's signature of many terms, as `openBatch` takes it. */
export interface SignedTermsBatch {
  /** For a batch of all of them. */
  readonly batchSignature: Hex;
  /** For a batch of one alone, in the order of the terms. */
  readonly alone: readonly Hex[];
}

/**
 * EIP-712 digest of a batch of terms, which one signature of their buyer covers.
 *
 * @throws InvalidFieldError when a field does not fit its type, and when there are no terms, or more than 256.
 * @example
 * import { hashTermsBatch } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * console.log(hashTermsBatch({ domain: stack.domain, terms: [terms, { ...terms, salt: 2n }] }));
 * await stack.stop();
 */
export function hashTermsBatch(input: {
  readonly domain: QuittanceDomain;
  readonly terms: readonly Terms[];
}): Hex {
  requireOptions(input, "domain terms");
  return hashTypedData(definitionOf(input.domain, requireTerms(input.terms)));
}

/**
 * Signs many terms at once as their buyer, which pays for all of them from its ledger balance. A managed account signs each by
 * itself instead.
 *
 * @throws InvalidFieldError for terms the contract would refuse, of another buyer, paid from a wallet, or given twice.
 * @example
 * import { signTermsBatch } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer } = stack;
 * const some = { ...(await exampleTerms(stack)), fundedFromLedger: true };
 * const terms = [some, { ...some, salt: some.salt + 1n }];
 * const { batchSignature } = await signTermsBatch({ domain, terms, account: buyer });
 * console.log(batchSignature.length); // 134
 * await stack.stop();
 */
export async function signTermsBatch(input: {
  readonly domain: QuittanceDomain;
  readonly terms: readonly Terms[];
  readonly account: Signer;
}): Promise<SignedTermsBatch> {
  requireOptions(input, "domain terms account");
  const { account } = input;
  const domain = requireDomain("domain", input.domain);
  const terms = requireTerms(input.terms).map((each, index) =>
    inEntry("terms", `terms[${index}]`, () => checkTerms(each, { contract: domain.verifyingContract })),
  );
  requireNoneTwice(domain, terms);
  terms.forEach(({ buyer, fundedFromLedger }, index) => {
    requireOwn(`terms[${index}].buyer`, buyer, isSameAddress(buyer, signerAddress(account)));
    requireOwn(`terms[${index}].fundedFromLedger`, fundedFromLedger, fundedFromLedger);
  });
  const signature = await signDefinition(account, definitionOf(domain, terms));
  const tree = batchTree(fillBatch(terms.map(hashTermsStruct), hashTermsStruct(terms.at(-1) as Terms)));
  return {
    batchSignature: encodeBatchSignature({ index: 0, siblings: [] }, signature),
    alone: terms.map((_, index) => encodeBatchSignature(tree.proofOf(index), signature)),
  };
}

/** Everything that is signed; the last terms stand at the places that are left. */
function definitionOf(domain: QuittanceDomain, terms: readonly Terms[]): TypedDataDefinition {
  const messages = terms.map((each) => termsMessage(each));
  return batchDefinition({ domain, type: "TermsBatch", messages, filler: messages.at(-1) });
}

function requireTerms(terms: readonly Terms[]): readonly Terms[] {
  if (Array.isArray(terms) && terms.length > 0 && terms.length <= MAX_BATCH_SIZE) return terms;
  throw new InvalidFieldError({
    field: "terms",
    value: terms,
    problem: `must be a list of one at least, and ${MAX_BATCH_SIZE} at most`,
    remedy: "Pass a list of terms; sign more than that in several batches.",
    docsPage: "open-batch",
  });
}

/** A deal opens once: the second item would be refused, and cost its gas. */
function requireNoneTwice(domain: QuittanceDomain, terms: readonly Terms[]): void {
  const ids = terms.map((each) => dealIdOf({ domain, terms: each }));
  const again = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (again === -1) return;
  throw new InvalidFieldError({
    field: `terms[${again}]`,
    value: terms[again],
    problem: "must not be given twice: they open one deal",
    remedy: "Leave them out, or give them another salt.",
    docsPage: "open-batch",
  });
}

function requireOwn(field: string, value: unknown, isOwn: boolean): void {
  if (isOwn) return;
  throw new InvalidFieldError({
    field,
    value,
    problem: field.endsWith(".buyer") ? "must be the account that signs" : "must be true",
    remedy:
      "Sign only the deals that this buyer pays from its balance, and open those of wallets and other buyers in another call.",
    docsPage: "open-batch",
  });
}
