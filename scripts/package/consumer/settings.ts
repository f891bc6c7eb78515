import { type Address, type Chain, defineChain } from "viem";

/** What the three processes are told, in the environment variable `TRADE`. */
export interface TradeSettings {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly quittance: Address;
  readonly mnemonic: string;
  readonly sellerUrl: string;
  readonly jurorsUrl: string;
  /** Places of the mnemonic's accounts. */
  readonly roles: { readonly buyer: number; readonly seller: number; readonly jurors: readonly number[] };
}

export function settings(): TradeSettings {
  return JSON.parse(process.env.TRADE ?? "") as TradeSettings;
}

export function chainOf(id: number): Chain {
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  return defineChain({ id, name: `Local ${id}`, nativeCurrency, rpcUrls: { default: { http: [] } } });
}
