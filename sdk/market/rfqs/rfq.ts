import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import type { Actor } from "../../accounts/agent.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import { SignatureMismatchError } from "../../errors/agents.ts";
import { lazily } from "../../errors/lazily.ts";
import { address, bytes32, must, record, type Schema, signature, time, uint } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { type DocumentType, isSignedByParty, signByParty } from "../../jury/document.ts";
import { format } from "../../jury/fields.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { placed, requireOwnDomain } from "../domain.ts";
import { hashMessage, type OfferedClause, offeredClauses, prose, regions, taskName } from "../fields.ts";
import { requireOwnAccount } from "../own-account.ts";
import { type Scoring, scoringSchema } from "./scoring.ts";

/** A buyer's request for quotes, with a sealed window: no bid can be read before it closes. */
export interface Rfq {
  readonly format: "quittance/rfq/1";
  readonly chainId: number;
  /** The Quittance contract that the deal would be on. */
  readonly contract: Address;
  readonly buyer: Address;
  /** Name and major version of the task's schema, such as `translation@1`. */
  readonly task: string;
  /** Hash of that schema (`hashTaskSchema`). */
  readonly schema: Hex;
  /** keccak256 of the canonical JSON (RFC 8785) of what is given to the seller: the input by the schema. */
  readonly input: Hex;
  /** For people: at most 2,000 characters. */
  readonly note: string;
  /** Hash of the pact that bids must be under; left out where sellers bring theirs. */
  readonly pact?: Hex | undefined;
  /** Clause kinds that the pact should have, with the weight of each at least. */
  readonly clauses: readonly OfferedClause[];
  /** Where the work may be done; empty for everywhere. */
  readonly regions: readonly string[];
  readonly scoring: Scoring;
  /** Unix seconds. Commitments are made while opensAt <= now < closesAt. */
  readonly opensAt: number;
  readonly closesAt: number;
  /** Bids are revealed while closesAt <= now < revealBy, once the buyer has signed the closing. */
  readonly revealBy: number;
  /** The buyer's number of this request: makes it unlike any other of the same words. */
  readonly sequence: number;
}

/** A request as it travels. */
export interface SignedRfq extends Rfq {
  readonly signature: Hex;
}

const LONGEST_NOTE = 2_000;
const LONGEST_WINDOW = 30 * 86_400;
const SHORTEST_REVEAL = 30;
const LONGEST_REVEAL = 7 * 86_400;

const fields = () => ({
  format: format("quittance/rfq/1"),
  ...{ chainId: uint(48, { minimum: 1 }), contract: address(), buyer: address() },
  ...{ task: taskName(), schema: bytes32(), input: bytes32(), note: prose(LONGEST_NOTE) },
  ...{ pact: z.optional(bytes32()), clauses: offeredClauses(), regions: regions(), scoring: scoringSchema() },
  ...{ opensAt: time(), closesAt: time(), revealBy: time(), sequence: uint(48, { minimum: 1 }) },
});

const isInOrder = ({ opensAt, closesAt, revealBy }: Rfq) =>
  closesAt > opensAt &&
  closesAt - opensAt <= LONGEST_WINDOW &&
  revealBy - closesAt >= SHORTEST_REVEAL &&
  revealBy - closesAt <= LONGEST_REVEAL;
const IN_ORDER = `must close after it opens, by at most 30 days, and end ${SHORTEST_REVEAL} seconds to 7 days after that`;
const IN_ORDER_REMEDY =
  "Give opensAt, closesAt and revealBy in this order, so far apart: of the command, --closes and --reveal-by.";

const inOrder = <Value extends Rfq>(schema: unknown): Schema<Value> =>
  (schema as z.ZodMiniType<Value>).check(must(isInOrder, IN_ORDER, IN_ORDER_REMEDY)) as Schema<Value>;

const rfqSchema = /* @__PURE__ */ lazily(() => inOrder<Rfq>(record(fields())));
export const signedRfqSchema = /* @__PURE__ */ lazily(() =>
  inOrder<SignedRfq>(record({ ...fields(), signature: signature() })),
);

/** What a wallet shows of a request; `rfq` covers the rest of it. */
const rfqType: DocumentType<Rfq> = {
  name: "RequestForQuotes",
  fields: [
    { name: "buyer", type: "address" },
    { name: "task", type: "string" },
    { name: "input", type: "bytes32" },
    { name: "opensAt", type: "uint40" },
    { name: "closesAt", type: "uint40" },
    { name: "revealBy", type: "uint40" },
    { name: "rfq", type: "bytes32" },
  ],
  messageOf: (rfq) => ({
    ...{ buyer: rfq.buyer, task: rfq.task, input: rfq.input },
    ...{
      opensAt: rfq.opensAt,
      closesAt: rfq.closesAt,
      revealBy: rfq.revealBy,
      rfq: hashMessage(unsigned(rfq)),
    },
  }),
};

const unsigned = ({ signature: _, ...rfq }: Rfq & { readonly signature?: Hex }): Rfq => rfq;

/**
 * A request for quotes from elsewhere: an object, or its JSON text. Whether it is good is `verifyRfq`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { toJson } from "quittance";
 * import { parseRfq, signRfq } from "quittance/market";
 * import { exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const sent = toJson(await signRfq({ domain, rfq: exampleRfq(stack, await stack.now()), account }));
 * console.log(parseRfq(sent).task); // asset-delivery@1
 * await stack.stop();
 */
export function parseRfq(input: unknown): SignedRfq {
  return parseWith("rfq", signedRfqSchema(), input);
}

/**
 * The hash that names a request: keccak256 of its canonical JSON without the signature.
 *
 * @throws InvalidFieldError for a malformed request.
 * @example
 * import { hashRfq } from "quittance/market";
 * import { exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(hashRfq(exampleRfq(stack, await stack.now())).length); // 66
 * await stack.stop();
 */
export function hashRfq(rfq: Rfq | SignedRfq): Hex {
  const given: unknown = typeof rfq === "object" && rfq !== null ? unsigned(rfq) : rfq;
  return hashMessage(parseWith("rfq", rfqSchema(), given));
}

/**
 * Signs a request for quotes by its buyer: a wallet, or a managed account by any of its keys. It commits to nothing but the rule of
 * ranking.
 *
 * @throws InvalidFieldError for a malformed request or another account than its buyer; MarketDomainMismatchError.
 * @example
 * import { signRfq } from "quittance/market";
 * import { exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const rfq = await signRfq({ domain, rfq: exampleRfq(stack, await stack.now()), account });
 * console.log(rfq.scoring.price.weight); // 6000
 * await stack.stop();
 */
export async function signRfq(input: {
  readonly domain: QuittanceDomain;
  readonly rfq: Rfq;
  readonly account: Actor;
}): Promise<SignedRfq> {
  requireOptions(input, "domain rfq account");
  const { account } = input;
  const rfq = parseWith("rfq", rfqSchema(), input.rfq);
  const domain = requireOwnDomain("request", placed(rfq), input.domain);
  requireOwnAccount(signerAddress(account), rfq.buyer, "the buyer of the request");
  return { ...rfq, signature: await signByParty(rfqType, domain, rfq, account) };
}

/**
 * Makes sure that a request is signed by its buyer and is for the caller's own deployment. Whether its window is open is for
 * `commitToBid` to say.
 *
 * @throws InvalidFieldError for a malformed request; MarketDomainMismatchError; SignatureMismatchError.
 * @example
 * import { signRfq, verifyRfq } from "quittance/market";
 * import { exampleRfq, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * await verifyRfq({ domain, rfq: await signRfq({ domain, rfq: exampleRfq(stack, await stack.now()), account }) });
 * await stack.stop();
 */
export async function verifyRfq(input: {
  readonly domain: QuittanceDomain;
  readonly rfq: SignedRfq;
  readonly client?: ReadingClient | undefined;
}): Promise<void> {
  requireOptions(input, "domain rfq client");
  const { client } = input;
  const rfq = parseRfq(input.rfq);
  const domain = requireOwnDomain("request", placed(rfq), input.domain);
  const { buyer: signer, signature } = rfq;
  if (await isSignedByParty(rfqType, domain, rfq, { signer, signature, client })) return;
  throw new SignatureMismatchError("request for quotes", signer);
}
