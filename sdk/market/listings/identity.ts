import type { ReadingClient } from "../../client/signer.ts";
import { BaseError } from "../../errors/base.ts";
import { getAgent } from "../../identity/get-agent.ts";
import { requireOptions } from "../../json/options.ts";
import { readAccountDid } from "../../protocol/account-did.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type ListingIdentity, parseListing, type SignedListing } from "./listing.ts";

/** What became of an identity that a listing claims. */
export interface ListingIdentityCheck {
  /** `proved`: the chain bears it out. `refuted`: it names somebody else. `unchecked`: a kind that only others can check. */
  readonly did?: "proved" | "refuted" | "unchecked";
  readonly agent?: "proved" | "refuted";
}

/**
 * Asks whether a listing's seller is who it says it is: its DID of this protocol must name the seller on the same chain and
 * contract, and the wallet or the owner of its ERC-8004 agent must be the seller. A listing may claim nothing.
 *
 * @throws InvalidFieldError for a malformed listing; NodeUnreachableError, RpcFailedError where the node does not answer.
 * @example
 * import { accountDid } from "quittance";
 * import { checkListingIdentity, signListing } from "quittance/market";
 * import { exampleListing, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, seller: account, address, publicClient } = stack;
 * const did = accountDid({ chainId: domain.chainId, address, account: account.address });
 * const draft = { ...exampleListing(stack, await stack.now()), identity: { did } };
 * const listing = await signListing({ domain, listing: draft, account });
 * console.log(await checkListingIdentity(publicClient, { listing })); // { did: "proved" }
 * await stack.stop();
 */
export async function checkListingIdentity(
  client: ReadingClient,
  input: { readonly listing: SignedListing },
): Promise<ListingIdentityCheck> {
  requireOptions(input, "listing");
  const listing = parseListing(input.listing);
  const { did, agent } = listing.identity;
  return {
    ...(did === undefined ? {} : { did: checkDid(listing, did) }),
    ...(agent === undefined ? {} : { agent: await checkAgent(client, listing, agent) }),
  };
}

function checkDid({ chainId, contract, seller }: SignedListing, did: string) {
  if (!did.startsWith("did:quittance:")) return "unchecked";
  const named = readAccountDid(did);
  const isOwn =
    named !== undefined &&
    named.chainId === chainId &&
    isSameAddress(named.address, contract) &&
    isSameAddress(named.account, seller);
  return isOwn ? "proved" : "refuted";
}

async function checkAgent(
  client: ReadingClient,
  { seller }: SignedListing,
  { registry, agentId }: NonNullable<ListingIdentity["agent"]>,
) {
  try {
    const { owner, wallet } = await getAgent(client, { address: registry, agentId });
    const isOwn = isSameAddress(owner, seller) || (wallet !== undefined && isSameAddress(wallet, seller));
    return isOwn ? "proved" : "refuted";
  } catch (error) {
    // There is no such agent, or no registry.
    if (error instanceof BaseError && ["AgentUnknownError", "ContractMissingError"].includes(error.name)) {
      return "refuted";
    }
    throw error;
  }
}
