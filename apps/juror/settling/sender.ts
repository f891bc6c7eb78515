import { type ActingClient, quoteCall } from "quittance";
import { relayed } from "quittance/relayer";
import { type Address, type Client, createWalletClient, type Hex, http, type LocalAccount } from "viem";

/** A relayer that sends in the place of the juror's own key. */
export interface RelayerSettings {
  readonly url: string;
  readonly apiKey: string;
  /** USDC base units that the juror pays it out of its ledger balance for one call, at most; 0n: it sends without a fee. */
  readonly most: bigint;
}

export interface SenderOptions {
  readonly node: Client;
  readonly rpcUrl: string;
  readonly account: LocalAccount;
  /** The Quittance contract. */
  readonly address: Address;
  /** Dollars for one ether, as text. */
  readonly etherPrice: string;
  readonly relayer: RelayerSettings | undefined;
}

/** Who sends what a juror brings to the chain. */
export interface Sender {
  readonly client: ActingClient;
  /** What every call costs at most, in USDC base units; undefined where it is a matter of gas. */
  readonly most: bigint | undefined;
  readonly etherPrice: string;
  /** USDC base units that a call costs. Throws the contract's error when it would be refused. */
  costOf(data: Hex): Promise<bigint>;
}

/** Sends by the juror's own key, or by a relayer, for which the key needs no ETH. */
export function openSender({ node, rpcUrl, account, address, etherPrice, relayer }: SenderOptions): Sender {
  if (relayer !== undefined) {
    const { url, apiKey, most } = relayer;
    const fee = most === 0n ? {} : { fee: { account, most } };
    const client = relayed(node, { url, apiKey, address, ...fee });
    return { client, most, etherPrice, costOf: async () => most };
  }
  const client = createWalletClient({ account, chain: node.chain, transport: http(rpcUrl) });
  return {
    ...{ client, most: undefined, etherPrice },
    costOf: async (data) =>
      (await quoteCall(node, { address, data, from: account.address, etherPrice })).cost,
  };
}

/** Runs one piece of work after the other: two transactions of one key at the same time would take the same nonce. */
export type OneByOne = <Result>(work: () => Promise<Result>) => Promise<Result>;

export function oneByOne(): OneByOne {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
