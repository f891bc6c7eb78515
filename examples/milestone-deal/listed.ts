import type { QuittanceDomain } from "quittance";
import { clausesOfPact, hashTaskSchema, knownTask, postToMarket, signListing } from "quittance/market";
import { hashPact, type Pact } from "quittance/pact";
import type { Account, Chain, Transport, WalletClient } from "viem";

/** What all sellers of this example list, and the buyer looks for. */
export const TASK = "extraction@1";
export const schemaOfTask = () => hashTaskSchema(knownTask(TASK));

const DAY = 86_400;

/** What a seller asks for, and how long it takes. */
export interface Asking {
  readonly title: string;
  readonly pact: Pact;
  /** USDC base units. */
  readonly price: bigint;
  /** Seconds to the last deadline. */
  readonly latency: number;
}

/** Signs a listing as its seller, and posts it to an exchange. */
export async function listWork(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  exchange: string,
  { title, pact, price, latency, now }: Asking & { readonly now: number },
): Promise<void> {
  const listing = await signListing({
    domain,
    account: client,
    listing: {
      format: "quittance/listing/1",
      ...{ chainId: domain.chainId, contract: domain.verifyingContract, seller: client.account.address },
      ...{ name: "licences", sequence: 1, task: TASK, schema: schemaOfTask(), title, description: "" },
      ...{ pact: hashPact(pact), clauses: clausesOfPact({ pact }) },
      price: { model: "fixed", amount: price },
      ...{ latency, regions: [], capacity: 1, identity: {} },
      ...{ validFrom: now, validUntil: now + 30 * DAY },
    },
  });
  await postToMarket({ exchanges: [exchange], message: { listing } });
}
