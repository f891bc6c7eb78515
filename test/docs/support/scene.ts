import { formatWithOptions } from "node:util";
import { erc20Abi, type HDAccount, type Hex, type PublicClient } from "viem";
import {
  dealIdOf,
  hashEvidence,
  type QuittanceDomain,
  quittanceActions,
  readTokenDomain,
  signDelivery,
  signPayment,
  signTerms,
  type Terms,
} from "../../../sdk/index.ts";
import { exampleTerms, type Stack, startStack } from "../../../sdk/testing/index.ts";

const USDC = 1_000_000n;

function clientOf(stack: Stack) {
  return stack.walletClient.extend(quittanceActions({ address: stack.address }));
}

/** What the examples of `docs/operations/` have in scope, as its README says. */
export interface Scene {
  readonly client: ReturnType<typeof clientOf>;
  readonly token: `0x${string}`;
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly deal: Hex;
  readonly buyer: HDAccount;
  readonly seller: HDAccount;
  readonly jurors: readonly [HDAccount, HDAccount, HDAccount];
  readonly now: () => Promise<number>;
  /** Remembers what examples print. */
  readonly console: { readonly log: (...values: readonly unknown[]) => void };
}

/** The worked example on a chain of its own, and what the pages' tables count. */
export interface Theatre extends Scene {
  readonly stack: Stack;
  readonly publicClient: PublicClient;
  /** What was printed since the last call. */
  readonly printed: () => string[];
  /** Rows of the tables by their name. */
  readonly state: () => Promise<ReadonlyMap<string, bigint | string>>;
  readonly gasOfLastTransaction: () => Promise<bigint>;
}

/** Starts a chain with the holdings that `docs/operations/README.md` names. */
export async function openTheatre(): Promise<Theatre> {
  const stack = await startStack();
  const [buyer, seller, marketplace, panelAccount] = stack.accounts.slice(11, 15);
  const [first, second, third] = stack.jurors;
  if (!buyer || !seller || !marketplace || !panelAccount || !first || !second || !third) {
    throw new Error("the stack has too few accounts");
  }
  await stack.fund(buyer.address, 1_000n * USDC);
  await stack.fund(seller.address, 20n * USDC);
  await stack.fundLedger(buyer.address, 50n * USDC);
  await stack.fundLedger(seller.address, 50n * USDC);
  await stack.fundLedger(marketplace.address, 5n * USDC);
  await stack.fundLedger(panelAccount.address, 5n * USDC);
  const { address, domain, token, publicClient } = stack;
  const terms = await exampleTerms(stack, {
    buyer: buyer.address,
    seller: seller.address,
    silencePayout: 6_000,
    verificationFee: USDC,
    panelAccount: panelAccount.address,
    marketplaceFee: 100,
    marketplace: marketplace.address,
  });
  const client = clientOf(stack);
  const deal = dealIdOf({ domain, terms });
  const lines: string[] = [];
  const walletOf = (holder: `0x${string}`) =>
    publicClient.readContract({ address: token, abi: erc20Abi, functionName: "balanceOf", args: [holder] });
  const rowOf = ({ address: owner }: HDAccount) => client.getLedgerBalance({ owner });
  const list = (milestones: readonly number[] | undefined) => milestones?.join(", ") || "none";

  return {
    ...{ stack, publicClient, client, token, domain, terms, deal, buyer, seller, now: stack.now },
    jurors: [first, second, third],
    console: { log: (...values) => lines.push(formatWithOptions({ colors: false }, ...values)) },
    printed: () => lines.splice(0),
    state: async () => {
      const facts = await client.getDeal({ dealId: deal });
      return new Map<string, bigint | string>([
        ["USDC held by the contract", await walletOf(address)],
        ["buyer's wallet", await walletOf(buyer.address)],
        ["seller's wallet", await walletOf(seller.address)],
        ["buyer's row", await rowOf(buyer)],
        ["seller's row", await rowOf(seller)],
        ["marketplace's row", await rowOf(marketplace)],
        ["panel's row", await rowOf(panelAccount)],
        ["seller's refused row", await client.getRefused({ owner: seller.address })],
        ["unsettled in the deal", facts?.unsettled ?? 0n],
        ["settled milestones", list(facts?.settled)],
        ["recorded milestones", list(facts?.recorded)],
      ]);
    },
    gasOfLastTransaction: async () => {
      const { transactions } = await publicClient.getBlock();
      const hash = transactions.at(-1);
      if (hash === undefined) throw new Error("the latest block has no transaction");
      return (await publicClient.getTransactionReceipt({ hash })).gasUsed;
    },
  };
}

/** Both parties sign the terms, and the deal is opened. */
export async function openTheDeal({ client, domain, token, terms, buyer, seller }: Theatre): Promise<void> {
  const tokenDomain = await readTokenDomain(client, { token });
  await client.openDeal({
    terms,
    buyerSignature: await signPayment({ domain, token: tokenDomain, terms, account: buyer }),
    sellerSignature: await signTerms({ domain, terms, account: seller }),
  });
}

/** What happens on a page before its example. */
export const beforehand: Readonly<Record<string, (theatre: Theatre) => Promise<void>>> = {
  "open-deal": async () => {},
  deposit: async () => {},
  "deposit-with-authorization": async () => {},
  withdraw: async () => {},
  deliver: openTheDeal,
  "submit-verdict": openTheDeal,
  accept: openTheDeal,
  concede: openTheDeal,
  agree: openTheDeal,
  "retry-refused": async (theatre) => {
    const { client, stack, terms, buyer, seller } = theatre;
    await openTheDeal(theatre);
    await stack.usdc.blacklist(seller.address);
    await client.accept({ terms, milestone: 0, account: buyer });
    await stack.usdc.unBlacklist(seller.address);
  },
  cancel: async (theatre) => {
    await openTheDeal(theatre);
    await theatre.client.accept({ terms: theatre.terms, milestone: 0, account: theatre.buyer });
  },
  settle: async (theatre) => {
    const { client, domain, deal, terms, seller, stack } = theatre;
    await openTheDeal(theatre);
    const claim = { deal, milestone: 0, evidence: hashEvidence("text"), locator: "https://seller.example/1" };
    await client.deliver({ terms, delivery: await signDelivery({ domain, account: seller, ...claim }) });
    await stack.increaseTime(terms.verdictWindow);
  },
  reclaim: async (theatre) => {
    await openTheDeal(theatre);
    await theatre.stack.setTime((theatre.terms.milestones[0]?.deadline ?? 0) + 1);
  },
};
