import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import type { Actor } from "../../accounts/agent.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import { SignatureMismatchError } from "../../errors/agents.ts";
import { lazily } from "../../errors/lazily.ts";
import { MarketTimeError } from "../../errors/market.ts";
import { isLoopback } from "../../identity/loopback.ts";
import {
  address,
  bytes32,
  must,
  record,
  type Schema,
  signature,
  time,
  uint,
  wideUint,
} from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { type DocumentType, isSignedByParty, signByParty } from "../../jury/document.ts";
import { format, line } from "../../jury/fields.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { placed, requireOwnDomain } from "../domain.ts";
import {
  hashMessage,
  kebabName,
  type OfferedClause,
  offeredClauses,
  prose,
  regions,
  span,
  taskName,
} from "../fields.ts";
import { requireOwnAccount } from "../own-account.ts";
import { leastPriceOf, type PriceModel, priceBounds, priceModel } from "./price.ts";

/** Who a seller says it is, beside its address. `checkListingIdentity` asks the chain. */
export interface ListingIdentity {
  /** Such as `did:quittance:8453:0x…:0x…`. */
  readonly did?: string | undefined;
  /** An agent of an ERC-8004 registry on the listing's chain, whose wallet or owner the seller is. */
  readonly agent?: { readonly registry: Address; readonly agentId: bigint } | undefined;
}

/** What a seller offers to everybody, until it says otherwise. It has no effect on-chain: a deal takes signed terms. */
export interface Listing {
  readonly format: "quittance/listing/1";
  readonly chainId: number;
  /** The Quittance contract that deals would be on. */
  readonly contract: Address;
  readonly seller: Address;
  /** The seller's own name for it, kebab-case: a listing with a higher sequence replaces one of the same seller and name. */
  readonly name: string;
  /** 1 to 2^48 - 1. */
  readonly sequence: number;
  /** Name and major version of the task's schema, such as `translation@1`. */
  readonly task: string;
  /** Hash of that schema (`hashTaskSchema`). */
  readonly schema: Hex;
  /** For people: one line. */
  readonly title: string;
  /** For people: at most 2,000 characters. */
  readonly description: string;
  /** Hash of the pact that the seller works by (`hashPact`). */
  readonly pact: Hex;
  /** Clause kinds that this pact has, each with its weight over all its clauses, where the pact lists no milestones. */
  readonly clauses: readonly OfferedClause[];
  readonly price: PriceModel;
  /** Seconds from the opening of a deal to its last deadline. */
  readonly latency: number;
  /** Where it serves: ISO 3166 codes; empty for everywhere. */
  readonly regions: readonly string[];
  /** Deals that it takes at once, 1 to 65535. */
  readonly capacity: number;
  readonly identity: ListingIdentity;
  /** Where it is talked with: an https URL; left out where the parties meet otherwise. */
  readonly endpoint?: string | undefined;
  /** Unix seconds: good while validFrom <= now < validUntil, a year at most. */
  readonly validFrom: number;
  readonly validUntil: number;
}

/** A listing as it travels. */
export interface SignedListing extends Listing {
  readonly signature: Hex;
}

const LONGEST_DESCRIPTION = 2_000;
const LONGEST_URL = 500;
const LONGEST_VALIDITY = 366 * 86_400;

function isEndpoint(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  const isSafe = protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
  return username === "" && password === "" && isSafe;
}

const fields = () => ({
  format: format("quittance/listing/1"),
  chainId: uint(48, { minimum: 1 }),
  contract: address(),
  seller: address(),
  name: kebabName(),
  sequence: uint(48, { minimum: 1 }),
  task: taskName(),
  schema: bytes32(),
  title: line(),
  description: prose(LONGEST_DESCRIPTION),
  pact: bytes32(),
  clauses: offeredClauses(),
  price: priceModel(),
  latency: span(),
  regions: regions(),
  capacity: uint(16, { minimum: 1 }),
  identity: record({
    did: z.optional(line(LONGEST_URL)),
    agent: z.optional(record({ registry: address(), agentId: wideUint(256) })),
  }),
  endpoint: z.optional(
    line(LONGEST_URL).check(
      must(isEndpoint, "must be an https URL without a password, or http on a loopback address"),
    ),
  ),
  validFrom: time(),
  validUntil: time(),
});

const isInOrder = ({ validFrom, validUntil }: Listing) =>
  validUntil > validFrom && validUntil - validFrom <= LONGEST_VALIDITY;
const IN_ORDER = "must have a validUntil after its validFrom, by at most 366 days";

const listingSchema = /* @__PURE__ */ lazily(
  (): Schema<Listing> =>
    (record(fields()) as unknown as z.ZodMiniType<Listing>).check(
      must(isInOrder, IN_ORDER),
    ) as Schema<Listing>,
);

export const signedListingSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedListing> =>
    (record({ ...fields(), signature: signature() }) as unknown as z.ZodMiniType<SignedListing>).check(
      must(isInOrder, IN_ORDER),
    ) as Schema<SignedListing>,
);

/** What a wallet shows of a listing; `listing` covers the rest of it. */
const listingType: DocumentType<Listing> = {
  name: "Listing",
  fields: [
    { name: "seller", type: "address" },
    { name: "name", type: "string" },
    { name: "task", type: "string" },
    { name: "leastPrice", type: "uint96" },
    { name: "mostPrice", type: "uint96" },
    { name: "unit", type: "string" },
    { name: "latency", type: "uint32" },
    { name: "pact", type: "bytes32" },
    { name: "sequence", type: "uint64" },
    { name: "validFrom", type: "uint40" },
    { name: "validUntil", type: "uint40" },
    { name: "listing", type: "bytes32" },
  ],
  messageOf: (listing) => ({
    ...{ seller: listing.seller, name: listing.name, task: listing.task },
    leastPrice: leastPriceOf(listing.price),
    mostPrice: priceBounds(listing.price).most,
    unit: listing.price.model === "per-unit" ? listing.price.unit : "",
    ...{ latency: listing.latency, pact: listing.pact, sequence: BigInt(listing.sequence) },
    ...{
      validFrom: listing.validFrom,
      validUntil: listing.validUntil,
      listing: hashMessage(unsigned(listing)),
    },
  }),
};

const unsigned = ({ signature: _, ...listing }: Listing & { readonly signature?: Hex }): Listing => listing;

/**
 * A listing from elsewhere: an object, or its JSON text. Whether it is good is `verifyListing`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseListing, signListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 * import { toJson } from "quittance";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const sent = toJson(await signListing({ domain, listing: exampleListing(stack, await stack.now()), account }));
 * console.log(parseListing(sent).task); // asset-delivery@1
 * await stack.stop();
 */
export function parseListing(input: unknown): SignedListing {
  return parseWith("listing", signedListingSchema(), input);
}

/**
 * The hash that names a listing: keccak256 of its canonical JSON without the signature.
 *
 * @throws InvalidFieldError for a malformed listing.
 * @example
 * import { hashListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * console.log(hashListing(exampleListing(stack, await stack.now())).length); // 66
 * await stack.stop();
 */
export function hashListing(listing: Listing | SignedListing): Hex {
  return hashMessage(parseWith("listing", listingSchema(), withoutSignature(listing)));
}

const withoutSignature = (listing: unknown): unknown =>
  typeof listing === "object" && listing !== null ? unsigned(listing as SignedListing) : listing;

/**
 * Signs a listing by its seller: a wallet, or a managed account by any of its keys.
 *
 * @param input.domain The caller's own deployment (`getDomain`): the listing counts for this chain and contract alone.
 * @throws InvalidFieldError for a malformed listing or another account than its seller; MarketDomainMismatchError.
 * @example
 * import { signListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const listing = await signListing({ domain, listing: exampleListing(stack, await stack.now()), account });
 * console.log(listing.sequence); // 1
 * await stack.stop();
 */
export async function signListing(input: {
  readonly domain: QuittanceDomain;
  readonly listing: Listing;
  readonly account: Actor;
}): Promise<SignedListing> {
  requireOptions(input, "domain listing account");
  const { account } = input;
  const listing = parseWith("listing", listingSchema(), input.listing);
  const domain = requireOwnDomain("listing", placed(listing), input.domain);
  requireOwnAccount(signerAddress(account), listing.seller, "the seller of the listing");
  return { ...listing, signature: await signByParty(listingType, domain, listing, account) };
}

/**
 * Makes sure that a listing is signed by its seller, is for the caller's own deployment, and is good now. Who served it does not
 * matter.
 *
 * @param input.now Unix seconds; this machine's clock when left out.
 * @param input.client Asks contract wallets and managed accounts about their signatures; without it only ECDSA counts.
 * @throws InvalidFieldError for a malformed listing; MarketDomainMismatchError; MarketTimeError; SignatureMismatchError.
 * @example
 * import { signListing, verifyListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const now = await stack.now();
 * const listing = await signListing({ domain, listing: exampleListing(stack, now), account });
 * await verifyListing({ domain, listing, now });
 * await stack.stop();
 */
export async function verifyListing(input: {
  readonly domain: QuittanceDomain;
  readonly listing: SignedListing;
  readonly now?: number | undefined;
  readonly client?: ReadingClient | undefined;
}): Promise<void> {
  requireOptions(input, "domain listing now client");
  const { client } = input;
  const listing = parseListing(input.listing);
  const domain = requireOwnDomain("listing", placed(listing), input.domain);
  const now = momentOrClock("now", input.now);
  const { validFrom: from, validUntil: until, seller: signer } = listing;
  if (now < from || now >= until) throw new MarketTimeError("listing", { from, until }, now);
  const isGood = await isSignedByParty(listingType, domain, listing, {
    ...{ signer, signature: listing.signature, client },
  });
  if (!isGood) throw new SignatureMismatchError("listing", signer);
}
