import { encodeEventTopics, encodeFunctionData, type Hex, numberToHex } from "viem";
import { generatePrivateKey } from "viem/accounts";
import {
  buildTerms,
  type FastSigner,
  fastSigner,
  hashPact,
  openDeal,
  quittanceAbi,
  release,
  signRelease,
  signTerms,
} from "../../../sdk/index.ts";
import { type Stack, startStack } from "../../../sdk/testing/index.ts";

/** One deal as two calls that anyone can send: it opens, and its one milestone is released. */
export interface DealCalls {
  readonly open: Hex;
  readonly release: Hex;
}

/** A chain that makes a block every 200 ms, a buyer with a balance, and a seller that is paid to its own. */
export interface Market {
  readonly stack: Stack;
  /** Makes the calls of so many deals; signing is not part of what is measured. */
  readonly sign: (count: number) => Promise<readonly DealCalls[]>;
  readonly request: (method: string, ...params: readonly unknown[]) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

export const BLOCK_MS = 200;
const PRICE = 1_000_000n;
const FUNDS = 100_000_000_000n;
const DAY = 86_400;

export async function openMarket(): Promise<Market> {
  const stack = await startStack({ usdcEach: 10n * FUNDS });
  const buyer = fastSigner(generatePrivateKey());
  const seller = fastSigner(generatePrivateKey());
  await stack.fundLedger(buyer.address, FUNDS);
  // Its balance is not empty, as that of a seller that was paid before.
  await stack.fundLedger(seller.address, 1n);
  const request = (method: string, ...params: readonly unknown[]) =>
    stack.publicClient.request({ method, params } as never) as Promise<unknown>;
  await request("evm_setAutomine", false);
  await request("evm_setIntervalMining", BLOCK_MS);
  let salt = 0n;
  return {
    ...{ stack, request },
    sign: async (count) => {
      const now = await stack.now();
      return Promise.all(
        Array.from({ length: count }, () => dealCalls(stack, { buyer, seller, now, salt: ++salt })),
      );
    },
    stop: async () => {
      await request("evm_setIntervalMining", 0);
      await stack.stop();
    },
  };
}

async function dealCalls(
  { address, token, domain, jurors }: Stack,
  { buyer, seller, now, salt }: { buyer: FastSigner; seller: FastSigner; now: number; salt: bigint },
): Promise<DealCalls> {
  const terms = buildTerms(
    {
      ...{ buyer: buyer.address, seller: seller.address, fundedFromLedger: true, sellerToLedger: true },
      milestones: [{ amount: PRICE, deadline: now + 10 * DAY }],
      panel: jurors.map((juror) => juror.address),
      pact: hashPact({ task: "summarise" }),
      ...{ openBy: now + DAY, salt },
    },
    { contract: address, token, now },
  );
  const [buyerSignature, sellerSignature, signature] = await Promise.all([
    signTerms({ domain, terms, account: buyer }),
    signTerms({ domain, terms, account: seller }),
    signRelease({ domain, terms, milestone: 0, account: buyer }),
  ]);
  return {
    open: openDeal.call({ address, terms, buyerSignature, sellerSignature }).data,
    release: release.call({ address, terms, milestone: 0, signature }).data,
  };
}

/** Calls in as few batches as the relayer makes of them. */
export function batched(calls: readonly Hex[], size: number): readonly Hex[] {
  return Array.from({ length: Math.ceil(calls.length / size) }, (_, index) =>
    encodeFunctionData({
      abi: quittanceAbi,
      functionName: "batch",
      args: [calls.slice(index * size, (index + 1) * size), false],
    }),
  );
}

/** What a block says of a deal. */
export type DealEvent = "DealOpened" | "MilestoneSettled";

/** Counts events since the next block. Each block is looked at once, so that counting takes no time from what is measured. */
export async function countEvents({ stack, request }: Market, eventName: DealEvent) {
  const { address, publicClient } = stack;
  const topics = encodeEventTopics({ abi: quittanceAbi, eventName });
  let last = await publicClient.getBlockNumber({ cacheTime: 0 });
  let count = 0;
  return async (): Promise<number> => {
    const head = await publicClient.getBlockNumber({ cacheTime: 0 });
    if (head === last) return count;
    const range = { fromBlock: numberToHex(last + 1n), toBlock: numberToHex(head) };
    count += ((await request("eth_getLogs", { address, topics, ...range })) as readonly unknown[]).length;
    last = head;
    return count;
  };
}
