import { canonicalJson, type QuittanceDomain, type SignedOffer } from "quittance";
import {
  closeRfq,
  commitToBid,
  fetchRfq,
  hashRfq,
  postToMarket,
  type RfqResult,
  rankBids,
  type SignedRfq,
  signRfq,
  verifyRfqClosing,
} from "quittance/market";
import { hashPact, type Pact } from "quittance/pact";
import { type Account, type Chain, keccak256, stringToBytes, type Transport, type WalletClient } from "viem";
import { schemaOfTask, TASK } from "./listed.ts";

type Wallet = WalletClient<Transport, Chain, Account>;

const MINUTE = 60;
const DAY = 86_400;

/** A request for quotes as its buyer runs it, on one exchange. */
export interface OpenRequest {
  readonly rfq: SignedRfq;
  /** Signs which sealed bids there are, once the window is over. */
  readonly close: () => Promise<number>;
  /** Ranks what was revealed, by the request's own rule. */
  readonly rank: () => Promise<RfqResult>;
}

/** Asks all sellers for bids on a pact. The rule by which they are ranked is public; what the buyer would pay at most is not in it. */
export async function requestBids(
  buyer: Wallet,
  domain: QuittanceDomain,
  { exchange, pact, full, now }: { exchange: string; pact: Pact; full: bigint; now: number },
): Promise<OpenRequest> {
  const exchanges = [exchange];
  const rfq = await signRfq({
    domain,
    account: buyer,
    rfq: {
      format: "quittance/rfq/1",
      ...{ chainId: domain.chainId, contract: domain.verifyingContract, buyer: buyer.account.address },
      ...{
        task: TASK,
        schema: schemaOfTask(),
        input: keccak256(stringToBytes(canonicalJson(pact.task.inputs))),
        note: "",
      },
      ...{ pact: hashPact(pact), clauses: [], regions: [], sequence: 1 },
      scoring: {
        price: { weight: 7_000, full },
        latency: { weight: 2_000, full: DAY, zero: 10 * DAY },
        trust: { weight: 1_000, block: 0 },
        clauses: { weight: 0 },
      },
      ...{ opensAt: now, closesAt: now + 10 * MINUTE, revealBy: now + 20 * MINUTE },
    },
  });
  await postToMarket({ exchanges, message: { rfq } });
  const fetched = () => fetchRfq({ exchanges, domain, hash: hashRfq(rfq), client: buyer });
  return {
    rfq,
    close: async () => {
      const { commitments } = await fetched();
      const { closing } = await closeRfq({
        ...{ domain, rfq, commitments, account: buyer, client: buyer, now: rfq.closesAt },
      });
      await postToMarket({ exchanges, message: { closing } });
      return closing.commitments.length;
    },
    rank: async () => {
      const { closing, commitments, revealed } = await fetched();
      if (closing === undefined) throw new Error("the request is not closed");
      return rankBids({ domain, rfq, closing, commitments, revealed, client: buyer });
    },
  };
}

/** A bid that its seller has sealed. */
export interface SealedBid {
  /** Shows the bid, once the buyer has signed that it has the seal. */
  readonly reveal: () => Promise<void>;
}

/** Bids on a request: shows that there is a bid, and nothing of it. */
export async function sealBid(
  seller: Wallet,
  domain: QuittanceDomain,
  { exchange, rfq, offer }: { exchange: string; rfq: SignedRfq; offer: SignedOffer },
): Promise<SealedBid> {
  const exchanges = [exchange];
  const sealed = { domain, rfq, offer, account: seller, now: rfq.opensAt };
  const { commitment, revealed } = await commitToBid(sealed);
  await postToMarket({ exchanges, message: { commitment } });
  return {
    reveal: async () => {
      const { closing } = await fetchRfq({ exchanges, domain, hash: hashRfq(rfq), client: seller });
      if (closing === undefined) throw new Error("the buyer has not closed the request");
      await verifyRfqClosing({ domain, rfq, closing, commitment, client: seller });
      await postToMarket({ exchanges, message: { revealed } });
    },
  };
}
