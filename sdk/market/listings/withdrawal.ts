import type { Address, Hex } from "viem";
import type { Actor } from "../../accounts/agent.ts";
import { type ReadingClient, signerAddress } from "../../client/signer.ts";
import { SignatureMismatchError } from "../../errors/agents.ts";
import { lazily } from "../../errors/lazily.ts";
import { address, record, type Schema, signature, uint } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { type DocumentType, isSignedByParty, signByParty } from "../../jury/document.ts";
import { format } from "../../jury/fields.ts";
import type { QuittanceDomain } from "../../protocol/domain.ts";
import { placed, requireOwnDomain } from "../domain.ts";
import { kebabName } from "../fields.ts";
import { requireOwnAccount } from "../own-account.ts";
import { parseListing, type SignedListing } from "./listing.ts";

/** A seller's word that a listing stands no longer, nor any older one of its name. */
export interface ListingWithdrawal {
  readonly format: "quittance/listing-withdrawal/1";
  readonly chainId: number;
  readonly contract: Address;
  readonly seller: Address;
  /** Of the listing. */
  readonly name: string;
  /** It ends every listing of this name with this sequence or a lower one. */
  readonly sequence: number;
}

export interface SignedListingWithdrawal extends ListingWithdrawal {
  readonly signature: Hex;
}

export const withdrawalSchema = /* @__PURE__ */ lazily(
  (): Schema<SignedListingWithdrawal> =>
    record({
      format: format("quittance/listing-withdrawal/1"),
      ...{ chainId: uint(48, { minimum: 1 }), contract: address(), seller: address() },
      ...{ name: kebabName(), sequence: uint(48, { minimum: 1 }), signature: signature() },
    }),
);

const withdrawalType: DocumentType<ListingWithdrawal> = {
  name: "ListingWithdrawal",
  fields: [
    { name: "seller", type: "address" },
    { name: "name", type: "string" },
    { name: "sequence", type: "uint64" },
  ],
  messageOf: ({ seller, name, sequence }) => ({ seller, name, sequence: BigInt(sequence) }),
};

/**
 * Takes a listing back, and every older one of its name. A later listing of that name needs a higher sequence.
 *
 * @throws InvalidFieldError for a malformed listing or another account than its seller; MarketDomainMismatchError.
 * @example
 * import { signListing, withdrawListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const listing = await signListing({ domain, listing: exampleListing(stack, await stack.now()), account });
 * console.log((await withdrawListing({ domain, listing, account })).sequence); // 1
 * await stack.stop();
 */
export async function withdrawListing(input: {
  readonly domain: QuittanceDomain;
  readonly listing: SignedListing;
  readonly account: Actor;
}): Promise<SignedListingWithdrawal> {
  requireOptions(input, "domain listing account");
  const { account } = input;
  const listing = parseListing(input.listing);
  const domain = requireOwnDomain("listing", placed(listing), input.domain);
  const { chainId, contract, seller, name, sequence } = listing;
  requireOwnAccount(signerAddress(account), seller, "the seller of the listing");
  const withdrawal = { chainId, contract, seller, name, sequence };
  const message = { format: "quittance/listing-withdrawal/1" as const, ...withdrawal };
  return { ...message, signature: await signByParty(withdrawalType, domain, message, account) };
}

/**
 * A withdrawal from elsewhere: an object, or its JSON text. Whether it is good is `verifyListingWithdrawal`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseListingWithdrawal } from "quittance/market";
 *
 * const person = `0x${"11".repeat(20)}`;
 * const said = { chainId: 8453, contract: person, seller: person, name: "german", sequence: 3, signature: "0x11" };
 * const withdrawal = parseListingWithdrawal({ format: "quittance/listing-withdrawal/1", ...said });
 * console.log(withdrawal.sequence); // 3
 */
export function parseListingWithdrawal(input: unknown): SignedListingWithdrawal {
  return parseWith("withdrawal", withdrawalSchema(), input);
}

/**
 * Makes sure that the seller itself took its listing back.
 *
 * @throws InvalidFieldError for a malformed withdrawal; MarketDomainMismatchError; SignatureMismatchError.
 * @example
 * import { signListing, verifyListingWithdrawal, withdrawListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account } = stack;
 * const listing = await signListing({ domain, listing: exampleListing(stack, await stack.now()), account });
 * await verifyListingWithdrawal({ domain, withdrawal: await withdrawListing({ domain, listing, account }) });
 * await stack.stop();
 */
export async function verifyListingWithdrawal(input: {
  readonly domain: QuittanceDomain;
  readonly withdrawal: SignedListingWithdrawal;
  readonly client?: ReadingClient | undefined;
}): Promise<void> {
  requireOptions(input, "domain withdrawal client");
  const { client } = input;
  const withdrawal = parseListingWithdrawal(input.withdrawal);
  const domain = requireOwnDomain("withdrawal", placed(withdrawal), input.domain);
  const { seller: signer, signature } = withdrawal;
  if (await isSignedByParty(withdrawalType, domain, withdrawal, { signer, signature, client })) return;
  throw new SignatureMismatchError("withdrawal", signer);
}
